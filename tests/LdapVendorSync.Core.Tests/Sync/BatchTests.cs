using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Changes that go to a vendor together.</summary>
public sealed class BatchTests : IDisposable
{
    private static readonly HashSet<ChangeAction> Everything = [ChangeAction.Add, ChangeAction.Remove, ChangeAction.Update];

    private readonly FileScenario _scenario = new() { Settings = "guards: { max_removal_percent: none, max_source_shrink_percent: none }" };

    public BatchTests()
    {
        _scenario.Source.WithNumbered("staff", 25);
        _scenario.Vendor.Batch = new BatchCapabilities { Actions = Everything, MaxChanges = 10 };
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Additions_removals_and_updates_go_together_up_to_the_size_that_the_vendor_takes()
    {
        var first = await _scenario.RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.ShouldBe(new SyncTotals { Added = 25 });
        Batches().ShouldBe(["Add 10", "Add 10", "Add 5"]);
        (await _scenario.MembersAsync()).Count.ShouldBe(25);

        for (var number = 1; number <= 12; number++)
            _scenario.Source.Leave("staff", $"id-{number:D5}");
        for (var number = 13; number <= 25; number++)
            _scenario.Source.Change($"id-{number:D5}", person => person with { FirstName = "Other" });
        var second = await _scenario.RunAsync();

        second.Totals.ShouldBe(new SyncTotals { Removed = 12, Updated = 13 }, second.Describe());
        Batches().ShouldBe(["Update 10", "Update 3", "Remove 10", "Remove 2"]);
        (await _scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 13 });
        Batches().ShouldBeEmpty();
    }

