using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>What becomes of accounts that are in no mapped group any more.</summary>
public sealed class OrphanTests : IDisposable
{
    private const string Delete = "orphans: delete\nallow_account_deletion: true";

    private readonly FileScenario _scenario = new() { VendorSettings = "orphans: disable" };

    public OrphanTests()
    {
        _scenario.Source.WithNumbered("staff", 20).WithNumbered("admins", 3);
        _scenario.Mappings.Add(("admins", "admins", null));
    }

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData("orphans: disable", ChangeAction.Disable)]
    [InlineData(Delete, ChangeAction.Delete)]
    public async Task Account_that_left_its_last_group_is_disabled_or_deleted(string settings, ChangeAction action)
    {
        _scenario.VendorSettings = settings;
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Source.Leave("staff", "id-00005");

        var dry = await _scenario.RunAsync(new SyncOptions { DryRun = true });
        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        Describe(run).ShouldBe(["Remove user00001 Applied", "Remove user00005 Applied", $"{action} user00005 Applied"]);
        Describe(dry).ShouldBe(["Remove user00001 Planned", "Remove user00005 Planned", $"{action} user00005 Planned"]);
        run.Changes[^1].Change.Reason.ShouldContain("In no group any more");
        (await _scenario.AccountAsync("user00001")).ShouldNotBeNull().Enabled.ShouldBe(true, "still an admin");
        (await _scenario.AccountAsync("user00005"))?.Enabled.ShouldBe(false);
        (await _scenario.AccountAsync("user00005") is null).ShouldBe(action == ChangeAction.Delete);
        (await _scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 21 });
    }

    [Fact]
    public async Task Person_who_moves_to_another_group_keeps_the_account()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        _scenario.Source.Groups["admins"].Add("id-00005");

        foreach (var order in new[] { "add_first", "remove_first" })
        {
            _scenario.Settings = $"order: {order}";
            var run = await _scenario.RunAsync(new SyncOptions { DryRun = true });
            Describe(run).ShouldBe(["Add user00005 Planned", "Remove user00005 Planned"], ignoreOrder: true);
        }

        Describe(await _scenario.RunAsync()).ShouldBe(["Add user00005 Applied", "Remove user00005 Applied"], ignoreOrder: true);
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull().Enabled.ShouldBe(true);
    }

    [Fact]
    public async Task Person_who_comes_back_gets_the_account_back()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        await _scenario.RunAsync();
        _scenario.Source.Groups["staff"].Add("id-00005");

        var run = await _scenario.RunAsync();

        Describe(run).ShouldBe(["Add user00005 Applied", "Enable user00005 Applied"]);
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull().Enabled.ShouldBe(true);
    }

    [Fact]
    public async Task Account_that_nobody_is_linked_to_is_never_touched()
    {
        await _scenario.RunAsync();
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "stranger" }, "users");

        var run = await _scenario.RunAsync();

        Describe(run).ShouldBe(["Remove stranger Applied"]);
        (await _scenario.AccountAsync("stranger")).ShouldNotBeNull().Enabled.ShouldBe(true);
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_done_unless_every_group_is_known_and_the_next_whole_run_finds_it()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");

        var one = await _scenario.RunAsync(new SyncOptions { Groups = ["users"] });
        Describe(one).ShouldBe(["Remove user00005 Applied"]);

        // A source group that is gone makes its mapping fail.
        var admins = _scenario.Source.Groups["admins"];
        _scenario.Source.Groups.Remove("admins");
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
        _scenario.Source.Groups["admins"] = admins;
        // Somebody who cannot be found makes the read Partial.
        admins.Add("nobody");
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
        admins.Remove("nobody");

        Describe(await _scenario.RunAsync()).ShouldBe(["Disable user00005 Applied"]);
    }

    [Fact]
    public async Task Account_whose_disabling_failed_is_found_again()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        _scenario.Vendor.BeforeChange = (request, _) => request == "disable"
            ? throw new VendorException(VendorFailure.Rejected, "Not now.")
            : Task.CompletedTask;

        Describe(await _scenario.RunAsync()).ShouldBe(["Remove user00005 Applied", "Disable user00005 Failed"]);
        _scenario.Vendor.BeforeChange = (_, _) => Task.CompletedTask;
        Describe(await _scenario.RunAsync()).ShouldBe(["Disable user00005 Applied"]);
    }

    [Fact]
    public async Task Account_that_could_not_be_taken_out_of_its_group_stays_as_it_is()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        _scenario.Vendor.BeforeChange = (request, _) => request == "remove"
            ? throw new VendorException(VendorFailure.Rejected, "Not now.")
            : Task.CompletedTask;

        Describe(await _scenario.RunAsync()).ShouldBe(["Remove user00005 Failed", "Disable user00005 Skipped"]);
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull().Enabled.ShouldBe(true);
    }

    [Fact]
    public async Task Removal_that_is_held_holds_the_account()
    {
        _scenario.Mappings[0] = ("staff", "users", ", remove_after: 2 runs");
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");

        Describe(await _scenario.RunAsync()).ShouldBe(["Remove user00005 Skipped"]);
        Describe(await _scenario.RunAsync()).ShouldBe(["Remove user00005 Skipped"]);
        Describe(await _scenario.RunAsync()).ShouldBe(["Remove user00005 Applied", "Disable user00005 Applied"]);
    }

    [Fact]
    public async Task Limits_hold_accounts_that_earlier_runs_left_behind_and_may_be_lifted()
    {
        _scenario.VendorSettings = string.Empty;
        await _scenario.RunAsync();
        foreach (var id in new[] { 5, 6, 7 })
            _scenario.Source.Leave("staff", $"id-{id:D5}");
        await _scenario.RunAsync();
        foreach (var id in new[] { 8, 9, 10 })
            _scenario.Source.Leave("staff", $"id-{id:D5}");
        await _scenario.RunAsync();
        _scenario.VendorSettings = "orphans: disable";

        var held = await _scenario.RunAsync();
        held.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, held.Describe());
        held.Totals.Blocked.ShouldBe(6);
        held.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("max_removal_percent");

        var lifted = await _scenario.RunAsync(new SyncOptions { AllowRemovals = true });
        lifted.Totals.ShouldBe(new SyncTotals { Removed = 6, Unchanged = 17 }, lifted.Describe());
    }

    [Fact]
    public async Task Protected_person_keeps_the_account_by_what_the_directory_called_them()
    {
        _scenario.VendorSettings = string.Empty;
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        await _scenario.RunAsync();
        _scenario.VendorSettings = Delete + "\nprotected_users: [id-00005]";

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        Describe(run).ShouldBe(["Delete user00005 Blocked"]);
    }

    [Fact]
    public async Task Account_that_belongs_to_somebody_else_by_now_or_is_gone_is_left_alone()
    {
        _scenario.VendorSettings = string.Empty;
        await _scenario.RunAsync();
        foreach (var id in new[] { 5, 6 })
            _scenario.Source.Leave("staff", $"id-{id:D5}");
        await _scenario.RunAsync();
        await _scenario.WithVendorAsync(async vendor =>
        {
            foreach (var name in new[] { "user00005", "user00006" })
                await vendor.DeleteUserAsync((await vendor.FindUserAsync(MatchKey.Create("userName", name)!.Value, default)).ShouldNotBeNull(), default);
            return true;
        });
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "user00005" });
        _scenario.VendorSettings = Delete;

        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Account_that_cannot_be_looked_up_is_left_alone_until_it_can()
    {
        await LeaveOneBehindAsync();
        _scenario.Vendor.BeforeFind = key => key.Value == "user00005"
            ? throw new VendorException(VendorFailure.Unavailable, "Try again later.")
            : Task.CompletedTask;

        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);

        _scenario.Vendor.BeforeFind = _ => Task.CompletedTask;
        Describe(await _scenario.RunAsync()).ShouldBe(["Disable user00005 Applied"]);
    }

    [Fact]
    public async Task Account_may_be_in_a_group_that_was_synced_earlier_and_cannot_be_asked_for()
    {
        _scenario.Source.WithNumbered("guests", 1);
        _scenario.Mappings.Add(("guests", "visitors", null));
        await LeaveOneBehindAsync();
        _scenario.Mappings.RemoveAt(2);
        _scenario.Vendor.BeforeFindGroup = group => group == "visitors"
            ? throw new VendorException(VendorFailure.Unavailable, "Try again later.")
            : Task.CompletedTask;

        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);

        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull().Enabled.ShouldBe(true);
        _scenario.Vendor.BeforeFindGroup = _ => Task.CompletedTask;
        Describe(await _scenario.RunAsync()).ShouldBe(["Disable user00005 Applied"]);
    }

    [Fact]
    public async Task Plan_holds_it_and_approves_it_and_undoing_enables_the_account()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        var plan = await _scenario.PlanAsync();
        plan.Changes.Select(change => change.Action).ShouldBe([ChangeAction.Remove, ChangeAction.Disable]);
        _scenario.Source.Leave("staff", "id-00006");

        var applied = await _scenario.RunAsync(new SyncOptions { Plan = plan });
        Describe(applied).ShouldBe(["Remove user00005 Applied", "Disable user00005 Applied"]);
        (await _scenario.JournalAsync(applied)).ShouldBe(
            [(JournalOperation.RemoveMember, "user00005", JournalResult.Succeeded), (JournalOperation.DisableUser, "user00005", JournalResult.Succeeded)]);

        var undone = await _scenario.UndoAsync(applied);
        Describe(undone).ShouldBe(["Add user00005 Applied", "Enable user00005 Applied"]);
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull().Enabled.ShouldBe(true);
        (await _scenario.MembersAsync()).ShouldContain("user00005");
    }

    [Fact]
    public async Task Deletion_cannot_be_undone_and_says_so()
    {
        _scenario.VendorSettings = Delete;
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        var run = await _scenario.RunAsync();

        var undone = await _scenario.UndoAsync(run);

        undone.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        undone.Changes.Select(change => change.Message).ShouldContain(message => message!.Contains("cannot be brought back"));
    }

    [Fact]
    public async Task Account_of_somebody_whose_entry_was_made_anew_is_left_alone()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        _scenario.Source.With("staff", Person.Numbered(5) with { Id = "id-new" });

        var run = await _scenario.RunAsync();

        run.Changes.ShouldNotContain(change => change.Change.Action == ChangeAction.Disable, run.Describe());
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull().Enabled.ShouldBe(true);
    }

    [Fact]
    public void Deletion_is_refused_without_permission()
    {
        _scenario.VendorSettings = "orphans: delete";

        Should.Throw<ConfigurationException>(() => _scenario.Load()).Message.ShouldContain("allow_account_deletion");
    }

    // Somebody is in no group any more by a run that left accounts alone.
    private async Task LeaveOneBehindAsync()
    {
        var settings = _scenario.VendorSettings;
        _scenario.VendorSettings = string.Empty;
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        Describe(await _scenario.RunAsync()).ShouldBe(["Remove user00005 Applied"]);
        _scenario.VendorSettings = settings;
    }

    private static List<string> Describe(SyncRun run) =>
        [.. run.Changes.Select(change => $"{change.Change.Action} {change.Change.User} {change.Result}")];
}
