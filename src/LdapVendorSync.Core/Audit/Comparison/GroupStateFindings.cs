namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>
/// Finds groups that nobody is in, and groups whose members have all left. Of two systems both are looked at; of two times only what has
/// become so.
/// </summary>
internal sealed class GroupStateFindings(ComparisonPair pair, FindingList findings)
{
    private readonly Dictionary<ComparedSide, GroupMembers> _members = new()
    {
        // A group of groups is not empty while one of these has members, whatever memberships are compared.
        [ComparedSide.Reference] = new GroupMembers(pair.Reference, MembershipScope.Effective),
        [ComparedSide.Difference] = new GroupMembers(pair.Difference, MembershipScope.Effective),
    };

    /// <summary>Finds.</summary>
    public void Find()
    {
        if (pair.Basis == ComparisonBasis.TwoTimes)
        {
            FindBecame();
            return;
        }

        foreach (var side in Enum.GetValues<ComparedSide>())
        {
            for (var group = 0; group < pair.Of(side).Groups.Count; group++)
                Tell(side, group, StateOf(side, group));
        }
    }

    private void FindBecame()
    {
        for (var group = 0; group < pair.Difference.Groups.Count; group++)
        {
            var state = StateOf(ComparedSide.Difference, group);
            if (state is not null
                && !(pair.Reference.GroupOf(pair.Difference.Groups[group].Id) is >= 0 and var before
                    && StateOf(ComparedSide.Reference, before) == state))
            {
                Tell(ComparedSide.Difference, group, state);
            }
        }
    }

    private FindingKind? StateOf(ComparedSide side, int group)
    {
        var members = _members[side];
        var found = members.Of(group);
        if (members.HasUnknown)
            return null;
        if (found.Length == 0)
            return FindingKind.EmptyGroup;
        foreach (var person in found)
        {
            if (IsActive(side, person))
                return null;
        }

        return FindingKind.OrphanedGroup;
    }

    // Who is active here, but disabled or gone where the reference says who works here, has left; who is in doubt may not have.
    private bool IsActive(ComparedSide side, int person)
    {
        if (!ComparisonPair.IsActive(pair.Of(side).People[person]))
            return false;
        if (pair.Basis == ComparisonBasis.TwoTimes || side == ComparedSide.Reference)
            return true;
        return pair.People.InReference(person) switch
        {
            >= 0 and var other => ComparisonPair.IsActive(pair.Reference.People[other]),
            PeoplePairs.Nobody => !pair.Reference.Snapshot.Proves(SystemParts.Users),
            _ => true,
        };
    }

    private void Tell(ComparedSide side, int group, FindingKind? state)
    {
        if (state is not { } kind)
            return;
        var found = pair.Of(side).Groups[group];
        if (_members[side].MayLack)
        {
            findings.DoubtGroup(kind, side, found.Name);
            return;
        }

        var isEmpty = kind == FindingKind.EmptyGroup;
        findings.Add(new SystemFinding
        {
            Kind = kind,
            Severity = isEmpty ? FindingSeverity.Low : FindingSeverity.Medium,
            Message = isEmpty
                ? $"Nobody is in group '{found.Name}' of {findings.NameOf(side)}."
                : $"Everybody in group '{found.Name}' of {findings.NameOf(side)} has left: no member can be active any more.",
        }.About(side, found));
    }
}
