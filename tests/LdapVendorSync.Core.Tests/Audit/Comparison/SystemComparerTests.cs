using System.Diagnostics;
using System.Globalization;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Members;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Audit.Comparison;

public sealed class SystemComparerTests(ITestOutputHelper output)
{
    private readonly SystemUnderConstruction _entra = new("entra", SystemSide.Source);
    private readonly SystemUnderConstruction _odoo = new("odoo", SystemSide.Vendor, number: 2);

    [Fact]
    public void Link_beats_the_keys_and_what_differs_is_told_of_the_linked_pair()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("1", "anna.old"));

        Kinds(Compare(new())).ShouldBe([FindingKind.UserAdded, FindingKind.UserMissing]);
        Compare(new() { Links = new MemberLinks([new("e1", "1")]), Attributes = ["userName"] }).Findings
            .ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                finding => finding.Kind.ShouldBe(FindingKind.AttributeMismatch),
                finding => finding.ReferenceValue.ShouldBe("anna"),
                finding => finding.DifferenceValue.ShouldBe("anna.old"));
    }

    [Fact]
    public void People_of_two_times_are_the_same_by_id_alone()
    {
        var before = new SystemUnderConstruction("entra", SystemSide.Source);
        before.Set(Person("e1", "anna"));
        var after = new SystemUnderConstruction("Entra", SystemSide.Source, number: 2);
        after.Set(Person("e2", "anna"));

        var found = SystemComparer.Compare(before.Build(), after.Build(), new(), DateTimeOffset.UnixEpoch);

        found.Basis.ShouldBe(ComparisonBasis.TwoTimes);
        Kinds(found).ShouldBe([FindingKind.UserMissing, FindingKind.UserAdded]);
        found.Findings[0].Message.ShouldBe("'anna' is in snapshot 1 and not in snapshot 2.");
    }

    [Fact]
    public void Attribute_that_a_side_gives_for_nobody_is_not_compared()
    {
        _entra.Set(Person("e1", "anna").WithValue("department", "Sales"));
        _odoo.Set(Person("1", "anna"));

        var found = Compare(new());

        found.Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.DepartmentWithoutGroup);
        found.AttributesLeftOut.ShouldContain("department");
        found.Attributes.ShouldNotContain("department");
    }

    [Fact]
    public void Members_of_nested_groups_are_effective_members_and_circles_end()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("1", "anna"));
        _entra.AddGroup("a", "Managers", "e1");
        _entra.AddGroup("b", "Users");
        _entra.Nest("b", "a");
        _entra.Nest("a", "b");
        _odoo.AddGroup("1", "managers", "1");
        _odoo.AddGroup("2", "users", "1");

        Compare(new()).Findings.ShouldBeEmpty();
        Compare(new() { Memberships = MembershipScope.Direct }).Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.MembershipExtra);
    }

    [Fact]
    public void Mapped_groups_are_united_and_taken_away_before_they_are_compared()
    {
        foreach (var (id, name) in new[] { ("1", "anna"), ("2", "ben"), ("3", "cleo"), ("4", "dora") })
        {
            _entra.Set(Person($"e{id}", name));
            _odoo.Set(Person(id, name));
        }

        _entra.AddGroup("a", "staff", "e1", "e2");
        _entra.AddGroup("b", "guests", "e3", "e2");
        _entra.AddGroup("c", "left", "e2");
        _odoo.AddGroup("9", "Internal", "1", "2", "4");
        GroupPair[] pairs = [new(["staff"], "Internal") { Except = ["left"] }, new(["B"], "internal")];

        // Ben is taken away from the staff, and yet a guest.
        Compare(new() { GroupPairs = [pairs[0], pairs[1] with { Reference = ["b"] }] }).Findings
            .Where(finding => finding.Kind is FindingKind.MembershipExtra or FindingKind.MembershipMissing)
            .Select(finding => $"{finding.Kind} {finding.Person} {finding.ReferenceGroup}")
            .ShouldBe(["MembershipExtra dora staff - left + guests", "MembershipMissing cleo staff - left + guests"]);

        var alone = Compare(new() { GroupPairs = [pairs[0]] });
        alone.Findings.Where(finding => finding.Kind == FindingKind.MembershipExtra).Select(finding => finding.Person).ShouldBe(["ben", "dora"]);
        alone.Findings.Where(finding => finding.Kind == FindingKind.GroupRemoved).Select(finding => finding.Group).ShouldBe(["guests"]);
    }

    [Fact]
    public void Everybody_can_be_mapped()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("1", "anna"));
        _odoo.AddGroup("9", "Internal");

        Compare(new() { GroupPairs = [new([GroupPair.Everybody], "Internal")] }).Findings
            .ShouldContain(finding => finding.Kind == FindingKind.MembershipMissing && finding.Person == "anna");
    }

    [Fact]
    public void Mapping_of_a_group_that_is_not_there_is_a_doubt()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("1", "anna"));
        _odoo.AddGroup("9", "Internal", "1");

        var found = Compare(new() { GroupPairs = [new(["gone"], "Internal")] });

        found.Doubts.ShouldHaveSingleItem().Reason.ShouldBe("'gone' and 'Internal' are not compared: there is no group 'gone' in 'entra'.");
        Kinds(found).ShouldBe([FindingKind.GroupNew]);
    }

    [Fact]
    public void Group_with_a_name_that_several_have_is_paired_with_none()
    {
        _entra.AddGroup("a", "Sales");
        _odoo.AddGroup("1", "Sales");
        _odoo.AddGroup("2", "sales");

        Compare(new()).GroupsCompared.ShouldBe(0);
    }

    [Fact]
    public void Group_whose_members_have_left_the_directory_is_orphaned()
    {
        _entra.Set(Person("e1", "anna") with { Enabled = false });
        _odoo.Set(Person("1", "anna"));
        _odoo.Set(Person("2", "ghost"));
        _odoo.AddGroup("9", "Sales", "1", "2");

        Compare(new()).Findings.ShouldContain(finding => finding.Kind == FindingKind.OrphanedGroup && finding.Group == "Sales");
        _entra.DoubtfulParts = SystemParts.Users;
        Compare(new()).Findings.ShouldNotContain(finding => finding.Kind == FindingKind.OrphanedGroup);
    }

    [Fact]
    public void What_may_only_not_have_been_read_is_a_doubt_and_no_finding()
    {
        _entra.Set(Person("e1", "anna"));
        _entra.Set(Person("e2", "ben"));
        _odoo.Set(Person("1", "anna"));
        _odoo.Set(Person("3", "cleo"));
        _entra.AddGroup("a", "Sales", "e1");
        _entra.AddGroup("b", "Stock", "e1");
        _odoo.AddGroup("1", "Sales");
        _odoo.DoubtfulParts = SystemParts.Users | SystemParts.Groups;
        _odoo.Doubt("1");

        var found = Compare(new());

        Kinds(found).ShouldBe([FindingKind.UserAdded]);
        found.Doubts.Select(doubt => (doubt.Kind, doubt.Count)).ShouldBe(
        [
            (FindingKind.UserMissing, 1), (FindingKind.GroupRemoved, 1), (FindingKind.MembershipMissing, 1), (FindingKind.EmptyGroup, 1),
        ]);
        found.Doubts[0].Reason.ShouldBe("The list of people of 'odoo' may not be whole (page 3 could not be read).");
    }

    [Fact]
    public void Doubt_about_a_nested_group_is_one_about_the_groups_around_it()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("1", "anna"));
        _entra.AddGroup("a", "Sales", "e1");
        _odoo.AddGroup("1", "Sales");
        _odoo.AddGroup("2", "Inner");
        _odoo.Nest("1", "2");
        _odoo.Doubt("2");

        Compare(new()).Findings.ShouldNotContain(finding => finding.Kind == FindingKind.MembershipMissing);
        _odoo.Unnest("1", "2");
        Compare(new()).Findings.ShouldContain(finding => finding.Kind == FindingKind.MembershipMissing);
        _odoo.DoubtfulParts = SystemParts.Nestings;
        Compare(new()).Findings.ShouldNotContain(finding => finding.Kind == FindingKind.MembershipMissing);
    }

    [Fact]
    public void Ignored_groups_count_for_nothing()
    {
        _entra.Set(Person("e1", "anna").WithValue("department", "Sales"));
        _odoo.Set(Person("1", "anna"));
        _odoo.AddGroup("1", "Internal User", "1");

        Kinds(Compare(new())).ShouldBe([FindingKind.GroupNew]);
        Kinds(Compare(new() { IgnoredGroups = ["internal user "] })).ShouldBe([FindingKind.DepartmentWithoutGroup]);
    }

    [Fact]
    public void Filter_leaves_the_counts_as_they_are()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("2", "ghost"));

        var filtered = new FindingFilter { AtLeast = FindingSeverity.High }.Apply(Compare(new()));

        filtered.Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.UserAdded);
        filtered.Total.ShouldBe(2);
        filtered.CountOf(FindingKind.UserMissing).ShouldBe(1);
        filtered.CountOf(FindingSeverity.High).ShouldBe(1);
    }

    [Fact]
    public void Systems_of_100_000_people_are_compared()
    {
        var reference = Large("entra", SystemSide.Source, "e", 100_000);
        var difference = Large("odoo", SystemSide.Vendor, "o", 100_000);
        SystemComparer.Compare(Large("entra", SystemSide.Source, "e", 100), Large("odoo", SystemSide.Vendor, "o", 100), new(), default);

        var watch = Stopwatch.StartNew();
        var found = SystemComparer.Compare(reference, difference, new(), DateTimeOffset.UnixEpoch);
        watch.Stop();

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"100,000 people, 2,000 groups, 500,000 memberships a side: {watch.Elapsed.TotalSeconds:F2} s, {found.Total:N0} findings"));
        foreach (var side in (ComparedSystem[])[reference, difference])
        {
            side.Content.Users.Count.ShouldBe(100_000);
            side.Content.Groups.Sum(group => group.MemberIds.Count).ShouldBe(500_000);
        }

        found.PeopleCompared.ShouldBe(90_000);
        found.GroupsCompared.ShouldBe(2_000);
        found.CountOf(FindingKind.UserMissing).ShouldBe(10_000);
        found.CountOf(FindingKind.UserAdded).ShouldBe(10_000);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
    }

    // A tenth of the people of each side are unknown to the other one.
    private static ComparedSystem Large(string name, SystemSide side, string ids, int count)
    {
        const int groups = 2_000;
        const int membershipsEach = 5;
        var members = Enumerable.Range(0, groups).Select(_ => new List<string>()).ToArray();
        var users = new List<GroupMember>(count);
        for (var i = 0; i < count; i++)
        {
            var person = side == SystemSide.Vendor && i % 10 == 0 ? count + i : i;
            var id = string.Create(CultureInfo.InvariantCulture, $"{ids}-{i:D8}-0000-4000-8000-000000000000");
            users.Add(new GroupMember
            {
                Id = id,
                UserName = string.Create(CultureInfo.InvariantCulture, $"Person.{person}@example.test"),
                Email = string.Create(CultureInfo.InvariantCulture, $"person.{person}@example.test"),
                DisplayName = string.Create(CultureInfo.InvariantCulture, $"Persón {person}"),
                Enabled = i % 50 != 0,
                Attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
                {
                    ["department"] = [string.Create(CultureInfo.InvariantCulture, $"Department {(side == SystemSide.Vendor && i % 20 == 1 ? 0 : i % 300)}")],
                },
            });
            for (var j = 0; j < membershipsEach; j++)
                members[((i * 31) + (j * 397) + (side == SystemSide.Vendor && i % 40 == 3 ? 1 : 0)) % groups].Add(id);
        }

        var system = new SystemUnderConstruction(name, side).Build();
        return system with
        {
            Content = new SystemContent
            {
                Users = users,
                Groups = [.. Enumerable.Range(0, groups).Select(i => new SystemGroup(string.Create(CultureInfo.InvariantCulture, $"{ids}g{i}"), $"Group {i}")
                {
                    MemberIds = members[i],
                    NestedIds = i % 10 == 0 && i + 1 < groups ? [string.Create(CultureInfo.InvariantCulture, $"{ids}g{i + 1}")] : [],
                })],
            },
        };
    }

    private SystemComparison Compare(SystemComparisonOptions options) =>
        SystemComparer.Compare(_entra.Build(), _odoo.Build(), options, DateTimeOffset.UnixEpoch);

    private static IEnumerable<FindingKind> Kinds(SystemComparison comparison) => comparison.Findings.Select(finding => finding.Kind);

    private static GroupMember Person(string id, string userName) => new() { Id = id, UserName = userName, Enabled = true };
}
