using System.Globalization;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Tests.Sources.Csv;

/// <summary>People and groups as the files say them.</summary>
public sealed class CsvSourceTests
{
    private const string People = "id,userName,groups\n1,ada,Staff|Ops\n2,bob,staff\n3,eve,\n";

    [Fact]
    public async Task Header_is_mapped_and_further_columns_are_attributes()
    {
        using var folder = new CsvFolder("EmployeeId;Login;E-Mail;First;Last;Shown;Works;Cost Centre;Note\n7; ada ;a@x;Ada;L;Ada L;Y;4711;\n");
        await using var source = folder.Open(settings => settings with
        {
            Columns = new CsvColumnSettings
            {
                Id = "employeeid", UserName = "Login", Email = "E-Mail", FirstName = "First", LastName = "Last", DisplayName = "Shown", Enabled = "Works",
            },
            EnabledValues = ["y"],
            DisabledValues = ["n"],
        });

        var ada = (await source.ReadAllAsync("*")).Members.ShouldHaveSingleItem();

        (ada.Id, ada.UserName, ada.Email, ada.FirstName, ada.LastName, ada.DisplayName, ada.Enabled)
            .ShouldBe(("7", "ada", "a@x", "Ada", "L", "Ada L", true));
        ada.Attributes.Keys.ShouldBe(["Cost Centre"], "a blank field is an absent value");
        ada.GetValue("cost centre").ShouldBe("4711");
    }

    [Fact]
    public async Task Groups_of_a_column_are_read_by_name_whatever_its_case()
    {
        using var folder = new CsvFolder(People);
        await using var source = folder.Open();

        var (staff, read) = await source.ReadAllAsync("STAFF");

        read.ShouldBeComplete();
        staff.UserNames().ShouldBe(["ada", "bob"]);
        (await source.ReadAllAsync("Ops")).Members.UserNames().ShouldBe(["ada"]);
        (await source.ReadAllAsync("*")).Members.UserNames().ShouldBe(["ada", "bob", "eve"]);
        (await source.ListGroupsAsync(default).Select(group => group.Name).ToListAsync()).ShouldBe(["Staff", "Ops"]);
        (await source.TestAsync(default)).ShouldAllBe(result => result.Passed);
    }

    [Fact]
    public async Task Group_that_no_row_names_is_not_found_unless_it_is_listed()
    {
        using var folder = new CsvFolder(People, groups: "id,name\ng1,Empty\n");
        await using var source = folder.Open();

        (await source.ReadAllAsync("Gone")).Read.ShouldHaveFailed(SourceFailure.GroupNotFound);
        var (members, read) = await source.ReadAllAsync("Empty");
        members.ShouldBeEmpty();
        read.ShouldBeComplete();
    }

    [Fact]
    public async Task Memberships_and_nested_groups_are_read_from_files_of_their_own()
    {
        using var folder = new CsvFolder(
            "id,userName\n1,ada\n2,bob\n3,eve\n",
            "group,member\ng1,1\ng2,2\nThird,3\n",
            "id,name,parent\ng1,First,g3\ng2,Second,First\ng3,Third,g2\n");
        await using var source = folder.Open();

        var (flat, notFollowed) = await source.ReadAllAsync("First", recurse: false);
        var (deep, read) = await source.ReadAllAsync("First", recurse: true);

        flat.UserNames().ShouldBe(["ada"]);
        notFollowed.ShouldHaveOneReason().Scope.ShouldBe(HoldScope.Nothing);
        read.ShouldBeComplete();
        read.GroupId.ShouldBe("g1");
        deep.UserNames().ShouldBe(["ada", "bob", "eve"]);
        deep.Single(member => member.UserName == "eve").GroupPath.ShouldBe(["Second", "Third"]);
    }

