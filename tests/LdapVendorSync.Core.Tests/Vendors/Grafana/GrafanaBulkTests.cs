using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Grafana;
using LdapVendorSync.Fixtures.Grafana;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Grafana;

/// <summary>Many changes of a team at once: one request where it is safe, else one by one; never more than what was asked.</summary>
public sealed class GrafanaBulkTests
{
    [Fact]
    public async Task Many_changes_go_in_one_request_that_keeps_everybody_else_as_they_are()
    {
        await using var grafana = await StartAsync(10);
        var boss = grafana.Store.AddUser("boss", "Boss@Example.COM");
        grafana.Store.Teams[1].Members[boss.Id] = 4;
        grafana.Store.AddUser("new1");
        grafana.Store.AddUser("new2");

        var outcomes = await ApplyAsync(grafana, adds: ["new1", "new2"], removes: ["user1", "user2"]);

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        grafana.Written.ShouldHaveSingleItem().ShouldContain("\"admins\":[\"Boss@Example.COM\"]");
        grafana.Store.MembersOf("SRE").ShouldBe(
            ["boss", "new1", "new2", "user10", "user3", "user4", "user5", "user6", "user7", "user8", "user9"]);
        grafana.Store.Teams[1].Members[boss.Id].ShouldBe(4);
    }

    [Fact]
    public async Task Member_without_mail_makes_it_one_by_one_and_stays()
    {
        await using var grafana = await StartAsync(3);
        grafana.Store.Teams[1].Members[grafana.Store.AddUser("robot", email: "").Id] = 0;
        grafana.Store.AddUser("new1");

        (await ApplyAsync(grafana, ["new1"], ["user1"])).ShouldAllBe(outcome => outcome.Failure == null);

        grafana.Written.ShouldAllBe(request => !request.StartsWith("PUT", StringComparison.Ordinal));
        grafana.Store.MembersOf("SRE").ShouldBe(["new1", "robot", "user2", "user3"]);
    }

    [Fact]
    public async Task Mail_of_two_members_makes_it_one_by_one()
    {
        await using var grafana = await StartAsync(3);
        grafana.Store.Teams[1].Members[grafana.Store.AddUser("twin", "USER2@example.com").Id] = 0;

        (await ApplyAsync(grafana, [], ["user1"])).ShouldAllBe(outcome => outcome.Failure == null);

        grafana.Written.ShouldHaveSingleItem().ShouldStartWith("DELETE");
        grafana.Store.MembersOf("SRE").ShouldBe(["twin", "user2", "user3"]);
    }

    [Fact]
    public async Task Members_that_cannot_be_seen_make_it_one_by_one_and_stay()
    {
        await using var grafana = await StartAsync(3);
        grafana.Store.Tokens[0].Unseen.Add(grafana.Store.Users.Values.Single(user => user.Login == "user3").Id);

        await ApplyAsync(grafana, [], ["user1"]);

        grafana.Written.ShouldHaveSingleItem().ShouldStartWith("DELETE");
        grafana.Store.MembersOf("SRE").ShouldBe(["user2", "user3"]);
    }

    [Fact]
    public async Task Server_that_does_not_offer_it_is_asked_once()
    {
        await using var grafana = await StartAsync(4);
        grafana.Server.Options.HasBulk = false;

        await ApplyAsync(grafana, [], ["user1"]);
        await ApplyAsync(grafana, [], ["user2"]);

        grafana.Written.Count(request => request.StartsWith("PUT", StringComparison.Ordinal)).ShouldBe(1);
        grafana.Store.MembersOf("SRE").ShouldBe(["user3", "user4"]);
    }

    [Fact]
    public async Task Mail_that_the_server_does_not_find_means_that_nothing_was_written_and_it_goes_on_one_by_one()
    {
        await using var grafana = await StartAsync(3);
        var added = grafana.Store.AddUser("new1");
        var account = (await grafana.FindAsync("new1")).ShouldNotBeNull();
        added.Email = "changed@example.com";

        var outcomes = await ((IBatchVendorProvider)grafana.Provider).ApplyAsync(
            await grafana.TeamAsync("SRE"), [new BatchChange(ChangeAction.Add, account, [])], CancellationToken.None);

        outcomes.ShouldHaveSingleItem().Failure.ShouldBeNull();
        grafana.Store.MembersOf("SRE").ShouldBe(["new1", "user1", "user2", "user3"]);
    }

    [Fact]
    public async Task Somebody_else_whom_the_server_takes_for_the_mail_is_taken_out_again()
    {
        await using var grafana = await StartAsync(1);
        grafana.Store.AddUser("stranger", "NEW1@example.com");
        grafana.Store.AddUser("new1");

        var outcomes = await ApplyAsync(grafana, ["new1"], []);

        outcomes.ShouldHaveSingleItem().Failure.ShouldNotBeNull();
        grafana.Store.MembersOf("SRE").ShouldBe(["user1"]);
    }

    [Fact]
    public async Task One_by_one_a_failure_is_of_that_person_alone()
    {
        await using var grafana = await StartAsync(3);
        grafana.Server.Options.HasBulk = false;
        grafana.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 400, Method = "DELETE", Users = ["user1"] });

        var outcomes = await ApplyAsync(grafana, [], ["user1", "user2"]);

        outcomes[0].Failure.ShouldNotBeNull();
        outcomes[1].Failure.ShouldBeNull();
        grafana.Store.MembersOf("SRE").ShouldBe(["user1", "user3"]);
    }

    [Fact]
    public async Task Refusal_is_of_all_of_them()
    {
        await using var grafana = await StartAsync(2);
        var team = await grafana.TeamAsync("SRE");
        var user = (await grafana.FindAsync("user1")).ShouldNotBeNull();
        grafana.Store.Tokens[0].Permissions.Remove("teams.permissions:write");

        var error = await Should.ThrowAsync<VendorException>(() => ((IBatchVendorProvider)grafana.Provider).ApplyAsync(
            team, [new BatchChange(ChangeAction.Remove, user, [])], CancellationToken.None));

        error.Message.ShouldContain("teams.permissions:write");
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(0, int.MaxValue)]
    public async Task Setting_says_from_how_many_changes_on(int setting, int expected)
    {
        await using var grafana = await GrafanaVendor.StartAsync(new GrafanaSettings { BulkFrom = setting });

        ((IBatchVendorProvider)grafana.Provider).Batch.MinChanges.ShouldBe(expected);
    }

    private static async Task<GrafanaVendor> StartAsync(int members)
    {
        var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddTeam("SRE", Enumerable.Range(1, members).Select(number => grafana.Store.AddUser($"user{number}")).ToArray());
        return grafana;
    }

    private static async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(GrafanaVendor grafana, string[] adds, string[] removes)
    {
        var changes = new List<BatchChange>();
        foreach (var login in adds.Concat(removes))
        {
            var action = adds.Contains(login) ? ChangeAction.Add : ChangeAction.Remove;
            changes.Add(new BatchChange(action, (await grafana.FindAsync(login)).ShouldNotBeNull(), []));
        }

        return await ((IBatchVendorProvider)grafana.Provider).ApplyAsync(await grafana.TeamAsync("SRE"), changes, CancellationToken.None);
    }
}
