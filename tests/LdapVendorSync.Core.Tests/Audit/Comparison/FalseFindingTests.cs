using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Audit.Comparison;

/// <summary>What only looks like a difference, and must not be told of as one.</summary>
public sealed class FalseFindingTests
{
    private readonly SystemUnderConstruction _entra = new("entra", SystemSide.Source);
    private readonly SystemUnderConstruction _odoo = new("odoo", SystemSide.Vendor, number: 2);

    [Fact]
    public void Spelling_of_people_is_no_difference()
    {
        _entra.Set(Person("e1", "Zoë@Example.org") with { Email = "Zoë@Example.ORG", DisplayName = "Zoë Müller", Enabled = null });
        _odoo.Set(Person("1", " ZOE\u0308@example.org ") with { Email = "zoe\u0308@example.org", DisplayName = " Zoe\u0308 Mu\u0308ller ", Enabled = false });

        Compare(new()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Accent_is_a_difference()
    {
        _entra.Set(Person("e1", "zoe") with { DisplayName = "Zoë Müller" });
        _odoo.Set(Person("1", "zoe") with { DisplayName = "Zoe Muller" });

        Compare(new()).Findings.ShouldHaveSingleItem().Attribute.ShouldBe("displayName");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Absent_and_blank_departments_are_the_same(string? department)
    {
        foreach (var (system, id) in new[] { (_entra, "e"), (_odoo, "o") })
            system.Set(Person($"{id}1", "ben").WithValue("department", "Sales"));
        _entra.Set(Person("e2", "anna").WithValue("department", department));
        _odoo.Set(Person("o2", "anna"));
        _entra.AddGroup("g", "Staff", "e1", "e2");
        _odoo.AddGroup("g", "Staff", "o1", "o2");

        Compare(new()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Group_whose_name_is_only_spelt_otherwise_is_not_renamed()
    {
        var before = new SystemUnderConstruction("entra", SystemSide.Source);
        var after = new SystemUnderConstruction("entra", SystemSide.Source, number: 2);
        foreach (var (system, suffix) in new[] { (before, "\u00EB"), (after, "e\u0308 ") })
        {
            system.Set(Person("e1", "anna"));
            system.AddGroup("g", $"Zo{suffix}", "e1");
        }

        SystemComparer.Compare(before.Build(), after.Build(), new(), default).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Groups_that_swap_their_names_are_renamed_and_no_member_has_moved()
    {
        var before = new SystemUnderConstruction("entra", SystemSide.Source);
        var after = new SystemUnderConstruction("entra", SystemSide.Source, number: 2);
        foreach (var (system, one, other) in new[] { (before, "A", "B"), (after, "B", "A") })
        {
            system.Set(Person("e1", "anna"));
            system.Set(Person("e2", "ben"));
            system.AddGroup("1", one, "e1");
            system.AddGroup("2", other, "e2");
        }

        SystemComparer.Compare(before.Build(), after.Build(), new(), default).Findings
            .Select(finding => $"{finding.Kind} {finding.ReferenceGroup} {finding.DifferenceGroup}").ShouldBe(["GroupRenamed B A", "GroupRenamed A B"]);
    }

    [Fact]
    public void Groups_of_one_name_are_in_doubt_and_neither_new_nor_removed()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("1", "anna"));
        _entra.AddGroup("a", "Sales", "e1");
        _entra.AddGroup("b", "Stock", "e1");
        _entra.AddGroup("c", "stock ", "e1");
        _odoo.AddGroup("1", "Sales", "1");
        _odoo.AddGroup("2", "sales", "1");
        _odoo.AddGroup("3", "Stock", "1");

        var found = Compare(new());

        found.Findings.ShouldBeEmpty();
        found.Doubts.Count.ShouldBe(2);
        found.Doubts[0].Reason.ShouldBe(
            "The groups 'Sales' are not compared: several have this name in 'odoo', and which belong together is not guessed; pair them by their ids.");
        var paired = Compare(new() { GroupPairs = [new(["a"], "2"), new(["c"], "3")] });
        paired.GroupsCompared.ShouldBe(2);
        paired.Findings.Select(finding => $"{finding.Kind} {finding.ReferenceGroupId}{finding.DifferenceGroupId}").ShouldBe(["GroupNew 1", "GroupRemoved b"]);
    }

    [Fact]
    public void Mapping_that_names_several_groups_is_in_doubt_and_leaves_its_counterpart_alone()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("1", "anna"));
        _entra.AddGroup("a", "Sales", "e1");
        _entra.AddGroup("b", "Sales", "e1");
        _odoo.AddGroup("9", "crm", "1");

        var found = Compare(new() { GroupPairs = [new(["sales"], "crm")] });

        found.Doubts.ShouldHaveSingleItem().Reason.ShouldBe("'sales' and 'crm' are not compared: there are several groups 'sales' in 'entra'.");
        found.Findings.ShouldNotContain(finding => finding.Kind == FindingKind.GroupNew);
    }

    [Fact]
    public void Groups_are_found_by_their_paths_where_several_have_the_name()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("1", "anna"));
        _entra.AddGroup("a", "SRE", "e1");
        _entra.AddGroup("b", "SRE", "e1");
        _entra.Place("a", "/Engineering/SRE");
        _entra.Place("b", "/Support/SRE");
        _entra.AddGroup("c", "On Call", "e1");
        _entra.Place("c", "cn=on call,ou=groups,dc=example,dc=test");
        _odoo.AddGroup("8", "sre", "1");
        _odoo.AddGroup("9", "pager", "1");

        var found = Compare(new() { GroupPairs = [new(["/Support/SRE"], "sre"), new(["CN=On Call, OU=Groups, DC=example, DC=test"], "pager")] });

        found.Doubts.ShouldBeEmpty();
        found.GroupsCompared.ShouldBe(2);
        found.Findings.ShouldHaveSingleItem().ReferenceGroupId.ShouldBe("a");
    }

