using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Finds groups that are new, gone or renamed.</summary>
internal sealed class GroupFindings(ComparisonPair pair, FindingList findings)
{
    private readonly string _reference = findings.NameOf(ComparedSide.Reference);
    private readonly string _difference = findings.NameOf(ComparedSide.Difference);

    /// <summary>Finds.</summary>
    public void Find()
    {
        foreach (var group in pair.Groups.OnlyReference)
            FindRemoved(pair.Reference.Groups[group]);
        foreach (var group in pair.Groups.OnlyDifference)
            FindNew(pair.Difference.Groups[group]);
        foreach (var reason in pair.Groups.Unresolved)
            findings.Doubt(FindingKind.MembershipMissing, reason);
        if (pair.Basis == ComparisonBasis.TwoTimes)
            FindRenamed();
    }

    private void FindRemoved(SystemGroup group)
    {
        if (!pair.Difference.Snapshot.Proves(SystemParts.Groups))
        {
            findings.Doubt(FindingKind.GroupRemoved, ComparedSide.Difference, SystemParts.Groups);
            return;
        }

        findings.Add(new SystemFinding
        {
            Kind = FindingKind.GroupRemoved,
            Severity = pair.Basis == ComparisonBasis.TwoTimes ? FindingSeverity.Medium : FindingSeverity.Info,
            Message = $"Group '{group.Name}' is in {_reference} and has no counterpart in {_difference}.",
        }.About(ComparedSide.Reference, group));
    }

    private void FindNew(SystemGroup group)
    {
        if (!pair.Reference.Snapshot.Proves(SystemParts.Groups))
        {
            findings.Doubt(FindingKind.GroupNew, ComparedSide.Reference, SystemParts.Groups);
            return;
        }

        findings.Add(new SystemFinding
        {
            Kind = FindingKind.GroupNew,
            Severity = pair.Basis == ComparisonBasis.TwoTimes ? FindingSeverity.Low : FindingSeverity.Medium,
            Message = $"Group '{group.Name}' is in {_difference} and has no counterpart in {_reference}.",
        }.About(ComparedSide.Difference, group));
    }

    private void FindRenamed()
    {
        foreach (var paired in pair.Groups.Pairs)
        {
            var before = pair.Reference.Groups[paired.Only!.Value];
            var after = pair.Difference.Groups[paired.Difference];
            if (ComparableText.Of(before.Name) == ComparableText.Of(after.Name))
                continue;
            findings.Add(new SystemFinding
            {
                Kind = FindingKind.GroupRenamed,
                Severity = FindingSeverity.Low,
                ReferenceValue = before.Name,
                DifferenceValue = after.Name,
                Message = $"Group '{before.Name}' of {_reference} is called '{after.Name}' in {_difference}.",
            }.About(before, after));
        }
    }
}
