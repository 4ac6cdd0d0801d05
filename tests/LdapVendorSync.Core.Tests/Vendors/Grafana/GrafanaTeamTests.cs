using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Grafana;
using LdapVendorSync.Fixtures.Grafana;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Grafana;

public sealed class GrafanaTeamTests
{
    [Fact]
    public async Task Team_is_found_by_its_exact_name()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddTeam("sre");
        var team = grafana.Store.AddTeam("SRE");

        (await grafana.TeamAsync("SRE")).Id.ShouldBe($"{team.Id}");
        (await grafana.Provider.FindGroupAsync("Sre", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Name_in_other_letters_is_another_team_even_where_the_database_thinks_otherwise()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Server.Options.IgnoresCase = true;
        grafana.Store.AddTeam("sre");

        (await grafana.Provider.FindGroupAsync("SRE", CancellationToken.None)).ShouldBeNull();
        var error = await Should.ThrowAsync<VendorException>(() => grafana.Provider.CreateGroupAsync("SRE", CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Conflict);
        error.Message.ShouldContain("other letters");
    }

    [Theory]
    [InlineData("Team mit Ümläuten & mehr / 50%")]
    [InlineData("運用チーム")]
    [InlineData("search")]
    [InlineData("42")]
    public async Task Odd_names_are_found_and_created(string name)
    {
        await using var grafana = await GrafanaVendor.StartAsync();

        (await grafana.Provider.FindGroupAsync(name, CancellationToken.None)).ShouldBeNull();
        var created = await grafana.Provider.CreateGroupAsync(name, CancellationToken.None);

        (await grafana.TeamAsync(name)).ShouldBe(created);
        created.Name.ShouldBe(name);
    }

    [Fact]
    public async Task Team_is_found_by_id_and_uid_where_none_is_called_so()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var team = grafana.Store.AddTeam("SRE");

        (await grafana.TeamAsync($"{team.Id}")).Name.ShouldBe("SRE");
        (await grafana.TeamAsync(team.Uid)).Id.ShouldBe($"{team.Id}");
        grafana.Store.AddTeam($"{team.Id}");
        (await grafana.TeamAsync($"{team.Id}")).Name.ShouldBe($"{team.Id}", "a name goes before an id");
    }

    [Fact]
    public async Task Server_that_knows_no_uids_has_no_team_of_one()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Server.Options.KnowsUids = false;

        (await grafana.Provider.FindGroupAsync("SRE", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Team_that_somebody_else_creates_at_the_same_time_is_taken()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var team = grafana.Store.AddTeam("SRE");

        (await grafana.Provider.CreateGroupAsync("SRE", CancellationToken.None)).Id.ShouldBe($"{team.Id}");
    }

    [Fact]
    public async Task Team_whose_creation_was_not_answered_is_looked_for_and_not_created_twice()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Server.Faults.Add(new Fault { Kind = FaultKind.ResetAfter, Method = "POST", Path = "/api/teams$", Times = 1 });

        await grafana.Provider.CreateGroupAsync("SRE", CancellationToken.None);

        grafana.Written.ShouldHaveSingleItem();
        grafana.Store.Teams.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Person_who_creates_a_team_does_not_stay_in_it()
    {
        await using var grafana = await GrafanaVendor.StartAsync(configure: vendor => vendor with { Auth = GrafanaVendor.Admin });

        await grafana.Provider.CreateGroupAsync("SRE", CancellationToken.None);

        grafana.Store.MembersOf("SRE").ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_team_is_listed_over_all_pages()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        foreach (var number in Enumerable.Range(1, 1234))
            grafana.Store.AddTeam($"team {number:d4}");

        var teams = await ((IListingVendorProvider)grafana.Provider).ListGroupsAsync(CancellationToken.None).ToListAsync();

        teams.Select(team => team.Name).ShouldBe(Enumerable.Range(1, 1234).Select(number => $"team {number:d4}"));
    }

    [Fact]
    public async Task Team_of_SCIM_can_be_read_and_is_not_written()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var ada = grafana.Store.AddUser("ada");
        grafana.Store.AddTeam("SRE", ada).IsProvisioned = true;

        var team = await grafana.TeamAsync("SRE");
        var (members, completeness) = await grafana.ReadAsync(team);

        team.ReadOnlyReason.ShouldNotBeNull().ShouldContain("SCIM");
        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        (await Should.ThrowAsync<VendorException>(
            () => grafana.Provider.RemoveGroupMemberAsync(team, members[0], CancellationToken.None))).Message.ShouldContain("SCIM");
        grafana.Written.ShouldBeEmpty();
    }

    [Fact]
    public async Task Team_that_Grafana_syncs_itself_is_left_alone_with_the_groups_it_follows()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Server.Options.HasTeamSync = true;
        grafana.Store.AddTeam("SRE").ExternalGroups.Add("cn=sre,ou=groups,dc=example,dc=com");
        grafana.Store.AddTeam("Other");

        (await grafana.TeamAsync("SRE")).ReadOnlyReason.ShouldNotBeNull().ShouldContain("cn=sre,ou=groups");
        (await grafana.TeamAsync("Other")).ReadOnlyReason.ShouldBeNull();
    }

    [Fact]
    public async Task Server_without_team_sync_is_asked_for_it_once()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddTeam("SRE");
        grafana.Store.AddTeam("Other");

        await grafana.TeamAsync("SRE");
        await grafana.TeamAsync("Other");

        grafana.Sent.Count(request => request.EndsWith("/groups", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Missing_permission_is_named_and_is_no_refused_login(bool namedByServer)
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Server.Options.NamesPermissions = namedByServer;
        grafana.Store.Tokens[0].Permissions.Remove("teams:create");

        var error = await Should.ThrowAsync<VendorException>(() => grafana.Provider.CreateGroupAsync("SRE", CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Rejected);
        error.Message.ShouldContain("teams:create");
    }

    [Fact]
    public async Task Token_of_another_organization_is_refused_at_once()
    {
        var error = await Should.ThrowAsync<VendorException>(() => GrafanaVendor.StartAsync(new GrafanaSettings { OrgId = 2 }));

        error.Message.ShouldContain("grafana.org_id is 2");
        error.Message.ShouldContain("organization 1");
    }

    [Fact]
    public async Task Account_works_in_the_organization_that_is_configured()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.Orgs[7] = new Dictionary<int, string> { [1] = "Admin" };

        await grafana.ConnectAsync(new GrafanaSettings { OrgId = 7 }, vendor => vendor with { Auth = GrafanaVendor.Admin });
        await grafana.Provider.CreateGroupAsync("SRE", CancellationToken.None);

        grafana.Store.Teams.Values.ShouldHaveSingleItem().OrgId.ShouldBe(7);
        grafana.Server.Requests.All.ShouldAllBe(request => request.Headers["X-Grafana-Org-Id"] == "7");
    }

    [Fact]
    public async Task Refused_login_says_so()
    {
        var error = await Should.ThrowAsync<VendorException>(() => GrafanaVendor.StartAsync(
            configure: vendor => vendor with { Auth = GrafanaVendor.Token with { Token = new Core.Security.Secret("wrong") } }));

        error.Failure.ShouldBe(VendorFailure.Authentication);
        error.Message.ShouldNotContain("wrong");
    }
}
