using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>
/// Finds people of one side only, people of whom it is not certain who they are, and what differs between people of both sides.
/// </summary>
internal sealed class UserFindings(ComparisonPair pair, ComparisonOptions attributes, FindingList findings)
{
    private readonly string _reference = findings.NameOf(ComparedSide.Reference);
    private readonly string _difference = findings.NameOf(ComparedSide.Difference);

    private bool IsTwoSystems => pair.Basis == ComparisonBasis.TwoSystems;

    /// <summary>Finds.</summary>
    public void Find()
    {
        for (var person = 0; person < pair.Reference.People.Count; person++)
        {
            var other = pair.People.InDifference(person);
            if (other >= 0)
                Compare(pair.Reference.People[person], pair.Difference.People[other]);
            else if (other == PeoplePairs.Nobody)
                FindMissing(pair.Reference.People[person]);
        }

        for (var person = 0; person < pair.Difference.People.Count; person++)
        {
            if (pair.People.InReference(person) == PeoplePairs.Nobody)
                FindAdded(pair.Difference.People[person]);
        }

        foreach (var problem in pair.People.Problems)
            FindAmbiguous(problem);
    }

    private void FindMissing(GroupMember person)
    {
        if (!pair.Difference.Snapshot.Proves(SystemParts.Users))
        {
            findings.Doubt(FindingKind.UserMissing, ComparedSide.Difference, SystemParts.Users);
            return;
        }

        findings.Add(new SystemFinding
        {
            Kind = FindingKind.UserMissing,
            Severity = IsTwoSystems && ComparisonPair.IsActive(person) ? FindingSeverity.Medium : FindingSeverity.Info,
            Message = $"'{person.Label}' is in {_reference} and not in {_difference}.",
        }.About(ComparedSide.Reference, person));
    }

    private void FindAdded(GroupMember person)
    {
        if (!pair.Reference.Snapshot.Proves(SystemParts.Users))
        {
            findings.Doubt(FindingKind.UserAdded, ComparedSide.Reference, SystemParts.Users);
            return;
        }

        var severity = !IsTwoSystems ? FindingSeverity.Info : ComparisonPair.IsActive(person) ? FindingSeverity.High : FindingSeverity.Low;
        findings.Add(new SystemFinding
        {
            Kind = FindingKind.UserAdded,
            Severity = severity,
            Message = $"'{person.Label}' is in {_difference} and not in {_reference}.",
        }.About(ComparedSide.Difference, person));
    }

    private void FindAmbiguous(IdentityProblem problem)
    {
        var side = problem.Side == ReadSide.Source ? ComparedSide.Reference : ComparedSide.Difference;
        findings.Add(new SystemFinding
        {
            Kind = FindingKind.AmbiguousIdentity,
            Severity = FindingSeverity.Medium,
            Message = $"{(side == ComparedSide.Reference ? _reference : _difference)}: {problem.Message}",
        }.About(side, problem.Member));
    }

    private void Compare(GroupMember reference, GroupMember difference)
    {
        if (reference.Enabled is { } before && difference.Enabled is { } after && before != after)
            FindEnabled(reference, difference, before);

        // The comparer's "before" is what follows, and its "after" what it should become.
        foreach (var found in AttributeComparer.Differences(reference, difference, attributes))
            FindAttribute(reference, difference, found.Attribute, found.After, found.Before);
    }

    private void FindEnabled(GroupMember reference, GroupMember difference, bool isActiveInReference)
    {
        var activeIn = isActiveInReference ? _reference : _difference;
        var disabledIn = isActiveInReference ? _difference : _reference;
        findings.Add(new SystemFinding
        {
            Kind = FindingKind.EnabledMismatch,
            Severity = isActiveInReference || !IsTwoSystems ? FindingSeverity.Medium : FindingSeverity.High,
            Attribute = AttributeNames.Enabled,
            ReferenceValue = reference.GetValue(AttributeNames.Enabled),
            DifferenceValue = difference.GetValue(AttributeNames.Enabled),
            Message = $"'{reference.Label}' is active in {activeIn} and disabled in {disabledIn}.",
        }.About(reference, difference));
    }

    private void FindAttribute(GroupMember reference, GroupMember difference, string attribute, string? before, string? after) =>
        findings.Add(new SystemFinding
        {
            Kind = FindingKind.AttributeMismatch,
            Severity = attribute is AttributeNames.Email or AttributeNames.UserName ? FindingSeverity.Medium : FindingSeverity.Low,
            Attribute = attribute,
            ReferenceValue = before,
            DifferenceValue = after,
            Message = $"{attribute} of '{reference.Label}' is {Quoted(before)} in {_reference} and {Quoted(after)} in {_difference}.",
        }.About(reference, difference));

    private static string Quoted(string? value) => value is null ? "absent" : $"'{value}'";
}
