using System.Globalization;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Audit.Comparison;

/// <summary>
/// Two equal systems, or one at two times, in which differences are planted one by one. Each is planted in people and groups of its own and
/// writes down what a comparison has to find of it, so that findings can be compared with the plants as sets.
/// </summary>
internal sealed class SeededDifferences
{
    // Nothing is planted in these: they keep groups from being empty and departments from being without groups.
    private const int Core = 40;
    private const int Departments = 8;

    private readonly Random _random;
    private readonly ComparisonBasis _basis;
    private readonly List<string> _expected = [];
    private readonly List<string> _flatGroups = [];
    private int _people;
    private int _groups;

    public SeededDifferences(int seed, ComparisonBasis basis, int groups = 20)
    {
        _random = new Random(seed);
        _basis = basis;
        Reference = new SystemUnderConstruction("directory", SystemSide.Source);
        Difference = basis == ComparisonBasis.TwoTimes
            ? new SystemUnderConstruction("directory", SystemSide.Source, number: 2)
            : new SystemUnderConstruction("application", SystemSide.Vendor, number: 2);
        for (var i = 0; i < Core; i++)
            AddPerson();
        for (var i = 0; i < groups; i++)
            _flatGroups.Add(AddGroup(CorePeople(5 + _random.Next(10))));
        AddCircle();
    }

    public SystemUnderConstruction Reference { get; }

    public SystemUnderConstruction Difference { get; }

    /// <summary>What has to be found, as <see cref="Describe"/> describes findings.</summary>
    public IReadOnlyList<string> Expected => _expected;

    /// <summary>How many ways there are to differ.</summary>
    public static int Ways => 13;

    /// <summary>Plants one difference.</summary>
    public void Plant(int way)
    {
        switch (way)
        {
            case 0: PlantMissingUser(); break;
            case 1: PlantAddedUser(); break;
            case 2: PlantEnabled(isActiveInReference: true); break;
            case 3: PlantEnabled(isActiveInReference: false); break;
            case 4: PlantAttribute(); break;
            case 5: PlantMissingMembership(); break;
            case 6: PlantExtraMembership(); break;
            case 7: PlantRemovedGroup(); break;
            case 8: PlantNewGroup(); break;
            case 9: PlantNesting(); break;
            case 10: PlantEmptyGroup(); break;
            case 11: PlantOrphanedGroup(); break;
            default: PlantWhatOnlyThisBasisHas(); break;
        }
    }

    public SystemComparison Compare(SystemComparisonOptions? options = null) =>
        SystemComparer.Compare(Reference.Build(_random.Next()), Difference.Build(_random.Next()), options ?? new(), DateTimeOffset.UnixEpoch);

    /// <summary>What tells a finding from every other.</summary>
    public static string Describe(SystemFinding finding) => string.Join(
        " | ",
        finding.Kind, finding.Side, finding.ReferencePersonId, finding.DifferencePersonId, finding.ReferenceGroup, finding.DifferenceGroup,
        finding.NestedGroup, finding.Attribute, finding.ReferenceValue, finding.DifferenceValue);

    private void Expect(
        FindingKind kind, ComparedSide? side = null, string? person = null, string? inReference = null, string? inDifference = null,
        string? group = null, string? groupInReference = null, string? groupInDifference = null, string? nested = null,
        string? attribute = null, string? before = null, string? after = null) => _expected.Add(string.Join(
            " | ",
            kind, side, IdIn(ComparedSide.Reference, person) ?? inReference, IdIn(ComparedSide.Difference, person) ?? inDifference,
            group ?? groupInReference, group ?? groupInDifference, nested, attribute, before, after));

    private void PlantMissingUser()
    {
        var person = AddPersonWithGroups();
        Difference.Remove(IdIn(ComparedSide.Difference, person)!);
        Expect(FindingKind.UserMissing, ComparedSide.Reference, inReference: IdIn(ComparedSide.Reference, person));
    }

    private void PlantAddedUser()
    {
        var person = AddPersonWithGroups();
        Reference.Remove(IdIn(ComparedSide.Reference, person)!);
        Expect(FindingKind.UserAdded, ComparedSide.Difference, inDifference: IdIn(ComparedSide.Difference, person));
    }