    [Fact]
    public void Pair_with_a_group_that_is_not_there_is_not_taken_for_another_by_its_number()
    {
        _entra.Set(Person("e1", "anna"));
        _odoo.Set(Person("o1", "anna"));
        _entra.AddGroup("a", "Staff", "e1");
        _entra.AddGroup("b", "Guests");
        _odoo.AddGroup("x", "Internal", "o1");

        var found = Compare(new() { GroupPairs = [new(["Staff"], "Internal"), new(["Guests"], "0")] });

        found.GroupsCompared.ShouldBe(1);
        found.Doubts.ShouldHaveSingleItem().Reason.ShouldContain("there is no group '0' in 'odoo'");
    }

    [Fact]
    public void Attribute_that_is_named_twice_or_by_another_name_is_told_of_once()
    {
        _entra.Set(Person("e1", "anna") with { Email = "anna@example.org", Enabled = null });
        _odoo.Set(Person("1", "anna") with { Email = "other@example.org" });
        _odoo.Set(Person("2", "ben"));
        _entra.Set(Person("e2", "ben"));

        var finding = Compare(new() { Attributes = ["mail", "email", "Enabled"] }).Findings.ShouldHaveSingleItem();

        finding.Attribute.ShouldBe("email");
        finding.Severity.ShouldBe(FindingSeverity.Medium);
    }

    [Fact]
    public void Department_of_which_somebody_may_not_have_been_read_is_in_doubt()
    {
        _entra.Set(Person("e1", "anna").WithValue("department", "Sales"));
        _odoo.Set(Person("1", "anna"));
        _entra.DoubtfulParts = SystemParts.Users;

        var found = Compare(new());

        found.Findings.ShouldBeEmpty();
        found.Doubts.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.DepartmentWithoutGroup);
    }

    [Fact]
    public void People_without_keys_are_told_of_once_and_nothing_else_is_said_of_them()
    {
        _entra.Set(new GroupMember { Id = "e1", DisplayName = "Nameless", Enabled = true });
        _odoo.Set(Person("1", "anna"));
        _entra.Set(Person("e2", "anna"));
        _entra.AddGroup("a", "Sales", "e1", "e2");
        _odoo.AddGroup("1", "Sales", "1");

        Compare(new()).Findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            finding => finding.Kind.ShouldBe(FindingKind.AmbiguousIdentity), finding => finding.ReferencePersonId.ShouldBe("e1"));
    }

    private SystemComparison Compare(SystemComparisonOptions options) =>
        SystemComparer.Compare(_entra.Build(), _odoo.Build(), options, DateTimeOffset.UnixEpoch);

    private static GroupMember Person(string id, string userName) => new() { Id = id, UserName = userName, Enabled = true };
}
