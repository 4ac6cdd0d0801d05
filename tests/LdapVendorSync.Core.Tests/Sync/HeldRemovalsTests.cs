using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Runs in which nobody, or nobody but those meant, may lose access.</summary>
public sealed class HeldRemovalsTests
{
    [Fact]
    public async Task Emptied_source_group_holds_every_removal()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 3);
        await scenario.RunAsync();
        scenario.Source.Groups["staff"].Clear();
        scenario.Vendor.Requests.Clear();

        var run = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
        run.Totals.ShouldBe(new SyncTotals { Blocked = 3 });
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("has no members");
        scenario.Vendor.Requests.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Emptied_source_group_empties_the_vendor_where_the_mapping_allows_it()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 3);
        await scenario.RunAsync();
        scenario.Source.Groups["staff"].Clear();
        scenario.Mappings[0] = ("staff", "users", "allow_empty_source: true");

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.Removed.ShouldBe(3);
        scenario.Vendor.Store.MemberNames("users").ShouldBeEmpty();
    }

    [Fact]
    public async Task Missing_source_group_is_an_error_of_its_mapping_alone()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Mappings.Insert(0, ("gone", "other", null));
        scenario.Vendor.Store.SeedNumbered("other", 4);
        scenario.Source.WithNumbered("staff", 2);

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain("cn=gone,ou=groups,dc=example,dc=test");
        run.Vendors[0].Groups[1].Totals.Added.ShouldBe(2);
        scenario.Vendor.Store.MemberNames("other").Count.ShouldBe(4);
    }

    [Fact]
    public async Task Too_many_removals_are_held_and_may_be_allowed_for_one_run()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 20);
        await scenario.RunAsync();
        for (var number = 1; number <= 6; number++)
            scenario.Source.Leave("staff", $"id-{number:D5}");

        var held = await scenario.RunAsync();
        held.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
        held.Totals.Blocked.ShouldBe(6);
        held.Vendors[0].Groups[0].BlockedBy[0].ShouldContain("6 of 20 members are 30 %, more than max_removal_percent 20");
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(20);

        var allowed = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });
        allowed.ExitCode.ShouldBe(SyncExitCode.Done);
        allowed.Totals.Removed.ShouldBe(6);
    }

    [Fact]
    public async Task Removals_wait_until_every_vendor_is_compared_and_the_run_limit_counts_all()
    {
        await using var scenario = await SyncScenario.StartAsync(vendors: 2);
        scenario.Settings = "guards: { max_removal_percent: none, max_removals_per_run: 5 }";
        scenario.Source.WithNumbered("staff", 10);
        await scenario.RunAsync();
        for (var number = 1; number <= 3; number++)
            scenario.Source.Leave("staff", $"id-{number:D5}");

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
        run.Totals.Blocked.ShouldBe(6, "three at each vendor are six in the run");
    }

    [Fact]
    public async Task Dangling_reference_holds_the_removal_of_the_person_behind_it_alone()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 30);
        await scenario.RunAsync();
        scenario.Source.Leave("staff", "id-00009");
        scenario.Source.Persons.Remove("id-00002");

        var run = await scenario.RunAsync();

        run.Totals.Blocked.ShouldBe(1, run.Describe());
        run.Totals.Removed.ShouldBe(1);
        scenario.Vendor.Store.MemberNames("users").ShouldContain("user00002");
        scenario.Vendor.Store.MemberNames("users").ShouldNotContain("user00009");
        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
    }

    [Fact]
    public async Task Dangling_reference_holds_the_mapping_where_nobody_is_known_behind_it()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 30);
        scenario.Source.Groups["staff"].Add("never-seen");
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 30, Blocked = 1 });
        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
    }

    [Fact]
    public async Task Dangling_reference_holds_nothing_after_its_grace()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Mappings[0] = ("staff", "users", "dangling_grace: 1 run");
        scenario.Source.WithNumbered("staff", 10);
        await scenario.RunAsync();
        scenario.Source.Persons.Remove("id-00002");

        (await scenario.RunAsync()).Totals.Blocked.ShouldBe(1);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
    }

    [Fact]
    public async Task Page_that_comes_twice_removes_nobody()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 500);
        scenario.Vendor.Store.SeedNumbered("users", 500);
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.RepeatPage, Method = "GET", Path = "^/groups/" });

        var run = await scenario.RunAsync();

        run.Totals.Removed.ShouldBe(0, run.Describe());
        scenario.Vendor.Store.MemberNames("users").ShouldContain("leaver");
    }
}
