using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Okta;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Okta;

/// <summary>What the groups and people of an organization are as a source gives them.</summary>
public sealed class OktaSourceTests : IAsyncLifetime
{
    private OktaOrganization _okta = null!;

    private OktaStore Store => _okta.Store;

    public async Task InitializeAsync() => _okta = await OktaOrganization.StartAsync();

    public async Task DisposeAsync() => await _okta.DisposeAsync();

    [Fact]
    public async Task Group_is_read_page_by_page_to_the_page_without_a_next_one()
    {
        Store.AddNumbered("SRE", 5);

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(Enumerable.Range(1, 5).Select(number => $"user{number:d5}@example.com"));
        _okta.Sent.Count(request => request.Contains("/users?", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task Person_has_the_fields_and_the_attributes_that_are_asked_for()
    {
        var ada = Store.AddUser("ada@example.com", "Ada", "Lovelace");
        ada.Profile["department"] = "Engines";
        ada.Profile["skills"] = new System.Text.Json.Nodes.JsonArray("analysis", "poetry");
        ada.Profile["costCenter"] = 4711;
        ada.Profile["nickName"] = null;
        ada.Profile["salary"] = "secret";
        Store.AddGroup("SRE", ada);

        var (members, _) = await _okta
            .Open(settings => settings with { Attributes = ["Department", "skills", "costCenter", "nickName", "status"] }).ReadAllAsync("SRE");

        var member = members.ShouldHaveSingleItem();
        (member.Id, member.UserName, member.Email).ShouldBe((ada.Id, "ada@example.com", "ada@example.com"));
        (member.FirstName, member.LastName, member.DisplayName).ShouldBe(("Ada", "Lovelace", "Ada Lovelace"));
        (member.Enabled, member.AccountState).ShouldBe((true, AccountState.Active));
        member.Attributes.ToDictionary(pair => pair.Key, pair => string.Join('|', pair.Value)).ShouldBe(
            new Dictionary<string, string>
            {
                ["Department"] = "Engines", ["skills"] = "analysis|poetry", ["costCenter"] = "4711", ["status"] = "ACTIVE",
            },
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("ACTIVE", true, AccountState.Active)]
    [InlineData("STAGED", false, AccountState.Disabled)]
    [InlineData("PROVISIONED", true, AccountState.Active)]
    [InlineData("RECOVERY", true, AccountState.Active)]
    [InlineData("PASSWORD_EXPIRED", true, AccountState.Active)]
    [InlineData("LOCKED_OUT", true, AccountState.Locked)]
    [InlineData("SUSPENDED", false, AccountState.Disabled)]
    [InlineData("DEPROVISIONED", false, AccountState.Disabled)]
    public async Task Status_says_whether_the_account_may_be_used(string status, bool enabled, AccountState state)
    {
        Store.AddGroup("SRE", Store.AddUser("ada", status: status));

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldBeComplete();
        var member = members.ShouldHaveSingleItem();
        (member.Enabled, member.AccountState).ShouldBe((enabled, state));
    }

    [Fact]
    public async Task Policy_of_a_status_may_be_another()
    {
        Store.AddGroup(
            "SRE", Store.AddUser("staged", status: "STAGED"), Store.AddUser("locked", status: "LOCKED_OUT"), Store.AddUser("gone", status: "DEPROVISIONED"));
        var statuses = new OktaStatusSettings
        {
            Staged = AccountPolicy.Enabled, LockedOut = AccountPolicy.Disabled, Deprovisioned = AccountPolicy.LeftOut,
        };

        var (members, read) = await _okta.Open(settings => settings with { Statuses = statuses }).ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.Select(member => $"{member.UserName} {member.Enabled}").ShouldBe(["staged@example.com True", "locked@example.com False"], ignoreOrder: true);
        read.FilteredOut.ShouldBe(1);
    }

    [Theory]
    [InlineData("ACTIVATING")]
    [InlineData(null)]
    public async Task Person_with_a_status_that_is_not_known_is_held(string? status)
    {
        var ada = Store.AddUser("ada", status: status);
        Store.AddGroup("SRE", ada, Store.AddUser("bob"));

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        members.UserNames().ShouldBe(["bob@example.com"]);
        var reason = read.ShouldHaveOneReason();
        (reason.Scope, reason.Reference).ShouldBe((HoldScope.Person, ada.Id));
        reason.Message.ShouldContain(status ?? "does not tell the status");
    }

    [Theory]
    [InlineData("SRE", "SRE")]
    [InlineData("sre", "SRE")]
    [InlineData(" SRE ", "SRE")]
    [InlineData("SRE Berlin", "SRE Berlin")]
    [InlineData("Quoted \"name\" \\ ü&=+", "Quoted \"name\" \\ ü&=+")]
    public async Task Group_is_found_by_its_whole_name(string text, string name)
    {
        foreach (var other in new[] { "SRE", "SRE Berlin", "SRE-oncall", "Quoted \"name\" \\ ü&=+", "Quoted" })
            Store.AddGroup(other, Store.AddUser($"member-of-{Store.Groups.Count}"));

        var (_, read) = await _okta.Open().ReadAllAsync(text);

        read.ShouldBeComplete();
        read.GroupId.ShouldBe(Store.Group(name).Id);
    }

    [Fact]
    public async Task Spelling_with_the_same_case_wins()
    {
        Store.AddGroup("sre", Store.AddUser("ada"));
        Store.AddGroup("SRE", Store.AddUser("bob"));

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["bob@example.com"]);
    }

    [Fact]
    public async Task Spelling_with_the_same_case_wins_also_where_the_index_is_behind()
    {
        Store.AddGroup("SRE");
        foreach (var number in Enumerable.Range(0, 320))
            Store.AddGroup($"sre {number:d3}");
        var group = Store.AddGroup("sre");
        _okta.Server.Options.IsIndexBehind = true;

        var (_, read) = await _okta.Open(settings => settings with { PageSize = 200 }).ReadAllAsync("sre");

        read.GroupId.ShouldBe(group.Id);
    }

    [Fact]
    public async Task Group_named_like_an_id_is_found_by_its_name()
    {
        var group = Store.AddGroup("00gABCDEFGHIJKLMNOPQ", Store.AddUser("ada"));

        var (members, read) = await _okta.Open().ReadAllAsync(group.Name);

        read.ShouldBeComplete();
        members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Group_is_found_by_its_id()
    {
        var group = Store.AddGroup("SRE", Store.AddUser("ada"));

        var (members, read) = await _okta.Open().ReadAllAsync(group.Id);

        read.ShouldBeComplete();
        members.Count.ShouldBe(1);
        _okta.Sent.ShouldNotContain(request => request.Contains("q=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Group_is_found_behind_more_groups_than_a_query_gives(bool isIndexBehind)
    {
        foreach (var number in Enumerable.Range(0, 320))
            Store.AddGroup($"Team {number:d3}");
        var group = Store.AddGroup("Team", Store.AddUser("ada"));
        _okta.Server.Options.IsIndexBehind = isIndexBehind;

        var (members, read) = await _okta.Open(settings => settings with { PageSize = 200 }).ReadAllAsync("Team");

        read.ShouldBeComplete();
        read.GroupId.ShouldBe(group.Id);
        members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_groups_with_one_name_are_ambiguous()
    {
        Store.AddGroup("SRE", Store.AddUser("ada"));
        Store.AddGroup("SRE", Store.AddUser("bob"));

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldHaveFailed(SourceFailure.GroupAmbiguous);
    }

    [Fact]
    public async Task Everybody_includes_the_deactivated_so_that_they_are_told_from_the_gone()
    {
        foreach (var person in new[] { "ada ACTIVE", "bob DEPROVISIONED", "cleo SUSPENDED", "dan DEPROVISIONED", "eve STAGED" })
            Store.AddUser(person.Split(' ')[0], status: person.Split(' ')[1]);

        var (members, read) = await _okta.Open().ReadAllAsync("*");

        read.ShouldBeComplete();
        members.Select(member => $"{member.UserName!.Split('@')[0]} {member.Enabled}").Order().ShouldBe(
            ["ada True", "bob False", "cleo False", "dan False", "eve False"]);
    }

    [Theory]
    [InlineData("ada@example.com")]
    [InlineData("ADA@example.com")]
    [InlineData("ada.l@mail.example.com")]
    [InlineData("Ada Lovelace")]
    [InlineData("Countess of Lovelace")]
    public async Task Person_is_found_by_what_people_write(string text)
    {
        var ada = Store.AddUser("ada@example.com", "Ada", "Lovelace", status: "DEPROVISIONED");
        ada.Profile["email"] = "ada.l@mail.example.com";
        ada.Profile["displayName"] = "Countess of Lovelace";
        Store.AddUser("adam@example.com", "Adam", "Lovelace");

        var found = await _okta.Open().FindPeopleAsync(text, CancellationToken.None);

        found.ShouldHaveSingleItem().Person.Id.ShouldBe(ada.Id);
    }

    [Fact]
    public async Task Person_who_is_not_in_the_index_yet_is_found_by_login_and_id_but_not_by_half_a_login()
    {
        var ada = Store.AddUser("ada@example.com");
        _okta.Server.Options.IsIndexBehind = true;
        var source = _okta.Open();

        (await source.FindPeopleAsync("ada@example.com", CancellationToken.None)).ShouldHaveSingleItem();
        (await source.FindPeopleAsync(ada.Id, CancellationToken.None)).ShouldHaveSingleItem();
        (await source.FindPeopleAsync("ada", CancellationToken.None)).ShouldBeEmpty();
        (await source.FindPeopleAsync("a/b", CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Way_to_a_person_is_the_list_of_the_group()
    {
        var (ada, bob) = (Store.AddUser("ada"), Store.AddUser("bob"));
        Store.AddGroup("SRE", ada);
        var source = _okta.Open();

        var adaFound = (await source.FindPeopleAsync("ada@example.com", CancellationToken.None))[0];
        var bobFound = (await source.FindPeopleAsync("bob@example.com", CancellationToken.None))[0];

        (await source.FindWayAsync(new GroupReference("SRE"), adaFound, CancellationToken.None)).ShouldNotBeNull().Nested.ShouldBeEmpty();
        (await source.FindWayAsync(new GroupReference("SRE"), bobFound, CancellationToken.None)).ShouldBeNull();
        bob.Id.ShouldBe(bobFound.Person.Id);
    }

    [Fact]
    public async Task Groups_are_listed_with_what_they_are_for()
    {
        Store.AddGroup("SRE").Description = "Reliability";
        Store.AddGroup("Support");
        Store.AddGroup("Sales");

        var groups = new List<SourceGroup>();
        await foreach (var group in _okta.Open().ListGroupsAsync(CancellationToken.None))
            groups.Add(group);

        groups.Select(group => $"{group.Name}: {group.Description}").ShouldBe(["SRE: Reliability", "Support: ", "Sales: "]);
    }

    [Fact]
    public async Task Large_group_takes_a_request_for_two_hundred_people()
    {
        Store.AddNumbered("Everyone here", 10_001);
        _okta.Server.Options.RequestsPerWindow = null;

        var (members, read) = await _okta.Open(settings => settings with { PageSize = 200 }).ReadAllAsync("Everyone here");

        read.ShouldBeComplete();
        members.Count.ShouldBe(10_001);
        _okta.Sent.Count(request => request.Contains("/users?", StringComparison.Ordinal)).ShouldBe(51);
    }
}
