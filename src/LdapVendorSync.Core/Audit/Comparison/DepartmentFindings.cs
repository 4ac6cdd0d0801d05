using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>
/// Finds departments with active people of whom nobody is in any group: of the other system; of two times, those that have become so, by
/// their own groups.
/// </summary>
internal sealed class DepartmentFindings
{
    private readonly ComparisonPair _pair;
    private readonly FindingList _findings;
    private readonly bool[] _hasGroupInReference;
    private readonly bool[] _hasGroupInDifference;

    public DepartmentFindings(ComparisonPair pair, FindingList findings)
    {
        _pair = pair;
        _findings = findings;
        _hasGroupInReference = HaveGroup(pair.Reference);
        _hasGroupInDifference = HaveGroup(pair.Difference);
    }

    private bool IsTwoTimes => _pair.Basis == ComparisonBasis.TwoTimes;

    /// <summary>Finds.</summary>
    public void Find()
    {
        if (IsTwoTimes)
        {
            var before = DepartmentsWithoutGroup(ComparedSide.Reference).Keys.ToHashSet(StringComparer.Ordinal);
            foreach (var (key, name) in DepartmentsWithoutGroup(ComparedSide.Difference).Where(found => !before.Contains(found.Key)))
                Tell(ComparedSide.Difference, name);
            return;
        }

        foreach (var side in Enum.GetValues<ComparedSide>())
        {
            foreach (var (_, name) in DepartmentsWithoutGroup(side))
                Tell(side, name);
        }
    }

    private static bool[] HaveGroup(ContentIndex index)
    {
        var have = new bool[index.People.Count];
        for (var group = 0; group < index.Groups.Count; group++)
        {
            foreach (var person in index.MembersOf(group))
                have[person] = true;
        }

        return have;
    }

    /// <returns>The names as first spelt, by the form in which they are compared.</returns>
    private Dictionary<string, string> DepartmentsWithoutGroup(ComparedSide side)
    {
        var without = new Dictionary<string, string>(StringComparer.Ordinal);
        var with = new HashSet<string>(StringComparer.Ordinal);
        var people = _pair.Of(side).People;
        for (var person = 0; person < people.Count; person++)
        {
            if (!ComparisonPair.IsActive(people[person])
                || people[person].GetValue(SystemComparisonOptions.Department) is not { } department
                || ComparableText.IgnoringCase(department) is not { } key)
            {
                continue;
            }

            if (MayHaveGroup(side, person))
                with.Add(key);
            else
                without.TryAdd(key, department.Trim());
        }

        foreach (var key in with)
            without.Remove(key);
        return without;
    }

    private bool MayHaveGroup(ComparedSide side, int person)
    {
        if (IsTwoTimes)
            return side == ComparedSide.Reference ? _hasGroupInReference[person] : _hasGroupInDifference[person];
        return _pair.People.Other(side, person) switch
        {
            >= 0 and var other => side == ComparedSide.Reference ? _hasGroupInDifference[other] : _hasGroupInReference[other],
            PeoplePairs.InDoubt => true,
            _ => false,
        };
    }

    private void Tell(ComparedSide side, string department)
    {
        var groupsOf = IsTwoTimes ? side : ComparisonPair.Across(side);
        var snapshot = _pair.Of(groupsOf).Snapshot;

        // Somebody else of the department, who was not read, may be in a group.
        if (!_pair.Of(side).Snapshot.Proves(SystemParts.Users))
        {
            _findings.Doubt(FindingKind.DepartmentWithoutGroup, side, SystemParts.Users);
            return;
        }

        if (!snapshot.Proves(SystemParts.Users | SystemParts.Groups) || _pair.Of(groupsOf).Groups.Any(group => group.Doubts.Count > 0))
        {
            _findings.Doubt(FindingKind.DepartmentWithoutGroup, groupsOf, SystemParts.Memberships);
            return;
        }

        var isReference = side == ComparedSide.Reference;
        _findings.Add(new SystemFinding
        {
            Kind = FindingKind.DepartmentWithoutGroup,
            Severity = FindingSeverity.Low,
            Side = side,
            Attribute = SystemComparisonOptions.Department,
            ReferenceValue = isReference ? department : null,
            DifferenceValue = isReference ? null : department,
            Message = $"Nobody of department '{department}' of {_findings.NameOf(side)} is in any group of {_findings.NameOf(groupsOf)}.",
        });
    }
}
