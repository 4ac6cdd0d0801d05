using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Glean;

namespace LdapVendorSync.Core.Tests.Vendors.Glean;

/// <summary>People and teams of whom nothing is known: who wrote them is not asked, and they are not deleted by the way.</summary>
public sealed class GleanTakeOverTests
{
    private static readonly GleanSettings Bulk = new();
    private static readonly GleanSettings TakingOver = new() { TakeOver = true, TeamMode = GleanMode.Bulk };
    private static readonly GleanSettings Individual = new() { Mode = GleanMode.Individual };

    [Fact]
    public async Task Teams_of_others_stay_where_teams_went_one_by_one_before()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.SeedTeam("sales", ["somebody@example.com"]);
        var team = await CreateAsync(vendor, new GleanSettings { TakeOver = true }, "sre");
        await vendor.ApplyAsync(Bulk, team, GleanVendor.Adds(GleanVendor.Crowd(3)));
        var asUpload = Bulk with { TeamMode = GleanMode.Bulk };

        var outcomes = await TryApplyAsync(vendor, asUpload, team, GleanVendor.Adds([GleanVendor.Somebody(4)]));

        outcomes.ShouldContain("glean.take_over");
        vendor.Server.Teams.Keys.ShouldContain("sales");
    }

    [Fact]
    public async Task Teams_of_others_stay_where_teams_went_one_by_one_between_two_uploads()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await using (var provider = await vendor.ConnectAsync(TakingOver, teams: "sre"))
        {
            var sre = await provider.CreateGroupAsync("sre", CancellationToken.None);
            (await GleanVendor.ApplyAsync(provider, sre, GleanVendor.Adds(GleanVendor.Crowd(3))))[0].Failure.ShouldBeNull();
        }

        var team = new VendorGroup("sre", "sre");
        await vendor.ApplyAsync(Bulk, team, GleanVendor.Adds([GleanVendor.Somebody(4)]));
        vendor.Server.SeedTeam("sales", ["somebody@example.com"]);

        var refusal = await TryApplyAsync(vendor, Bulk with { TeamMode = GleanMode.Bulk }, team, GleanVendor.Adds([GleanVendor.Somebody(5)]));

        refusal.ShouldContain("glean.take_over");
        vendor.Server.Teams.Keys.ShouldContain("sales");
    }

    [Fact]
    public async Task People_of_others_stay_where_people_went_one_by_one_between_two_uploads()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(TakingOver, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(3)));
        await vendor.ApplyAsync(Individual, GleanVendor.People, GleanVendor.Adds([GleanVendor.Somebody(4)]));
        vendor.Server.Seed("somebody@example.com");

        var refusal = await TryApplyAsync(vendor, Bulk, GleanVendor.People, GleanVendor.Adds([GleanVendor.Somebody(5)]));

        refusal.ShouldContain("glean.take_over");
        vendor.Server.Employees.Keys.ShouldContain("somebody@example.com");
    }

    [Fact]
    public async Task Upload_that_takes_over_has_everybody_whatever_came_before_it()
    {
        await using var vendor = await GleanVendor.StartAsync();
        foreach (var number in Enumerable.Range(1, 10))
            vendor.Server.Seed(GleanVendor.Somebody(number).Email!);
        vendor.MaxMembers = 9;
        await vendor.ApplyAsync(new GleanSettings { TakeOver = true }, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(9)));
        vendor.MaxMembers = null;
        var team = await CreateAsync(vendor, new GleanSettings { TakeOver = true }, "sre");
        var (members, _) = await vendor.ReadAsync(TakingOver);
        await using var provider = await vendor.ConnectAsync(TakingOver, teams: "sre");

        // The team's turn comes before that of the people, who are not all known yet.
        (await GleanVendor.ApplyAsync(provider, team, GleanVendor.Update(members[0], "title", "Engineer")))[0].Failure.ShouldBeNull();
        vendor.Server.Employees.Keys.ShouldContain("user0010@example.com");

        // What is handed in alone is not everybody.
        await provider.AddGroupMemberAsync(GleanVendor.People, GleanVendor.Somebody(11), CancellationToken.None);
        (await GleanVendor.ApplyAsync(provider, GleanVendor.People, GleanVendor.Removals([members[1]])))[0].Failure.ShouldBeNull();
        vendor.Server.Employees.Keys.ShouldContain("user0010@example.com");
        vendor.Server.Requests.ShouldAllBe(request => request.UploadId == null);

        (await GleanVendor.ApplyAsync(provider, GleanVendor.People, GleanVendor.Adds([GleanVendor.Somebody(12)])))[0].Failure.ShouldBeNull();
        vendor.Server.Employees.Keys.ShouldNotContain("user0010@example.com");
        vendor.Server.Employees.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Changes_that_are_handed_in_without_a_read_replace_nobody()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Seed("somebody@example.com");
        await using var provider = await vendor.ConnectAsync(TakingOver);

        (await provider.ApplyAsync(GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(5)), CancellationToken.None))
            .ShouldAllBe(outcome => outcome.Failure == null);

        vendor.Server.Employees.Count.ShouldBe(6);
        vendor.Server.Requests.ShouldAllBe(request => request.UploadId == null);
    }

    [Fact]
    public async Task Teams_are_taken_over_only_once_every_mapped_one_is_known()
    {
        await using var vendor = await GleanVendor.StartAsync();
        foreach (var id in new[] { "sre", "web", "sales" })
            vendor.Server.SeedTeam(id, ["somebody@example.com"]);
        await using var provider = await vendor.ConnectAsync(TakingOver, teams: ["sre", "web"]);

        var sre = await provider.CreateGroupAsync("sre", CancellationToken.None);
        await GleanVendor.ApplyAsync(provider, sre, GleanVendor.Adds(GleanVendor.Crowd(3)));
        vendor.Server.MembersOf("web").ShouldBe(["somebody@example.com"]);
        vendor.Server.Teams.Keys.ShouldContain("sales");

        var web = await provider.CreateGroupAsync("web", CancellationToken.None);
        vendor.Server.Teams.Keys.ShouldContain("sales");
        await GleanVendor.ApplyAsync(provider, web, GleanVendor.Adds(GleanVendor.Crowd(2)));
        vendor.Server.Teams.Keys.ShouldBe(["sre", "web"], ignoreOrder: true);
        vendor.Server.MembersOf("sre").Count.ShouldBe(3);
        vendor.Server.MembersOf("web").Count.ShouldBe(2);
    }

    private static async Task<string> TryApplyAsync(GleanVendor vendor, GleanSettings settings, VendorGroup group, IReadOnlyList<BatchChange> changes)
    {
        try
        {
            return string.Join(' ', (await vendor.ApplyAsync(settings, group, changes)).Select(outcome => outcome.Failure?.Message));
        }
        catch (VendorException refusal)
        {
            return refusal.Message;
        }
    }

    private static async Task<VendorGroup> CreateAsync(GleanVendor vendor, GleanSettings settings, string name)
    {
        await using var provider = await vendor.ConnectAsync(settings);
        return await provider.CreateGroupAsync(name, CancellationToken.None);
    }
}
