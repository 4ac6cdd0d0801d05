namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>
/// Finds who is in a group of one side and not in its counterpart. People whom one side does not have, or of whom it is not certain who
/// they are, are left out: that is a finding of its own.
/// </summary>
internal sealed class MembershipFindings(ComparisonPair pair, FindingList findings)
{
    private readonly GroupMembers _referenceMembers = new(pair.Reference, pair.Memberships);
    private readonly GroupMembers _differenceMembers = new(pair.Difference, pair.Memberships);

    // A mark is the number of the pair of groups; both are by the numbers of the difference.
    private readonly int[] _inReference = new int[pair.Difference.People.Count];
    private readonly int[] _inDifference = new int[pair.Difference.People.Count];
    private readonly string _reference = findings.NameOf(ComparedSide.Reference);
    private readonly string _difference = findings.NameOf(ComparedSide.Difference);

    /// <summary>Finds.</summary>
    public void Find()
    {
        for (var i = 0; i < pair.Groups.Pairs.Count; i++)
            Compare(pair.Groups.Pairs[i], mark: i + 1);
    }

    private void Compare(PairedGroups groups, int mark)
    {
        var before = _referenceMembers.Of(groups.Reference);
        var after = _differenceMembers.Of(groups.Difference);
        foreach (var person in before)
        {
            if (pair.People.InDifference(person) is >= 0 and var other)
                _inReference[other] = mark;
        }

        foreach (var person in after)
        {
            _inDifference[person] = mark;
            if (_inReference[person] != mark && pair.People.InReference(person) is >= 0 and var other)
                FindExtra(groups, other, person);
        }

        foreach (var person in before)
        {
            if (pair.People.InDifference(person) is >= 0 and var other && _inDifference[other] != mark)
                FindMissing(groups, person, other);
        }
    }

    private void FindMissing(PairedGroups groups, int inReference, int inDifference)
    {
        if (_differenceMembers.MayLack)
        {
            findings.DoubtGroup(FindingKind.MembershipMissing, ComparedSide.Difference, pair.Difference.Groups[groups.Difference].Name);
            return;
        }

        if (_referenceMembers.MayHoldTooMany)
        {
            findings.DoubtGroup(FindingKind.MembershipMissing, ComparedSide.Reference, groups.Name);
            return;
        }

        findings.Add(About(groups, inReference, inDifference, FindingKind.MembershipMissing));
    }

    private void FindExtra(PairedGroups groups, int inReference, int inDifference)
    {
        if (_referenceMembers.MayLack)
            findings.DoubtGroup(FindingKind.MembershipExtra, ComparedSide.Reference, groups.Name);
        else
            findings.Add(About(groups, inReference, inDifference, FindingKind.MembershipExtra));
    }

    private SystemFinding About(PairedGroups groups, int inReference, int inDifference, FindingKind kind)
    {
        var person = pair.Reference.People[inReference];
        var account = pair.Difference.People[inDifference];
        var group = pair.Difference.Groups[groups.Difference];
        var isExtra = kind == FindingKind.MembershipExtra;
        return new SystemFinding
        {
            Kind = kind,
            Severity = isExtra && pair.Basis == ComparisonBasis.TwoSystems ? FindingSeverity.High : FindingSeverity.Medium,
            Side = isExtra ? ComparedSide.Difference : ComparedSide.Reference,
            ReferenceGroup = groups.Name,
            DifferenceGroup = group.Name,
            ReferenceGroupId = groups.Only is { } only ? pair.Reference.Groups[only].Id : null,
            DifferenceGroupId = group.Id,
            Message = isExtra
                ? $"'{person.Label}' is in '{group.Name}' of {_difference} and not in '{groups.Name}' of {_reference}."
                : $"'{person.Label}' is in '{groups.Name}' of {_reference} and not in '{group.Name}' of {_difference}.",
        }.About(person, account);
    }
}