    [Fact]
    public async Task Fewer_changes_than_are_worth_it_and_kinds_that_the_vendor_does_not_take_together_go_alone()
    {
        _scenario.Vendor.Batch = new BatchCapabilities { Actions = new HashSet<ChangeAction> { ChangeAction.Add }, MinChanges = 3, MaxChanges = 12 };
        await _scenario.RunAsync();
        Batches().ShouldBe(["Add 12", "Add 12"]);
        _scenario.Vendor.Requests.Count(request => request.StartsWith("add ", StringComparison.Ordinal)).ShouldBe(1);

        for (var number = 1; number <= 12; number++)
            _scenario.Source.Leave("staff", $"id-{number:D5}");
        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Removed = 12, Unchanged = 13 }, run.Describe());
        Batches().ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_of_a_batch_is_in_the_journal_before_the_request_leaves()
    {
        var intended = new List<int>();
        _scenario.Vendor.BeforeBatch = async (_, _) => intended.Add(await _scenario.OpenIntentsAsync());

        var run = await _scenario.RunAsync();

        intended.ShouldBe([10, 10, 5]);
        (await _scenario.JournalAsync(run)).Count(entry => entry is (JournalOperation.AddMember, _, JournalResult.Succeeded)).ShouldBe(25);
    }

    [Fact]
    public async Task Account_that_was_found_is_updated_after_it_was_added_and_in_a_batch_too()
    {
        for (var number = 1; number <= 4; number++)
            await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = $"user{number:D5}", FirstName = "Old" });

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 25, Updated = 4 }, run.Describe());
        Batches().ShouldContain("Update 4");
        (await _scenario.AccountAsync("user00003")).ShouldNotBeNull().FirstName.ShouldBe("First3");
    }

    [Fact]
    public async Task Failure_of_one_change_is_that_of_one_person()
    {
        _scenario.Vendor.AfterBatch = outcomes => [.. outcomes.Select(outcome => outcome.Change.User.UserName == "user00004"
            ? outcome with { Failure = new VendorException(VendorFailure.Conflict, "No licence is left.") }
            : outcome)];

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Totals.ShouldBe(new SyncTotals { Added = 24, Failed = 1 }, run.Describe());
        run.Changes.Single(change => change.Result == ChangeResult.Failed).Message.ShouldBe("No licence is left.");
        (await _scenario.JournalAsync(run)).ShouldContain((JournalOperation.AddMember, "user00004", JournalResult.Failed));
    }

    [Fact]
    public async Task Batch_that_is_refused_for_the_sake_of_one_person_is_tried_one_by_one()
    {
        _scenario.Vendor.BeforeBatch = (changes, _) => changes.Any(change => change.User.UserName == "user00004")
            ? throw new VendorException(VendorFailure.NotFound, "user00004 is unknown.")
            : Task.CompletedTask;
        _scenario.Vendor.BeforeChange = (request, user) => request == "add" && user.UserName == "user00004"
            ? throw new VendorException(VendorFailure.NotFound, "user00004 is unknown.")
            : Task.CompletedTask;

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 24, Failed = 1 }, run.Describe());
        _scenario.Vendor.Requests.Count(request => request.StartsWith("add ", StringComparison.Ordinal)).ShouldBe(10);
        var journal = (await _scenario.JournalAsync(run)).Where(entry => entry.Operation == JournalOperation.AddMember).ToList();
        journal.Count.ShouldBe(25, "one intent for each change, however often it was tried");
        journal.ShouldContain((JournalOperation.AddMember, "user00004", JournalResult.Failed));
    }

    [Fact]
    public async Task Batch_whose_outcome_is_unknown_is_unknown_of_each_and_the_next_run_finds_out()
    {
        _scenario.Settings = "error_handling: { max_errors_per_vendor: none }";
        var lost = 0;
        _scenario.Vendor.AfterBatch = outcomes => Interlocked.Increment(ref lost) == 2
            ? throw new VendorException(VendorFailure.Unavailable, "The connection broke.") { OutcomeUnknown = true }
            : outcomes;

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 15, Failed = 10 }, run.Describe());
        run.Changes.Where(change => change.Result == ChangeResult.Failed).ShouldAllBe(change => change.IsUnknown);
        (await _scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 25 });
        (await _scenario.JournalAsync(run)).ShouldAllBe(entry => entry.Result == JournalResult.Succeeded);
    }

    [Fact]
    public async Task Failures_are_counted_by_people_and_what_is_left_is_not_sent()
    {
        _scenario.Settings = "error_handling: { max_errors_per_vendor: 5 }";
        _scenario.Vendor.BeforeBatch = (_, _) => throw new VendorException(VendorFailure.Unavailable, "The vendor answers with 500.");

        var run = await _scenario.RunAsync();

        run.Totals.Failed.ShouldBe(10, run.Describe());
        run.Totals.Skipped.ShouldBe(15);
        run.Vendors[0].StopCause.ShouldBe(VendorStopCause.TooManyErrors);
        (await _scenario.JournalAsync(run)).Count(entry => entry.Operation == JournalOperation.AddMember).ShouldBe(10);
    }

    [Fact]
    public async Task Batch_that_was_not_sent_leaves_nothing_in_the_journal_and_is_no_failure()
    {
        _scenario.Vendor.BeforeBatch = (_, _) => throw new VendorException(VendorFailure.RateLimited, "Wait an hour.") { NotSent = true };

        var run = await _scenario.RunAsync();

        run.Totals.Skipped.ShouldBe(25, run.Describe());
        run.Changes.ShouldAllBe(change => change.Change.Action == ChangeAction.CreateGroup || change.Result == ChangeResult.Skipped);
        (await _scenario.JournalAsync(run)).ShouldNotContain(entry => entry.Operation == JournalOperation.AddMember);
    }

    [Fact]
    public async Task Provider_that_does_not_tell_of_all_is_believed_of_none()
    {
        _scenario.Vendor.AfterBatch = outcomes => [.. outcomes.Skip(1)];
        _scenario.Settings = "error_handling: { max_errors_per_vendor: none }";

        var run = await _scenario.RunAsync();

        run.Totals.Failed.ShouldBe(25, run.Describe());
        run.Changes.Where(change => change.Result == ChangeResult.Failed).ShouldAllBe(change => change.IsUnknown);
        run.Changes[^1].Message.ShouldNotBeNull().ShouldContain("told what became of");
    }

    [Fact]
    public async Task Outcomes_that_a_provider_tells_in_another_order_are_those_of_their_changes()
    {
        _scenario.Vendor.AfterBatch = outcomes => [.. outcomes.Reverse().Select(outcome => outcome.Change.User.UserName == "user00001"
            ? outcome with { Failure = new VendorException(VendorFailure.Conflict, "No licence is left.") }
            : outcome)];

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 24, Failed = 1 }, run.Describe());
        run.Changes.Single(change => change.Result == ChangeResult.Failed).Change.User.ShouldBe("user00001");
        (await _scenario.JournalAsync(run)).ShouldContain((JournalOperation.AddMember, "user00001", JournalResult.Failed));
    }

    [Fact]
    public async Task Provider_that_tells_twice_of_one_change_is_believed_of_none()
    {
        _scenario.Vendor.AfterBatch = outcomes => [outcomes[1], .. outcomes.Skip(1)];
        _scenario.Settings = "error_handling: { max_errors_per_vendor: none }";

        var run = await _scenario.RunAsync();

        run.Totals.Failed.ShouldBe(25, run.Describe());
        run.Changes.Where(change => change.Result == ChangeResult.Failed).ShouldAllBe(change => change.IsUnknown);
    }

    [Fact]
    public async Task Cancelled_run_records_the_batch_under_way_and_sends_no_other()
    {
        using var stop = new CancellationTokenSource();
        _scenario.Vendor.AfterBatch = outcomes =>
        {
            stop.Cancel();
            return outcomes;
        };

        var run = await _scenario.RunAsync(cancellationToken: stop.Token);

        run.ExitCode.ShouldBe(SyncExitCode.Cancelled);
        run.Totals.Added.ShouldBe(10, run.Describe());
        Batches().ShouldHaveSingleItem();
        _scenario.Vendor.AfterBatch = outcomes => outcomes;
        (await _scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Added = 15, Unchanged = 10 });
    }

    [Fact]
    public async Task Slow_person_does_not_hold_up_full_batches()
    {
        var released = new TaskCompletionSource();
        _scenario.Vendor.BeforeFind = key => key.Value == "user00001" ? released.Task : Task.CompletedTask;
        _scenario.Vendor.BeforeBatch = (_, _) =>
        {
            if (_scenario.Vendor.Batches.Count == 2)
                released.SetResult();
            return Task.CompletedTask;
        };

        var run = await _scenario.RunAsync().WaitAsync(TimeSpan.FromMinutes(1));

        run.Totals.Added.ShouldBe(25, run.Describe());
    }

    [Fact]
    public async Task Batches_are_under_way_at_once_where_the_vendor_takes_them_so()
    {
        _scenario.Vendor.Batch = new BatchCapabilities { Actions = Everything, MaxChanges = 10, MaxConcurrency = 2 };
        var second = new TaskCompletionSource();
        _scenario.Vendor.BeforeBatch = (_, _) =>
        {
            if (_scenario.Vendor.Batches.Count == 2)
                second.SetResult();
            return second.Task;
        };

        var run = await _scenario.RunAsync().WaitAsync(TimeSpan.FromMinutes(1));

        run.Totals.Added.ShouldBe(25, run.Describe());
        (await _scenario.MembersAsync()).Count.ShouldBe(25);
    }

    [Fact]
    public async Task One_slow_person_holds_up_those_who_are_ready_for_some_seconds_only()
    {
        _scenario.Vendor.Batch = new BatchCapabilities { Actions = Everything, MinChanges = 2 };
        var released = new TaskCompletionSource();
        _scenario.Vendor.BeforeFind = key => key.Value == "user00001" ? released.Task : Task.CompletedTask;
        _scenario.Vendor.BeforeBatch = (_, _) =>
        {
            released.TrySetResult();
            return Task.CompletedTask;
        };

        var run = await _scenario.RunAsync().WaitAsync(TimeSpan.FromMinutes(2));

        run.Totals.Added.ShouldBe(25, run.Describe());
        Batches()[0].ShouldBe("Add 24");
    }

    [Fact]
    public async Task Cancelled_while_a_refused_batch_is_tried_one_by_one_what_is_left_is_not_in_the_journal()
    {
        using var stop = new CancellationTokenSource();
        _scenario.Vendor.BeforeBatch = (_, _) => throw new VendorException(VendorFailure.Rejected, "Not all of them at once.");
        _scenario.Vendor.AfterChange = async (request, user) =>
        {
            if (request == "add")
                await stop.CancelAsync();
        };

        var run = await _scenario.RunAsync(cancellationToken: stop.Token);

        run.ExitCode.ShouldBe(SyncExitCode.Cancelled, run.Describe());
        run.Totals.Added.ShouldBe(1, run.Describe());
        (await _scenario.JournalAsync(run)).Count(entry => entry.Operation == JournalOperation.AddMember).ShouldBe(1, "what never left is not open");
        (await _scenario.MembersAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelled_while_people_of_a_batch_are_looked_up_those_who_are_ready_are_told_and_not_sent()
    {
        using var stop = new CancellationTokenSource();
        var looked = 0;
        _scenario.Vendor.BeforeFind = _ => Interlocked.Increment(ref looked) == 12 ? stop.CancelAsync() : Task.CompletedTask;
        _scenario.Vendor.Batch = new BatchCapabilities { Actions = Everything, WaitsForAll = true };

        var run = await _scenario.RunAsync(cancellationToken: stop.Token);

        run.ExitCode.ShouldBe(SyncExitCode.Cancelled, run.Describe());
        run.Totals.Added.ShouldBe(0, run.Describe());
        Batches().ShouldBeEmpty();
        (await _scenario.JournalAsync(run)).ShouldNotContain(entry => entry.Operation == JournalOperation.AddMember);
        _scenario.Vendor.BeforeFind = _ => Task.CompletedTask;
        (await _scenario.RunAsync()).Totals.Added.ShouldBe(25);
    }

    [Fact]
    public async Task Person_of_a_batch_whose_account_may_not_be_created_is_skipped_and_the_others_go_together()
    {
        _scenario.VendorSettings = "create_users: false";
        for (var number = 1; number <= 24; number++)
            await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = $"user{number:D5}" });

        var run = await _scenario.RunAsync();

        run.Totals.Added.ShouldBe(24, run.Describe());
        run.Changes.Single(change => change.Result == ChangeResult.Skipped).ShouldSatisfyAllConditions(
            change => change.Change.User.ShouldBe("user00025"),
            change => change.Rule.ShouldBe(ChangeRules.CreateUsers));
    }

    [Fact]
    public async Task Dry_run_sends_nothing_and_tells_the_same()
    {
        var dry = await _scenario.RunAsync(new SyncOptions { DryRun = true });

        dry.Totals.Added.ShouldBe(25, dry.Describe());
        _scenario.Vendor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Approved_changes_and_their_undoing_go_together_too()
    {
        var plan = await _scenario.PlanAsync();
        var applied = await _scenario.RunAsync(new SyncOptions { Plan = plan });
        applied.Totals.Added.ShouldBe(25, applied.Describe());
        Batches().ShouldBe(["Add 10", "Add 10", "Add 5"]);

        var undone = await _scenario.UndoAsync(applied);

        undone.Totals.Removed.ShouldBe(25, undone.Describe());
        Batches().ShouldBe(["Remove 10", "Remove 10", "Remove 5"]);
    }

    [Fact]
    public async Task Vendor_that_says_yes_and_does_nothing_is_found_out()
    {
        _scenario.Vendor.Batch = new BatchCapabilities { Actions = Everything };
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Source.Leave("staff", "id-00002");
        _scenario.Vendor.Pretends = true;

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Failed = 2, Unchanged = 23 }, run.Describe());
        run.Changes[0].Message.ShouldNotBeNull().ShouldContain("reading the group back does not show it");
    }

    [Fact]
    public async Task Run_that_goes_wrong_while_it_sends_ends_after_those_who_are_still_being_looked_up()
    {
        var (refused, isUnderWay) = (new TaskCompletionSource(), false);
        _scenario.Vendor.BeforeBatch = (_, _) => throw new VendorException(VendorFailure.Rejected, "No.");
        _scenario.Vendor.BeforeFind = async key =>
        {
            if (key.Value != "user00025")
                return;
            Volatile.Write(ref isUnderWay, true);
            await refused.Task;
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            Volatile.Write(ref isUnderWay, false);
        };
        using var logs = new BrokenLog("tried one by one", () => refused.TrySetResult());

        var run = await new SyncRunner(_scenario.Load(), _scenario.Environment with { LoggerFactory = logs })
            .RunAsync(new SyncOptions(), null, default);

        run.Describe().ShouldContain(BrokenLog.Message);
        Volatile.Read(ref isUnderWay).ShouldBeFalse("the run had ended before");
    }

    private List<string> Batches()
    {
        var batches = _scenario.Vendor.Batches.Select(batch => $"{batch.Select(change => change.Action).Distinct().Single()} {batch.Count}").ToList();
        _scenario.Vendor.Batches.Clear();
        return batches;
    }
}
