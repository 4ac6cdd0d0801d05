using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync.Incremental;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Settling;

/// <summary>Where nothing is different from when nothing was to do, a run compares nothing; whatever is different is compared.</summary>
public sealed class SettledRunTests
{
    private static readonly SyncTotals Nothing = new() { Unchanged = 15 };

    private static readonly Dictionary<string, Func<SettlingScenario, Task>> Changes = new()
    {
        ["somebody joined"] = scenario => scenario.Directory.ModifyAsync(Member("add", 0, 12)),
        ["somebody left"] = scenario => scenario.Directory.ModifyAsync(Member("delete", 1, 7)),
        ["a mail address changed"] = scenario => scenario.Directory.ModifyAsync(
            SyncedDirectory.Replace(DirectorySeed.PersonDn(3), "mail", "new@example.test")),
        ["somebody was renamed"] = scenario => scenario.Directory.ModifyAsync(
            $"dn: {DirectorySeed.PersonDn(3)}\nchangetype: modrdn\nnewrdn: uid=renamed\ndeleteoldrdn: 1\n"),
        ["an account was taken out at the vendor"] = AtVendor(store => store.Remove("team1", IdOf(store, 6)).ShouldBeTrue()),
        ["an account was put in at the vendor"] = AtVendor(store => store.Seed("team2", new VendorUser { Username = "stranger" })),
        ["an account was swapped at the vendor"] = AtVendor(store =>
        {
            store.Remove("team1", IdOf(store, 6)).ShouldBeTrue();
            store.Add("team1", IdOf(store, 0)).ShouldBeTrue();
        }),
        ["a profile was changed at the vendor"] = AtVendor(store =>
            store.UpdateUser(IdOf(store, 2), new Dictionary<string, string?> { ["email"] = "by.hand@example.test" }).ShouldNotBeNull()),
        ["a group is gone at the vendor"] = AtVendor(store => store.DeleteGroup("team2")),
        ["a link is gone"] = InHistory("DELETE FROM links WHERE person = 'u00003'"),
        ["a link was changed"] = InHistory("UPDATE links SET person = 'somebody' WHERE person = 'u00003'"),
        ["a link was added"] = InHistory(
            "INSERT INTO links (scope, source_id, vendor_id, person, confirmation) SELECT scope, 'another', 'another', 'another', confirmation FROM links LIMIT 1"),
        ["when they were compared cannot be read"] = InHistory("UPDATE settled_mappings SET compared_at = 'never'"),
        ["a mapping is forgotten"] = InHistory("DELETE FROM settled_mappings WHERE mapping_id = (SELECT min(mapping_id) FROM settled_mappings)"),
        ["the inputs were others"] = InHistory("UPDATE settled_mappings SET inputs = 'other' WHERE mapping_id = (SELECT max(mapping_id) FROM settled_mappings)"),
        ["what was read is forgotten"] = InHistory("DELETE FROM kept_reads"),
        ["what the vendor had is forgotten"] = InHistory("DELETE FROM snapshots WHERE side = 'Vendor'"),
        ["the settings are others"] = scenario =>
        {
            scenario.Settings = "match_on: [email]";
            return Task.CompletedTask;
        },
        ["more of profiles is kept"] = scenario =>
        {
            scenario.Settings = "history: {profile_data: full}";
            return Task.CompletedTask;
        },
        ["a day has passed"] = scenario => Move(scenario, TimeSpan.FromHours(24.1)),
        ["the clock was set back"] = scenario => Move(scenario, TimeSpan.FromHours(-1)),
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    [SkippableFact]
    public async Task Run_compares_nothing_when_nothing_is_different_from_when_nothing_was_to_do()
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();
        var expected = await scenario.ForeseeAsync();

        var run = await scenario.RunAsync();
        var again = await scenario.RunAsync();

        run.Totals.ShouldBe(Nothing);
        scenario.WasSettled(again).ShouldBeTrue();
        SettlingScenario.Describe(run).ShouldBe(SettlingScenario.Describe(expected));
        SettlingScenario.Describe(again).ShouldBe(SettlingScenario.Describe(expected));
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Run_compares_when(string change)
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();
        scenario.WasSettled(await scenario.RunAsync()).ShouldBeTrue();
        await Changes[change](scenario);
        var expected = await scenario.ForeseeAsync();

        var run = await scenario.RunAsync();

        scenario.WasSettled(run).ShouldBeFalse();
        SettlingScenario.Describe(run).ShouldBe(SettlingScenario.Describe(expected));
    }

    [SkippableTheory]
    [InlineData("team0")]
    [InlineData("team1")]
    [InlineData("team2")]
    public async Task Reads_nothing_of_the_vendor_twice_when_one_group_is_different(string group)
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();
        scenario.Vendor.Store.Seed(group, new VendorUser { Username = "stranger" });
        scenario.Vendor.Requests.Clear();

        var run = await scenario.RunAsync(new SyncOptions { DryRun = false });

        run.Totals.Removed.ShouldBe(1, run.Describe());

