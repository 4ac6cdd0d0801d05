using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Undo;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Sync.Undo;

/// <summary>What stands in the way of an undo is said, and keeps the rest from nothing; undoing again goes on.</summary>
public sealed class UndoConvergenceTests : IAsyncLifetime
{
    private SyncScenario _scenario = null!;

    private VendorStore Store => _scenario.Vendor.Store;

    public async Task InitializeAsync()
    {
        _scenario = await SyncScenario.StartAsync(vendors: 2);
        _scenario.Source.WithNumbered("staff", 4);
    }

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Vendor_that_fails_in_the_middle_is_counted_and_undoing_again_goes_on()
    {
        var run = await _scenario.RunAsync();
        _scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Method = "DELETE", Users = ["user00002", "user00003"] });

        var undo = await _scenario.UndoAsync(run.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, undo.Describe());
        undo.Undo!.ShouldSatisfyAllConditions(use => use.Failed.ShouldBe(2), use => use.Undone.ShouldBe(6));
        Store.MemberNames("users").ShouldBe(["user00002", "user00003"]);
        _scenario.SecondVendor.Store.MemberNames("users").ShouldBeEmpty();

        _scenario.Vendor.Faults.Clear();
        var again = await _scenario.UndoAsync(run.RunId);
        again.ExitCode.ShouldBe(SyncExitCode.Done, again.Describe());
        again.Undo!.ShouldSatisfyAllConditions(use => use.Undone.ShouldBe(2), use => use.NothingToDo.ShouldBe(6));
        Store.MemberNames("users").ShouldBeEmpty();
    }

    [Fact]
    public async Task Vendor_that_is_down_fails_alone_and_its_changes_are_listed()
    {
        var run = await _scenario.RunAsync();
        _scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });

        var undo = await _scenario.UndoAsync(run.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, undo.Describe());
        undo.Changes.Count(outcome => outcome.Verdict() == UndoVerdict.NotUndone && outcome.Change.Vendor == "App1").ShouldBe(8);
        undo.Changes.Count(outcome => outcome.Result == ChangeResult.Applied && outcome.Change.Vendor == "App2").ShouldBe(4);
    }

    [Fact]
    public async Task Vendor_that_left_the_configuration_or_leads_elsewhere_is_said_and_the_others_go_on()
    {
        var run = await _scenario.RunAsync();
        _scenario.Adapt = yaml => yaml.Replace(_scenario.Vendor.BaseUrl.ToString(), "http://127.0.0.1:9/elsewhere", StringComparison.Ordinal);

        var undo = await _scenario.UndoAsync(run.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, undo.Describe());
        var left = undo.Changes.Where(outcome => outcome.Verdict() == UndoVerdict.NotUndone).ToList();
        left.Count.ShouldBe(8);
        left.ShouldAllBe(outcome => outcome.Message!.Contains("'App1' of the configuration leads elsewhere now"));
        Store.MemberNames("users").Count.ShouldBe(4);
        _scenario.SecondVendor.Store.MemberNames("users").ShouldBeEmpty();
    }

    [Fact]
    public async Task Vendor_that_was_renamed_in_the_configuration_is_known_by_its_target()
    {
        var run = await _scenario.RunAsync();
        _scenario.Adapt = yaml => yaml.Replace("name: App1", "name: Wiki", StringComparison.Ordinal);

        var undo = await _scenario.UndoAsync(run.RunId, options => options with { Vendors = ["wiki"] });

        undo.ExitCode.ShouldBe(SyncExitCode.Done, undo.Describe());
        undo.Changes.ShouldAllBe(outcome => outcome.Change.Vendor == "Wiki");
        Store.MemberNames("users").ShouldBeEmpty();
    }

    [Fact]
    public async Task Group_that_is_not_mapped_any_more_is_undone_under_the_policy_of_its_vendor()
    {
        _scenario.Mappings.Add(("staff", "admins", null));
        Store.CreateGroup("admins");
        _scenario.SecondVendor.Store.CreateGroup("admins");
        var run = await _scenario.RunAsync();
        _scenario.Mappings.RemoveAt(1);
        _scenario.VendorSettings = ["protected_users: [user00001]"];

        var undo = await _scenario.UndoAsync(run.RunId, options => options with { Groups = ["admins"] });

        undo.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, undo.Describe());
        Store.MemberNames("admins").ShouldBe(["user00001"]);
        _scenario.SecondVendor.Store.MemberNames("admins").ShouldBeEmpty();
        Store.MemberNames("users").Count.ShouldBe(4);
    }

    [Fact]
    public async Task Group_that_is_gone_and_account_that_is_gone_are_said()
    {
        _scenario.VendorSettings = ["""rest: { find_group: { path: /groups, query: { name: "{group}" } } }"""];
        Store.Seed("users", new VendorUser { Username = "gone" }, new VendorUser { Username = "leaver" });
        var run = await _scenario.RunAsync();
        Store.DeleteUser(Store.FindByName("gone")!.Id);

        var undo = await _scenario.UndoAsync(run.RunId);
        var gone = undo.Only(ChangeAction.Add, "gone");
        gone.Verdict().ShouldBe(UndoVerdict.NotUndone);
        gone.Message.ShouldNotBeNull().ShouldContain("is not found under userName=gone: it was deleted, or renamed by hand");
        Store.MemberNames("users").ShouldBe(["leaver"]);

        var redone = await _scenario.UndoAsync(undo.RunId);
        redone.ExitCode.ShouldBe(SyncExitCode.Done, redone.Describe());
        Store.DeleteGroup("users");
        var ungrouped = await _scenario.UndoAsync(redone.RunId);
        ungrouped.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, ungrouped.Describe());
        ungrouped.Only(ChangeAction.Add, "leaver").Message.ShouldBe("Not possible: the vendor has no group 'users' any more.");
    }

    [Fact]
    public async Task Request_of_unknown_outcome_is_looked_up_before_it_is_undone()
    {
        var run = await _scenario.RunAsync();
        await ExecuteAsync("UPDATE changes SET outcome = NULL WHERE operation = 'AddMember' AND target = (SELECT min(target) FROM changes)");

        var shown = await _scenario.UndoAsync(run.RunId, options => options with { DryRun = true });
        shown.Undo!.Undone.ShouldBe(8, shown.Describe());
        (await _scenario.JournalAsync(run.RunId)).Count(change => change.Result is null).ShouldBe(4, "a dry run resolves nothing");

        var undo = await _scenario.UndoAsync(run.RunId);
        undo.ExitCode.ShouldBe(SyncExitCode.Done, undo.Describe());
        undo.Undo!.Undone.ShouldBe(8);
        Store.MemberNames("users").ShouldBeEmpty();
        (await _scenario.JournalAsync(run.RunId)).ShouldAllBe(change => change.Result == JournalResult.Succeeded);
    }

    [Fact]
    public async Task Request_of_unknown_outcome_that_had_none_leaves_nothing_to_undo()
    {
        var run = await _scenario.RunAsync(new SyncOptions { Vendors = ["App1"] });
        await ExecuteAsync("UPDATE changes SET outcome = 'Unknown' WHERE operation = 'AddMember'");
        foreach (var user in Store.Users)
            Store.Remove("users", user.Id);

        var shown = await _scenario.UndoAsync(run.RunId, options => options with { DryRun = true });
        shown.ExitCode.ShouldBe(SyncExitCode.Done, shown.Describe());
        shown.Only(ChangeAction.Remove, "user00001").Message
            .ShouldBe("Nothing to do: not a member any more; whether the request ever had its effect is not known.");

        var undo = await _scenario.UndoAsync(run.RunId);
        undo.Totals.Changes.ShouldBe(0, undo.Describe());
        undo.Changes.ShouldAllBe(outcome => outcome.Verdict() == UndoVerdict.Stays, "what had no effect is none of the run's changes any more");
    }

    [Fact]
    public async Task Profile_without_values_in_the_history_cannot_be_taken_back()
    {
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00002", person => person with { LastName = "New" });
        var run = await _scenario.RunAsync();
        await ExecuteAsync("""UPDATE changes SET differences = '[{"attribute":"lastName","before":null,"after":null}]' WHERE operation = 'UpdateUser'""");

        var undo = await _scenario.UndoAsync(run.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, undo.Describe());
        undo.Changes.ShouldAllBe(outcome => outcome.Message!.Contains("profile_data"));
        Store.FindByName("user00002")!.LastName.ShouldBe("New");
    }

    [Fact]
    public async Task Undo_waits_for_nobody_who_holds_the_lock()
    {
        var run = await _scenario.RunAsync();
        var target = _scenario.Load().Vendors[0].Target;
        var holder = new RunLockHolder { RunId = "the-other-run", Command = "sync", StartedAt = DateTimeOffset.UtcNow };
        RunLock.TryAcquire(_scenario.StateDirectory, target, holder, out var held, out _).ShouldBeTrue();
        using (held)
        {
            (await _scenario.UndoAsync(run.RunId)).ExitCode.ShouldBe(SyncExitCode.Locked);
            (await _scenario.UndoAsync(run.RunId, options => options with { DryRun = true })).ExitCode.ShouldBe(SyncExitCode.Done);
        }

        Store.MemberNames("users").Count.ShouldBe(4);
    }

    [Fact]
    public async Task Run_that_went_on_since_it_was_read_is_not_undone_in_part()
    {
        var run = await _scenario.RunAsync();
        var request = await UndoRequest.ReadAsync(Path.Combine(_scenario.StateDirectory, "history.db"), run.RunId, default);
        await ExecuteAsync(
            """
            INSERT INTO changes (run_id, target, vendor, operation, person, reason, intended_at)
            SELECT run_id, target, vendor, operation, person, reason, intended_at FROM changes LIMIT 1
            """);

        var undo = await _scenario.RunAsync(new SyncOptions { Undo = request });

        undo.ExitCode.ShouldBe(SyncExitCode.Locked);
        undo.Error.ShouldNotBeNull().ShouldContain("still under way");
        Store.MemberNames("users").Count.ShouldBe(4);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_scenario.StateDirectory, "history.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }
}
