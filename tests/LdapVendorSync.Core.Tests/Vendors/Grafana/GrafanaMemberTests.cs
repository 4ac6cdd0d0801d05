using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Grafana;

public sealed class GrafanaMemberTests
{
    [Fact]
    public async Task Members_are_read_with_what_an_account_has()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var ada = grafana.Store.AddUser("ada", name: "Ada Lovelace");
        grafana.Store.AddTeam("SRE", ada, grafana.Store.AddUser("robot", email: ""));

        var (members, completeness) = await grafana.ReadAsync(await grafana.TeamAsync("SRE"));

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        var (id, login, mail, name) = (members[0].Id, members[0].UserName, members[0].Email, members[0].DisplayName);
        (id, login, mail, name).ShouldBe(($"{ada.Id}", "ada", "ada@example.com", "Ada Lovelace"));
        members[1].Email.ShouldBeNull();
    }

    [Fact]
    public async Task Read_is_partial_where_the_token_may_not_see_every_member()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var (ada, bob) = (grafana.Store.AddUser("ada"), grafana.Store.AddUser("bob"));
        grafana.Store.AddTeam("SRE", ada, bob);
        grafana.Store.Tokens[0].Unseen.Add(bob.Id);

        var (members, completeness) = await grafana.ReadAsync(await grafana.TeamAsync("SRE"));

        members.ShouldHaveSingleItem().UserName.ShouldBe("ada");
        completeness.Status.ShouldBe(CompletenessStatus.Partial);
        completeness.Reasons.ShouldHaveSingleItem().Message.ShouldContain("org.users:read");
    }

    [Theory]
    [InlineData(FaultKind.Garble)]
    [InlineData(FaultKind.Html)]
    [InlineData(FaultKind.Empty)]
    public async Task Read_that_is_spoilt_fails(FaultKind kind)
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddTeam("SRE", grafana.Store.AddUser("ada"));
        var team = await grafana.TeamAsync("SRE");
        grafana.Server.Faults.Add(new Fault { Kind = kind, Path = "/members" });

        (await grafana.ReadAsync(team)).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Team_that_does_not_count_its_members_proves_nothing()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var id = grafana.Store.AddTeam("SRE", grafana.Store.AddUser("ada")).Id;
        var team = await grafana.TeamAsync("SRE");
        var body = $$"""{"id":{{id}},"name":"SRE"}""";
        grafana.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = $"/teams/{id}$" });

        (await grafana.ReadAsync(team)).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Team_that_is_gone_cannot_be_read()
    {
        await using var grafana = await GrafanaVendor.StartAsync();

        var (_, completeness) = await grafana.ReadAsync(new VendorGroup("99", "SRE"));

        completeness.Error.ShouldBeOfType<VendorException>().Failure.ShouldBe(VendorFailure.NotFound);
    }

    [Fact]
    public async Task Somebody_is_added_and_removed_and_both_twice()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddUser("ada");
        grafana.Store.AddTeam("SRE");
        var team = await grafana.TeamAsync("SRE");
        var ada = (await grafana.FindAsync("ada")).ShouldNotBeNull();

        await grafana.Provider.AddGroupMemberAsync(team, ada, CancellationToken.None);
        await grafana.Provider.AddGroupMemberAsync(team, ada, CancellationToken.None);
        grafana.Store.MembersOf("SRE").ShouldBe(["ada"]);

        await grafana.Provider.RemoveGroupMemberAsync(team, ada, CancellationToken.None);
        await grafana.Provider.RemoveGroupMemberAsync(team, ada, CancellationToken.None);
        grafana.Store.MembersOf("SRE").ShouldBeEmpty();
    }

    [Fact]
    public async Task Administrator_of_a_team_stays_one_when_added_again()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var user = grafana.Store.AddUser("ada");
        grafana.Store.AddTeam("SRE").Members[user.Id] = 4;

        await grafana.Provider.AddGroupMemberAsync(
            await grafana.TeamAsync("SRE"), (await grafana.FindAsync("ada")).ShouldNotBeNull(), CancellationToken.None);

        grafana.Store.Teams[1].Members[user.Id].ShouldBe(4);
    }

    [Fact]
    public async Task Removing_from_a_team_that_is_gone_is_a_failure()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddUser("ada");
        var ada = (await grafana.FindAsync("ada")).ShouldNotBeNull();

        var error = await Should.ThrowAsync<VendorException>(
            () => grafana.Provider.RemoveGroupMemberAsync(new VendorGroup("99", "SRE"), ada, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.NotFound);
    }

    [Fact]
    public async Task Addition_that_was_not_answered_is_looked_for_and_not_sent_twice()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddUser("ada");
        grafana.Store.AddTeam("SRE");
        var (team, ada) = (await grafana.TeamAsync("SRE"), (await grafana.FindAsync("ada")).ShouldNotBeNull());
        grafana.Server.Faults.Add(new Fault { Kind = FaultKind.ResetAfter, Method = "POST", Times = 1 });

        await grafana.Provider.AddGroupMemberAsync(team, ada, CancellationToken.None);

        grafana.Written.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Account_that_is_known_by_a_link_alone_and_is_gone_is_not_found()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddTeam("SRE");

        var error = await Should.ThrowAsync<VendorException>(async () => await grafana.Provider.AddGroupMemberAsync(
            await grafana.TeamAsync("SRE"), new GroupMember { Id = "77", UserName = "gone" }, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.NotFound);
        grafana.Written.ShouldBeEmpty();
    }

    [Fact]
    public async Task Account_outside_the_organization_is_let_in_first()
    {
        await using var grafana = await GrafanaVendor.StartAsync(asAdmin: true);
        var user = grafana.Store.AddUser("ada", org: 0);
        grafana.Store.AddTeam("SRE");

        await grafana.Provider.AddGroupMemberAsync(
            await grafana.TeamAsync("SRE"), (await grafana.FindAsync("ada")).ShouldNotBeNull(), CancellationToken.None);

        grafana.Store.Orgs[1][user.Id].ShouldBe("Viewer");
        grafana.Store.MembersOf("SRE").ShouldBe(["ada"]);
    }

    [Fact]
    public async Task Disabled_accounts_are_read_as_such_where_they_can_be_disabled()
    {
        await using var grafana = await GrafanaVendor.StartAsync(
            asAdmin: true);
        var (ada, bob) = (grafana.Store.AddUser("ada"), grafana.Store.AddUser("bob"));
        bob.IsDisabled = true;
        grafana.Store.AddTeam("SRE", ada, bob);

        var (members, _) = await grafana.ReadAsync(await grafana.TeamAsync("SRE"));

        members.Select(member => member.Enabled).ShouldBe([true, false]);
    }
}
