using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Guards that an administrator sets: protected people and groups, grace, members to keep, what a day may bring.</summary>
public sealed class GuardPolicyTests
{
    [Theory]
    [InlineData("user00002")]
    [InlineData("USER00002")]
    [InlineData("user0000*")]
    public async Task Protected_people_stay_even_when_removals_are_allowed(string name)
    {
        await using var scenario = await StartAsync(20, $"protected_users: ['{name}']");
        scenario.Source.Leave("staff", "id-00002");
        scenario.Source.Leave("staff", "id-00012");

        var run = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
        run.Totals.ShouldBe(run.Totals with { Removed = 1, Blocked = 1 });
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("protected_users");
        scenario.Vendor.Store.MemberNames("users").ShouldContain("user00002");
        scenario.Vendor.Store.MemberNames("users").ShouldNotContain("user00012");
    }

    [Fact]
    public async Task Nobody_is_removed_from_a_protected_group()
    {
        await using var scenario = await StartAsync(20, "protected_groups: ['us*']");
        scenario.Source.Leave("staff", "id-00002");

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("protected_groups");
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(20);
    }

    [Fact]
    public async Task Last_members_are_kept_until_others_have_come()
    {
        await using var scenario = await StartAsync(2, "keep_at_least: 2");
        scenario.Source.Leave("staff", "id-00001");
        scenario.Source.With("staff", Person.Numbered(7));

        var first = await scenario.RunAsync();
        first.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
        first.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("fewer than keep_at_least 2");

        var second = await scenario.RunAsync();
        second.ExitCode.ShouldBe(SyncExitCode.Done);
        scenario.Vendor.Store.MemberNames("users").ShouldBe(["user00002", "user00007"], ignoreOrder: true);
    }

    [Fact]
    public async Task Somebody_who_is_gone_waits_for_their_runs_and_is_forgotten_when_back()
    {
        await using var scenario = await StartAsync(10, "remove_after: 2 runs");
        scenario.Source.Leave("staff", "id-00001");
        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 9, Skipped = 1 });
        scenario.Source.With("staff", Person.Numbered(1));
        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 10 });

        scenario.Source.Leave("staff", "id-00001");
        foreach (var _ in Enumerable.Range(1, 2))
        {
            var waiting = await scenario.RunAsync();
            waiting.ExitCode.ShouldBe(SyncExitCode.Done, "to wait is no fault");
            waiting.Totals.Skipped.ShouldBe(1);
            waiting.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem().ShouldContain("remove_after");
        }

        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
        scenario.Vendor.Store.MemberNames("users").ShouldNotContain("user00001");
    }

    [Fact]
    public async Task Somebody_who_is_gone_waits_for_their_time()
    {
        await using var scenario = await StartAsync(10, "remove_after: 48h");
        var clock = new MovedClock();
        scenario.TimeProvider = clock;
        scenario.Source.Leave("staff", "id-00001");
        await scenario.RunAsync();
        clock.Ahead = TimeSpan.FromHours(47);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(0);
        clock.Ahead = TimeSpan.FromHours(49);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(0, "no other run has seen that time yet");
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
    }

    [Fact]
    public async Task A_dry_run_does_not_count_as_one_of_the_runs()
    {
        await using var scenario = await StartAsync(10, "remove_after: 1 run");
        scenario.Source.Leave("staff", "id-00001");
        for (var i = 0; i < 3; i++)
            (await scenario.RunAsync(new SyncOptions { DryRun = true })).Totals.Removed.ShouldBe(0);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(0);
        (await scenario.RunAsync(new SyncOptions { DryRun = true })).Totals.Removed.ShouldBe(1, "it tells what the next run does");
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
    }

    [Fact]
    public async Task Somebody_whose_account_is_disabled_does_not_wait()
    {
        await using var scenario = await StartAsync(10, "remove_after: 48h");
        scenario.Source.Change("id-00001", person => person with { Disabled = true });
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
    }

    [Fact]
    public async Task A_source_group_that_shrank_holds_its_removals_until_it_is_allowed()
    {
        await using var scenario = await StartAsync(20, "guards: {max_removal_percent: none}");
        for (var number = 1; number <= 8; number++)
            scenario.Source.Leave("staff", $"id-{number:D5}");

        foreach (var _ in Enumerable.Range(1, 2))
        {
            var held = await scenario.RunAsync();
            held.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, "a held run is no measure for the next one");
            held.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem()
                .ShouldContain("had 20 members and has 12, 40 % fewer, more than max_source_shrink_percent 30");
        }

        (await scenario.RunAsync(new SyncOptions { AllowRemovals = true })).Totals.Removed.ShouldBe(8);
        scenario.Source.Leave("staff", "id-00009");
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
    }

    [Fact]
    public async Task Removals_of_the_last_24_hours_count_together()
    {
        await using var scenario = await StartAsync(20, "guards: {max_removals_per_day: 3}");
        var clock = new MovedClock();
        scenario.TimeProvider = clock;
        scenario.Source.Leave("staff", "id-00001");
        scenario.Source.Leave("staff", "id-00002");
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(2);

        clock.Ahead = TimeSpan.FromHours(1);
        scenario.Source.Leave("staff", "id-00003");
        scenario.Source.Leave("staff", "id-00004");
        var held = await scenario.RunAsync();
        held.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
        held.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem()
            .ShouldContain("4 removals at vendor 'App1' within 24 hours (2 so far), more than max_removals_per_day 3");

        clock.Ahead = TimeSpan.FromHours(25);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(2);
    }

    [Fact]
    public async Task Removals_that_were_allowed_do_not_hold_the_next_ones()
    {
        await using var scenario = await StartAsync(20, "guards: {max_removals_per_day: 3, max_removal_percent: none}");
        for (var number = 1; number <= 5; number++)
            scenario.Source.Leave("staff", $"id-{number:D5}");
        (await scenario.RunAsync(new SyncOptions { AllowRemovals = true })).Totals.Removed.ShouldBe(5);
        scenario.Source.Leave("staff", "id-00006");
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
    }

    [Theory]
    [InlineData("max_removal_percent_per_vendor: 10", "6 of 40 members at vendor 'App1' are 15 %")]
    [InlineData("max_removal_percent_per_run: 10", "6 of 40 members in the run are 15 %")]
    [InlineData("max_removal_percent_per_day: 10", "15 % of the members at vendor 'App1' within 24 hours")]
    public async Task Removals_of_several_groups_count_together_in_per_cent(string limit, string message)
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Vendor.Store.CreateGroup("others");
        scenario.Mappings.Add(("more", "others", null));
        scenario.Settings = $"guards: {{{limit}}}";
        scenario.Source.WithNumbered("staff", 20);
        for (var number = 21; number <= 40; number++)
            scenario.Source.With("more", Person.Numbered(number));
        await scenario.RunAsync();
        foreach (var number in new[] { 1, 2, 3 })
        {
            scenario.Source.Leave("staff", $"id-{number:D5}");
            scenario.Source.Leave("more", $"id-{number + 20:D5}");
        }

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Totals.Blocked.ShouldBe(6);
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain(message);
    }

    private static async Task<SyncScenario> StartAsync(int people, string settings)
    {
        var scenario = await SyncScenario.StartAsync();
        scenario.Settings = settings;
        scenario.Source.WithNumbered("staff", people);
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        return scenario;
    }
}