    private void PlantEnabled(bool isActiveInReference)
    {
        var person = AddPersonWithGroups();
        var disabled = isActiveInReference ? Difference : Reference;
        var side = isActiveInReference ? ComparedSide.Difference : ComparedSide.Reference;
        disabled.Set(disabled.Person(IdIn(side, person)!) with { Enabled = false });
        Expect(
            FindingKind.EnabledMismatch, person: person, attribute: "enabled", before: isActiveInReference ? "true" : "false",
            after: isActiveInReference ? "false" : "true");
    }

    private void PlantAttribute()
    {
        var person = AddPersonWithGroups();
        var id = IdIn(ComparedSide.Difference, person)!;
        var attribute = (string[])["email", "displayName", "department"] is var all ? all[_random.Next(all.Length)] : string.Empty;
        var before = Difference.Person(id).GetValue(attribute);
        // A department that others are in, another value, or none at all.
        var after = attribute == "department"
            ? Enumerable.Range(0, Departments).Select(Department).First(department => department != before)
            : _random.Next(4) == 0 ? null : $"other {before}";
        Difference.Set(Difference.Person(id).WithValue(attribute, after));
        Expect(FindingKind.AttributeMismatch, person: person, attribute: attribute, before: before, after: after);
    }

    private void PlantMissingMembership()
    {
        var (person, group) = (AddPersonWithGroups(except: 1), _flatGroups[0]);
        Reference.Join(group, IdIn(ComparedSide.Reference, person)!);
        Expect(FindingKind.MembershipMissing, ComparedSide.Reference, person, group: NameOf(group));
    }

    private void PlantExtraMembership()
    {
        var (person, group) = (AddPersonWithGroups(except: 1), _flatGroups[0]);
        Difference.Join(group, IdIn(ComparedSide.Difference, person)!);
        Expect(FindingKind.MembershipExtra, ComparedSide.Difference, person, group: NameOf(group));
    }

    private void PlantRemovedGroup()
    {
        var group = AddGroup(CorePeople(3));
        Difference.RemoveGroup(group);
        Expect(FindingKind.GroupRemoved, ComparedSide.Reference, groupInReference: NameOf(group));
    }

    private void PlantNewGroup()
    {
        var group = AddGroup(CorePeople(3));
        Reference.RemoveGroup(group);
        Expect(FindingKind.GroupNew, ComparedSide.Difference, groupInDifference: NameOf(group));
    }

    // Everybody of the inner group is in the outer one anyhow: the nesting alone differs.
    private void PlantNesting()
    {
        var people = CorePeople(4);
        var (outer, inner) = (AddGroup(people), AddGroup(people));
        var isAdded = _random.Next(2) == 0;
        (isAdded ? Difference : Reference).Nest(outer, inner);
        Expect(
            isAdded ? FindingKind.NestingAdded : FindingKind.NestingRemoved,
            isAdded ? ComparedSide.Difference : ComparedSide.Reference, group: NameOf(outer), nested: NameOf(inner));
    }

    private void PlantEmptyGroup()
    {
        var group = AddGroup([]);
        Expect(FindingKind.EmptyGroup, ComparedSide.Difference, groupInDifference: NameOf(group));
        if (_basis == ComparisonBasis.TwoSystems)
        {
            Expect(FindingKind.EmptyGroup, ComparedSide.Reference, groupInReference: NameOf(group));
            return;
        }

        Reference.RemoveGroup(group);
        Expect(FindingKind.GroupNew, ComparedSide.Difference, groupInDifference: NameOf(group));
    }

    private void PlantOrphanedGroup()
    {
        var person = AddPerson(isEnabled: false);
        var group = AddGroup([person]);
        Expect(FindingKind.OrphanedGroup, ComparedSide.Difference, groupInDifference: NameOf(group));
        if (_basis == ComparisonBasis.TwoSystems)
        {
            Expect(FindingKind.OrphanedGroup, ComparedSide.Reference, groupInReference: NameOf(group));
            return;
        }

        var id = IdIn(ComparedSide.Reference, person)!;
        Reference.Set(Reference.Person(id) with { Enabled = true });
        Expect(FindingKind.EnabledMismatch, person: person, attribute: "enabled", before: "true", after: "false");
    }