    [Fact]
    public async Task Way_into_a_group_is_found_for_a_trace()
    {
        using var folder = new CsvFolder(
            "id,userName,firstName,lastName\n1,ada,Ada,Lovelace\n", "group,member\nInner,1\n", "id,name,parent\ng1,Outer,\ng2,Inner,Outer\n");
        await using var source = folder.Open();

        var ada = (await source.FindPeopleAsync(" ada lovelace", default)).ShouldHaveSingleItem();

        ada.CountsAsPerson.ShouldBeTrue();
        (await source.FindWayAsync(new GroupReference("Outer"), ada, default)).ShouldNotBeNull().Nested.ShouldBe(["Inner"]);
        (await source.FindWayAsync(new GroupReference("Inner"), ada, default)).ShouldNotBeNull().Nested.ShouldBeEmpty();
        (await source.FindPeopleAsync("nobody", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Renamed_group_is_found_by_its_id_and_another_of_its_name_is_doubted()
    {
        using var folder = new CsvFolder("id\n1\n", "group,member\ng1,1\ng2,1\n", "id,name\ng1,New\ng2,Other\n");
        await using var source = folder.Open();

        var renamed = (await source.ReadAllAsync(new GroupReference("Old") { Known = new KnownGroup("g1") })).Read.ShouldHaveOneReason();
        var replaced = (await source.ReadAllAsync(new GroupReference("Other") { Known = new KnownGroup("g1") })).Read.ShouldHaveOneReason();

        (renamed.Kind, renamed.Scope).ShouldBe((ReadReasonKind.GroupRenamed, HoldScope.Nothing));
        (replaced.Kind, replaced.Scope).ShouldBe((ReadReasonKind.GroupReplaced, HoldScope.Mapping));
    }

    [Fact]
    public async Task Name_of_two_groups_is_ambiguous_and_their_ids_are_not()
    {
        using var folder = new CsvFolder("id\n1\n", "group,member\ng1,1\n", "id,name\ng1,Twin\ng2,Twin\n");
        await using var source = folder.Open();

        (await source.ReadAllAsync("Twin")).Read.ShouldHaveFailed(SourceFailure.GroupAmbiguous).Message.ShouldContain("g2");
        (await source.ReadAllAsync("G1")).Members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nested_group_that_was_emptied_makes_the_read_partial()
    {
        using var folder = new CsvFolder("id\n1\n", "group,member\nOuter,1\n", "id,name,parent\ng1,Outer,\ng2,Inner,Outer\n");
        await using var source = folder.Open();
        var reference = new GroupReference("Outer", Recurse: true) { KnownNested = [new ReadGroup("Inner", "g2") { NamesMembers = true }] };

        (await source.ReadAllAsync(reference)).Read.ShouldHaveOneReason().Scope.ShouldBe(HoldScope.Mapping);
        (await source.ReadAllAsync(reference with { NestedMayBeEmpty = true })).Read.ShouldBeComplete();
    }

    [Theory]
    [InlineData("group,member\n,1\n", "nothing in the column 'group'")]
    [InlineData("group,member\nStaff,\n", "nothing in the column 'member'")]
    [InlineData("group,user\nStaff,1\n", "memberships_member_column")]
    [InlineData("group,member\n", "memberships_min_rows")]
    public async Task Memberships_that_say_nothing_fail(string memberships, string expected)
    {
        using var folder = new CsvFolder("id\n1\n", memberships);
        await using var source = folder.Open();

        (await source.ReadAllAsync("Staff")).Read.ShouldHaveFailed(SourceFailure.Malformed).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Hundred_thousand_rows_are_read()
    {
        var people = new StringBuilder("id,userName,email,firstName,lastName,department,groups\n");
        for (var number = 0; number < 100_000; number++)
            people.Append(CultureInfo.InvariantCulture, $"{number},user{number},user{number}@example.com,First,\"Last, {number}\",D{number % 50},All|G{number % 100}\n");
        using var folder = new CsvFolder(people.ToString());
        await using var source = folder.Open();

        var (members, read) = await source.ReadAllAsync("all");

        read.ShouldBeComplete();
        members.Count.ShouldBe(100_000);
        (await source.ReadAllAsync("G7")).Members.Count.ShouldBe(1000);
    }
}
