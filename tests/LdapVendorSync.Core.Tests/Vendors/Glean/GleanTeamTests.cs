using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Glean;
using LdapVendorSync.Fixtures.Glean;

namespace LdapVendorSync.Core.Tests.Vendors.Glean;

/// <summary>Teams, one by one or all of them by an upload.</summary>
public sealed class GleanTeamTests
{
    private static readonly GleanSettings Singly = new() { TakeOver = true, Teams = [new GleanTeamSettings { Id = "sre", Name = "Site Reliability", Department = "IT", Email = "sre@example.com" }] };
    private static readonly GleanSettings Bulk = Singly with { TeamMode = GleanMode.Bulk };

    [Theory]
    [InlineData(GleanMode.Individual)]
    [InlineData(GleanMode.Bulk)]
    public async Task Team_gets_its_members_and_what_the_settings_say(GleanMode mode)
    {
        await using var vendor = await GleanVendor.StartAsync();
        var settings = Singly with { TeamMode = mode };
        var team = await CreateAsync(vendor, settings, "Site Reliability");

        var outcomes = await vendor.ApplyAsync(
            settings, team, GleanVendor.Adds([GleanVendor.Somebody(2), GleanVendor.Somebody(1).WithValue("join_date", "2024-01-31"), GleanVendor.Somebody(3) with { Email = null }]));

        outcomes.Select(outcome => outcome.Failure is null).ShouldBe([true, true, false]);
        vendor.Server.MembersOf("sre").ShouldBe(["user0001@example.com", "user0002@example.com"]);
        var sent = vendor.Server.Teams["sre"];
        ((string?)sent["name"]).ShouldBe("Site Reliability");
        ((string?)sent["members"]![0]!["join_date"]).ShouldBe("2024-01-31");
        vendor.Server.Employees.ShouldBeEmpty();
        (await vendor.ReadAsync(settings, team)).Members.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Team_that_was_sent_is_found_by_id_and_name_and_others_are_not_there()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await CreateAsync(vendor, Singly, "sre");
        await using var provider = await vendor.ConnectAsync(Singly);

        (await provider.FindGroupAsync("SRE", CancellationToken.None)).ShouldBe(new VendorGroup("sre", "Site Reliability"));
        (await provider.FindGroupAsync("site reliability", CancellationToken.None))!.Id.ShouldBe("sre");
        (await provider.FindGroupAsync("dba", CancellationToken.None)).ShouldBeNull();
        (await provider.ListGroupsAsync(CancellationToken.None).ToListAsync()).Select(group => group.Name).ShouldBe(["people", "Site Reliability"]);
    }

    [Fact]
    public async Task Upload_of_teams_has_those_that_do_not_change_too()
    {
        await using var vendor = await GleanVendor.StartAsync();
        foreach (var name in new[] { "a", "b", "c" })
            await vendor.ApplyAsync(Bulk, await CreateAsync(vendor, Bulk, name), GleanVendor.Adds(GleanVendor.Crowd(2)));

        await vendor.ApplyAsync(Bulk, new VendorGroup("b", "b"), GleanVendor.Adds([GleanVendor.Somebody(3)]));

        vendor.Server.Teams.Keys.ShouldBe(["a", "b", "c"]);
        vendor.Server.MembersOf("b").Count.ShouldBe(3);
        vendor.Server.MembersOf("c").Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(GleanMode.Individual)]
    [InlineData(GleanMode.Bulk)]
    public async Task Too_many_who_would_go_from_a_team_stay(GleanMode mode)
    {
        await using var vendor = await GleanVendor.StartAsync();
        var settings = Singly with { TeamMode = mode };
        var team = await CreateAsync(vendor, settings, "sre");
        await vendor.ApplyAsync(settings, team, GleanVendor.Adds(GleanVendor.Crowd(20)));
        var (members, _) = await vendor.ReadAsync(settings, team);

        (await vendor.ApplyAsync(settings, team, GleanVendor.Removals(members.Take(5)))).ShouldAllBe(outcome => outcome.Failure!.NotSent);
        vendor.Server.MembersOf("sre").Count.ShouldBe(20);

        (await vendor.ApplyAsync(settings, team, GleanVendor.Removals(members.Take(4)))).ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Server.MembersOf("sre").Count.ShouldBe(16);
    }