    private void PlantWhatOnlyThisBasisHas()
    {
        if (_basis == ComparisonBasis.TwoTimes)
            PlantRename();
        else if (_random.Next(2) == 0)
            PlantTwin();
        else
            PlantDepartment();
    }

    private void PlantRename()
    {
        var group = AddGroup(CorePeople(3));
        Difference.Rename(group, $"{NameOf(group)} renamed");
        Expect(
            FindingKind.GroupRenamed, groupInReference: NameOf(group), groupInDifference: $"{NameOf(group)} renamed", before: NameOf(group),
            after: $"{NameOf(group)} renamed");
    }

    private void PlantTwin()
    {
        var person = AddPersonWithGroups();
        var id = IdIn(ComparedSide.Reference, person)!;
        Reference.Set(Reference.Person(id) with { Id = $"{id}-twin", UserName = Reference.Person(id).UserName!.ToUpperInvariant() });
        Expect(FindingKind.AmbiguousIdentity, ComparedSide.Reference, inReference: id);
        Expect(FindingKind.AmbiguousIdentity, ComparedSide.Reference, inReference: $"{id}-twin");
        Expect(FindingKind.AmbiguousIdentity, ComparedSide.Difference, inDifference: IdIn(ComparedSide.Difference, person));
    }

    private void PlantDepartment()
    {
        var person = AddPerson();
        var department = $"Department of {person}";
        foreach (var (system, side) in Sides())
            system.Set(system.Person(IdIn(side, person)!).WithValue("department", department));
        Expect(FindingKind.DepartmentWithoutGroup, ComparedSide.Reference, attribute: "department", before: department);
        Expect(FindingKind.DepartmentWithoutGroup, ComparedSide.Difference, attribute: "department", after: department);
    }

    private string AddPersonWithGroups(int except = 0)
    {
        var person = AddPerson();
        foreach (var group in _flatGroups.Skip(except).Where(_ => _random.Next(4) == 0))
            JoinBoth(group, person);
        return person;
    }

    private string AddPerson(bool isEnabled = true)
    {
        var person = string.Create(CultureInfo.InvariantCulture, $"p{_people++:D5}");
        foreach (var (system, side) in Sides())
        {
            system.Set(new GroupMember
            {
                Id = IdIn(side, person)!,
                UserName = side == ComparedSide.Reference ? person : $" {person} ",
                Email = $"{person}@example.test",
                DisplayName = $"Name of {person}",
                Enabled = isEnabled,
                Attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
                {
                    ["department"] = [Department(_people % Departments)],
                },
            });
        }

        return person;
    }

    private string AddGroup(IEnumerable<string> people)
    {
        var group = string.Create(CultureInfo.InvariantCulture, $"g{_groups++:D4}");
        foreach (var (system, side) in Sides())
            system.AddGroup(group, NameOf(group), people.Select(person => IdIn(side, person)!));
        return group;
    }

    private void AddCircle()
    {
        var groups = Enumerable.Range(0, 3).Select(_ => AddGroup(CorePeople(3))).ToList();
        foreach (var (system, _) in Sides())
        {
            for (var i = 0; i < groups.Count; i++)
                system.Nest(groups[i], groups[(i + 1) % groups.Count]);
        }
    }

    private void JoinBoth(string group, string person)
    {
        foreach (var (system, side) in Sides())
            system.Join(group, IdIn(side, person)!);
    }

    private List<string> CorePeople(int count) =>
        [.. Enumerable.Range(0, Core).OrderBy(_ => _random.Next()).Take(count).Select(i => string.Create(CultureInfo.InvariantCulture, $"p{i:D5}"))];

    private IEnumerable<(SystemUnderConstruction System, ComparedSide Side)> Sides() =>
        [(Reference, ComparedSide.Reference), (Difference, ComparedSide.Difference)];

    private string? IdIn(ComparedSide side, string? person) =>
        person is null ? null : side == ComparedSide.Difference && _basis == ComparisonBasis.TwoSystems ? $"account-{person}" : $"person-{person}";

    private static string NameOf(string group) => $"Group {group}";

    private static string Department(int number) => string.Create(CultureInfo.InvariantCulture, $"Department {number}");
}
