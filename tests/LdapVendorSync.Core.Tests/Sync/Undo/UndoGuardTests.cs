using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Undo;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Undo;

/// <summary>What an undo takes away goes past the guards of any run.</summary>
public sealed class UndoGuardTests : IAsyncLifetime
{
    private const int People = 20;

    private SyncScenario _scenario = null!;

    private VendorStore Store => _scenario.Vendor.Store;

    public async Task InitializeAsync()
    {
        _scenario = await SyncScenario.StartAsync();
        _scenario.Source.WithNumbered("staff", People);
    }

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Limits_hold_the_removals_until_they_are_lifted()
    {
        var run = await _scenario.RunAsync();

        var shown = await _scenario.UndoAsync(run.RunId, options => options with { DryRun = true });
        var held = await _scenario.UndoAsync(run.RunId);

        foreach (var undo in new[] { shown, held })
        {
            undo.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, undo.Describe());
            undo.Totals.Blocked.ShouldBe(People);
            undo.Undo!.Held.ShouldBe(People);
            undo.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("max_removal_percent 20");
        }

        Store.MemberNames("users").Count.ShouldBe(People);
        var lifted = await _scenario.UndoAsync(run.RunId, options => options with { AllowRemovals = true });
        lifted.ExitCode.ShouldBe(SyncExitCode.Done, lifted.Describe());
        Store.MemberNames("users").ShouldBeEmpty();
    }

    [Fact]
    public async Task Removals_of_other_runs_within_a_day_count()
    {
        _scenario.Settings = "guards: { max_removals_per_day: 3, removal_floor: 50 }";
        await _scenario.RunAsync();
        _scenario.Source.With("staff", Person.Numbered(30));
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Source.Leave("staff", "id-00002");
        _scenario.Source.Leave("staff", "id-00003");
        var run = await _scenario.RunAsync();
        run.Totals.Removed.ShouldBe(3, run.Describe());

        var undo = await _scenario.UndoAsync(run.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, undo.Describe());
        undo.Totals.ShouldBe(new SyncTotals { Added = 3, Blocked = 1 });
        undo.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("max_removals_per_day 3");
    }

    [Theory]
    [InlineData("protected_users: [user00002]", 1)]
    [InlineData("protected_users: ['uid=id-00002,*']", 1)]
    [InlineData("protected_groups: [users]", People)]
    [InlineData("keep_at_least: 1", People)]
    public async Task Protection_holds_although_removals_are_allowed(string setting, int held)
    {
        var run = await _scenario.RunAsync();
        _scenario.VendorSettings = [setting];

        var undo = await _scenario.UndoAsync(run.RunId, options => options with { AllowRemovals = true });

        undo.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, undo.Describe());
        undo.Totals.Blocked.ShouldBe(held);
        Store.MemberNames("users").Count.ShouldBe(held);
        Store.MemberNames("users").ShouldContain("user00002");
    }

    [Fact]
    public async Task Vendor_that_was_not_read_completely_loses_nobody()
    {
        _scenario.Source.Leave("staff", "id-00020");
        Store.SeedNumbered("users", 18);
        Store.Seed("users", new VendorUser { Username = "leaver" });
        var run = await _scenario.RunAsync();
        run.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 1, Unchanged = 18 }, run.Describe());

        // The total contradicts what arrived, so that nobody knows who is missing.
        _scenario.Vendor.Options.TotalHeader = true;
        _scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.LieAboutTotal, Method = "GET", Path = "^/groups/" });
        var undo = await _scenario.UndoAsync(run.RunId, options => options with { AllowRemovals = true });

        undo.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, undo.Describe());
        undo.Totals.ShouldBe(new SyncTotals { Added = 1, Blocked = 1 });
        Store.MemberNames("users").ShouldContain("user00019");
        Store.MemberNames("users").ShouldContain("leaver", "an account that is found by its key can be added again");
    }

    [Fact]
    public async Task Time_of_grace_is_for_people_who_are_missed_and_not_for_an_undo()
    {
        _scenario.VendorSettings = ["remove_after: 3 runs"];
        var run = await _scenario.RunAsync();

        var undo = await _scenario.UndoAsync(run.RunId, null, "user00007");

        undo.Only(ChangeAction.Remove, "user00007").Result.ShouldBe(ChangeResult.Applied);
    }

    [Fact]
    public async Task Empty_source_stands_in_nobodys_way()
    {
        var run = await _scenario.RunAsync();
        foreach (var id in _scenario.Source.Persons.Keys)
            _scenario.Source.Leave("staff", id);

        var undo = await _scenario.UndoAsync(run.RunId, options => options with { AllowRemovals = true });

        undo.ExitCode.ShouldBe(SyncExitCode.Done, "the source is not read: " + undo.Describe());
        undo.Vendors[0].Groups[0].SourceMembers.ShouldBeNull();
        Store.MemberNames("users").ShouldBeEmpty();
    }
}