    [Fact]
    public async Task New_address_of_a_person_reaches_people_and_teams()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(Singly, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(30)));
        await vendor.ApplyAsync(Singly, await CreateAsync(vendor, Singly, "sre"), GleanVendor.Adds(GleanVendor.Crowd(3)));
        var (members, _) = await vendor.ReadAsync(Singly);

        await vendor.ApplyAsync(Singly, GleanVendor.People, GleanVendor.Update(members[0], "email", "new@example.com"));

        vendor.Server.Employees.Keys.ShouldContain("new@example.com");
        vendor.Server.Employees.Keys.ShouldNotContain("user0001@example.com");
        vendor.Server.MembersOf("sre").ShouldContain("new@example.com");
        var after = (await vendor.ReadAsync(Singly)).Members.Single(member => member.UserName == "user0001");
        after.Id.ShouldBe(members[0].Id, "the link to the person holds");
    }

    [Fact]
    public async Task Somebody_who_is_deleted_leaves_people_and_teams()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(Singly, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(30)));
        await vendor.ApplyAsync(Singly, await CreateAsync(vendor, Singly, "sre"), GleanVendor.Adds(GleanVendor.Crowd(3)));
        await using var provider = await vendor.ConnectAsync(Singly);
        var account = await provider.FindUserAsync(MatchKey.Create("userName", "user0002")!.Value, CancellationToken.None);

        await provider.DeleteUserAsync(account!, CancellationToken.None);

        vendor.Server.Employees.Count.ShouldBe(29);
        vendor.Server.MembersOf("sre").Count.ShouldBe(2);
        (await provider.FindUserAsync(MatchKey.Create("userName", "user0002")!.Value, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Team_that_glean_could_not_be_told_of_is_told_again()
    {
        await using var vendor = await GleanVendor.StartAsync();
        var team = await CreateAsync(vendor, Singly, "sre");
        await vendor.ApplyAsync(Singly, team, GleanVendor.Adds(GleanVendor.Crowd(3)));
        vendor.Server.Misbehave = _ => new GleanFault(Status: null);
        (await vendor.ApplyAsync(Singly, team, GleanVendor.Adds([GleanVendor.Somebody(4)])))[0].Failure!.OutcomeUnknown.ShouldBeTrue();
        vendor.Server.Misbehave = null;

        var doubtful = (await vendor.ReadAsync(Singly, team)).Members.Single(member => member.Email is null);
        doubtful.UserName.ShouldBe("user0004");
        (await vendor.ApplyAsync(Singly, team, GleanVendor.Update(doubtful, "email", "user0004@example.com")))[0].Failure.ShouldBeNull();

        vendor.Server.MembersOf("sre").Count.ShouldBe(4);
        (await vendor.ReadAsync(Singly, team)).Members.ShouldAllBe(member => member.Email != null);
    }

    [Theory]
    [InlineData(GleanMode.Individual, true)]
    [InlineData(GleanMode.Individual, false)]
    [InlineData(GleanMode.Bulk, true)]
    public async Task Somebody_who_is_deleted_is_known_until_every_team_was_told(GleanMode mode, bool isEmployee)
    {
        await using var vendor = await GleanVendor.StartAsync();
        var settings = Singly with { TeamMode = mode };
        if (isEmployee)
            await vendor.ApplyAsync(settings, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(30)));
        foreach (var name in new[] { "sre", "web" })
            await vendor.ApplyAsync(settings, await CreateAsync(vendor, settings, name), GleanVendor.Adds(GleanVendor.Crowd(3)));
        await using var provider = await vendor.ConnectAsync(settings);
        var account = await provider.FindUserAsync(MatchKey.Create("userName", "user0002")!.Value, CancellationToken.None);
        vendor.Server.Misbehave = request =>
            request.Operation == "bulkindexteams" || (string?)request.Body["team"]?["id"] == "web" ? new GleanFault(400) : null;
        await Should.ThrowAsync<VendorException>(() => provider.DeleteUserAsync(account!, CancellationToken.None));
        vendor.Server.Misbehave = null;
        var web = new VendorGroup("web", "web");

        var (members, _) = await vendor.ReadAsync(settings, web);
        await vendor.ApplyAsync(settings, web, GleanVendor.Removals(members.Where(member => member.Id == account!.Id)));

        vendor.Server.MembersOf("web").Count.ShouldBe(2);
    }

    [Fact]
    public async Task New_address_that_a_team_may_not_have_got_is_in_doubt_there()
    {
        await using var vendor = await GleanVendor.StartAsync();
        foreach (var name in new[] { "sre", "web" })
            await vendor.ApplyAsync(Singly, await CreateAsync(vendor, Singly, name), GleanVendor.Adds(GleanVendor.Crowd(3)));
        var web = new VendorGroup("web", "web");
        var (members, _) = await vendor.ReadAsync(Singly, web);
        vendor.Server.Misbehave = request => (string?)request.Body["team"]?["id"] == "web" ? new GleanFault(Status: null) : null;
        (await vendor.ApplyAsync(Singly, web, GleanVendor.Update(members[0], "email", "new@example.com")))[0].Failure!.OutcomeUnknown.ShouldBeTrue();
        vendor.Server.Misbehave = null;

        (await vendor.ReadAsync(Singly, web)).Members.ShouldContain(member => member.Id == members[0].Id && member.Email == null);
    }

    [Fact]
    public async Task Team_is_not_replaced_where_nothing_is_known_of_teams()
    {
        await using var vendor = await GleanVendor.StartAsync();

        var refused = await Should.ThrowAsync<VendorException>(() => CreateAsync(vendor, Singly with { TakeOver = false }, "sre"));

        refused.Message.ShouldContain("glean.take_over");
        vendor.Server.Requests.ShouldBeEmpty();
    }

    private static async Task<VendorGroup> CreateAsync(GleanVendor vendor, GleanSettings settings, string name)
    {
        await using var provider = await vendor.ConnectAsync(settings);
        return await provider.CreateGroupAsync(name, CancellationToken.None);
    }
}