        // To connect is to ask for the first page of the first group.
        var lists = scenario.Vendor.Requests.All.Where(request => request.Path.EndsWith("/members", StringComparison.Ordinal)).Skip(1).ToList();
        lists.Select(request => request.Path).Distinct().Count().ShouldBe(SettlingScenario.Groups);
        lists.Where(request => !request.Path.Contains(group, StringComparison.Ordinal)).Select(request => request.Path + request.Query).ShouldBeUnique();
    }

    [SkippableFact]
    public async Task Change_of_somebody_in_no_mapped_group_is_not_compared()
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();
        await scenario.Directory.ModifyAsync(SyncedDirectory.Replace(DirectorySeed.PersonDn(29), "mail", "new@example.test"));

        var run = await scenario.RunAsync();

        scenario.WasSettled(run).ShouldBeTrue();
        run.Totals.ShouldBe(Nothing);
    }

    [SkippableFact]
    public async Task Person_whose_account_expires_without_any_change_is_taken_out()
    {
        await using var scenario = await SettlingScenario.StartAsync();
        var end = DateTimeOffset.UtcNow.AddHours(1);
        await scenario.Directory.ModifyAsync(SyncedDirectory.Replace(DirectorySeed.PersonDn(1), "pwdEndTime", $"{end:yyyyMMddHHmmss}Z"));
        await scenario.SettleAsync();
        scenario.Clock.Ahead = TimeSpan.FromMinutes(50);
        scenario.WasSettled(await scenario.RunAsync()).ShouldBeTrue();

        scenario.Clock.Ahead = TimeSpan.FromMinutes(70);
        var run = await scenario.RunAsync();

        run.Totals.Removed.ShouldBe(1, run.Describe());
        scenario.Vendor.Store.MemberNames("team0").ShouldNotContain(DirectorySeed.Uid(1));
    }

    [SkippableFact]
    public async Task Source_that_tells_that_nothing_changed_counts_as_read_when_another_one_is_down()
    {
        await using var scenario = await SettlingScenario.StartAsync("type: ldap\nserver_url: ldap://127.0.0.1:1");
        await scenario.SettleAsync();
        var expected = await scenario.ForeseeAsync();

        var run = await scenario.RunAsync();

        scenario.WasSettled(run).ShouldBeTrue();
        (run.ExitCode, run.Error, run.Status).ShouldBe((expected.ExitCode, expected.Error, expected.Status));
    }

    [SkippableFact]
    public async Task Full_run_compares_and_is_settled_again()
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();

        scenario.WasSettled(await scenario.RunAsync(new SyncOptions { FullRead = true })).ShouldBeFalse();

        scenario.WasSettled(await scenario.RunAsync()).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Run_of_one_group_compares_and_unsettles()
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();

        var run = await scenario.RunAsync(new SyncOptions { Groups = ["team0"] });

        run.Totals.Unchanged.ShouldBe(5);
        scenario.Settled.ShouldBe(0);
    }

    [SkippableFact]
    public async Task Dry_run_compares_and_leaves_what_is_settled()
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();

        (await scenario.ForeseeAsync()).Totals.ShouldBe(Nothing);

        scenario.WasSettled(await scenario.RunAsync()).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Nothing_is_settled_before_a_run_that_writes_no_link()
    {
        await using var scenario = await SettlingScenario.StartAsync();

        await scenario.RunAsync();
        scenario.Settled.ShouldBe(0);

        await scenario.RunAsync();
        scenario.Settled.ShouldBe(SettlingScenario.Groups);
    }

    [SkippableFact]
    public async Task Nothing_is_settled_while_a_vendor_refuses_to_take_somebody()
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();
        await scenario.Directory.ModifyAsync(Member("add", 0, 20));
        scenario.Settings = "create_users: false";

        var run = await scenario.RunAsync();
        var again = await scenario.RunAsync();

        again.Totals.ShouldBe(run.Totals);
        again.Totals.Skipped.ShouldBe(1);
        scenario.Settled.ShouldBe(0);
    }

    [SkippableFact]
    public async Task Settled_run_keeps_what_both_sides_were()
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();

        var run = await scenario.RunAsync();

        scenario.WasSettled(run).ShouldBeTrue();
        scenario.Ask("SELECT count(*) FROM snapshots WHERE run_id = $1 AND members = 5", run.RunId).ShouldBe(2 * SettlingScenario.Groups);
        scenario.Ask("SELECT count(*) FROM mapping_results WHERE run_id = $1 AND unchanged = 5", run.RunId).ShouldBe(SettlingScenario.Groups);
        scenario.Ask("SELECT count(*) FROM comparisons WHERE run_id = $1", run.RunId).ShouldBe(SettlingScenario.Groups);
    }

    [SkippableFact]
    public async Task Links_are_confirmed_when_a_day_has_passed_in_settled_runs()
    {
        await using var scenario = await SettlingScenario.StartSettledAsync();
        const string Unconfirmed = "SELECT count(*) FROM links l JOIN link_confirmations c ON c.id = l.confirmation WHERE c.confirmed_at < $1";
        scenario.Clock.Ahead = TimeSpan.FromHours(23);
        scenario.WasSettled(await scenario.RunAsync()).ShouldBeTrue();
        scenario.Clock.Ahead = TimeSpan.FromHours(25);
        var before = scenario.Clock.GetUtcNow().UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        scenario.Ask(Unconfirmed, before).ShouldBeGreaterThan(0);

        await scenario.RunAsync();

        scenario.Ask(Unconfirmed, before).ShouldBe(0);
    }

    private static string Member(string action, int team, int person) =>
        $"dn: {DirectorySeed.TeamDn(team)}\nchangetype: modify\n{action}: member\nmember: {DirectorySeed.PersonDn(person)}\n";

    private static string IdOf(VendorStore store, int person) => store.FindByName(DirectorySeed.Uid(person))!.Id;

    private static Func<SettlingScenario, Task> AtVendor(Action<VendorStore> change) => scenario =>
    {
        change(scenario.Vendor.Store);
        return Task.CompletedTask;
    };

    private static Func<SettlingScenario, Task> InHistory(string sql) => scenario =>
    {
        scenario.ChangeHistory(sql).ShouldBeGreaterThan(0);
        return Task.CompletedTask;
    };

    private static Task Move(SettlingScenario scenario, TimeSpan ahead)
    {
        scenario.Clock.Ahead = ahead;
        return Task.CompletedTask;
    }
}
