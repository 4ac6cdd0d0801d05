using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Glean;

namespace LdapVendorSync.Core.Tests.Vendors.Glean;

/// <summary>Whole runs from a directory to Glean.</summary>
public sealed class GleanSyncTests
{
    [Fact]
    public async Task Five_thousand_people_go_with_one_upload_and_nothing_is_sent_where_nothing_changed()
    {
        await using var scenario = await GleanScenario.StartAsync(5000);

        var first = await scenario.RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.ShouldBe(new SyncTotals { Added = 5000 }, first.Describe());
        scenario.Server.Employees.Count.ShouldBe(5000);
        scenario.Server.Requests.Count.ShouldBe(5);
        scenario.Server.Requests.Select(page => page.UploadId).Distinct().Count().ShouldBe(1);

        scenario.Glean = string.Empty;
        scenario.Server.ClearRequests();
        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 5000 });
        scenario.Server.Requests.ShouldBeEmpty();

        scenario.Source.Change("id-00001", person => person with { LastName = "Married" });
        scenario.Add(5001, 1);
        scenario.Delete(7);
        var changed = await scenario.RunAsync();

        changed.Totals.ShouldBe(new SyncTotals { Added = 1, Updated = 1, Removed = 1, Unchanged = 4998 }, changed.Describe());
        var employees = scenario.Server.Employees;
        employees.Count.ShouldBe(5000);
        ((string?)employees["user00001@example.com"]["lastName"]).ShouldBe("Married");
        employees.Keys.ShouldNotContain("user00007@example.com");
        scenario.Server.Requests.Count(page => page.IsLastPage).ShouldBe(2, "one upload adds and updates, the other removes, once the guards have seen the run");
        scenario.Server.Requests.ShouldAllBe(page => page.IsStaleCheckDisabled == null && !page.IsForced);
    }

    [Fact]
    public async Task People_and_a_team_of_them_follow_the_source()
    {
        await using var scenario = await GleanScenario.StartAsync(40);
        scenario.HasTeam = true;
        for (var number = 1; number <= 10; number++)
            scenario.Source.With("sre", scenario.Source.Persons[Person.Numbered(number).Id]);

        var first = await scenario.RunAsync();

        first.Totals.Added.ShouldBe(50, first.Describe());
        scenario.Server.MembersOf("sre").Count.ShouldBe(10);
        scenario.Glean = string.Empty;
        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 50 });

        scenario.Source.Leave("sre", "id-00003");
        scenario.Source.Change("id-00004", person => person with { Mail = "new@example.com" });
        var changed = await scenario.RunAsync();

        changed.Totals.Removed.ShouldBe(1, changed.Describe());
        scenario.Server.Employees.Count.ShouldBe(40);
        scenario.Server.Employees.Keys.ShouldContain("new@example.com");
        scenario.Server.MembersOf("sre").Count.ShouldBe(9);
        scenario.Server.MembersOf("sre").ShouldContain("new@example.com");
        (await scenario.RunAsync()).Totals.Changes.ShouldBe(0);
    }

    [Fact]
    public async Task Source_that_lost_many_takes_nobody_away()
    {
        await using var scenario = await GleanScenario.StartAsync(100);
        await scenario.RunAsync();
        for (var number = 1; number <= 50; number++)
            scenario.Delete(number);

        var held = await scenario.RunAsync();
        held.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, held.Describe());
        scenario.Server.Employees.Count.ShouldBe(100);

        // The guards of the run are lifted, that of the provider is not.
        var still = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });
        still.Totals.Blocked.ShouldBe(50, still.Describe());
        still.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
        scenario.Server.Employees.Count.ShouldBe(100);

        scenario.Glean = "max_shrink_percent: none\ndisable_stale_data_deletion_check: true";
        (await scenario.RunAsync(new SyncOptions { AllowRemovals = true })).Totals.Removed.ShouldBe(50);
        scenario.Server.Employees.Count.ShouldBe(50);
    }

    [Fact]
    public async Task Empty_source_takes_nobody_away()
    {
        await using var scenario = await GleanScenario.StartAsync(30);
        await scenario.RunAsync();
        scenario.SourceSettings = "user_filter: (employeeType=nobody)";

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Vendors[0].Groups[0].BlockedBy.ShouldContain(reason => reason.Contains("Empty source"));
        scenario.Server.Employees.Count.ShouldBe(30);
    }

    [Fact]
    public async Task Whoever_has_no_department_or_address_is_skipped_and_told_of_in_each_run()
    {
        await using var scenario = await GleanScenario.StartAsync(10);
        scenario.Source.Change("id-00002", person => person with { More = null });
        scenario.Source.Change("id-00003", person => person with { Mail = null });

        for (var run = 0; run < 2; run++)
        {
            var result = await scenario.RunAsync();
            result.ExitCode.ShouldBe(SyncExitCode.Done, result.Describe());
            result.Totals.Skipped.ShouldBe(2, result.Describe());
            result.Changes.Where(outcome => outcome.Result == ChangeResult.Skipped).ShouldAllBe(outcome => outcome.Rule == "not taken by the vendor");
        }

        scenario.Server.Employees.Count.ShouldBe(8);
    }

    [Fact]
    public async Task Somebody_who_lost_their_department_keeps_the_old_one()
    {
        await using var scenario = await GleanScenario.StartAsync(10);
        await scenario.RunAsync();
        scenario.Vendor = "clear_missing: true";
        scenario.Source.Change("id-00002", person => person with { More = null });

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Skipped = 1, Unchanged = 9 }, run.Describe());
        scenario.Server.Employees.Count.ShouldBe(10);
        ((string?)scenario.Server.Employees["user00002@example.com"]["department"]).ShouldBe("Engineering");
    }

    [Fact]
    public async Task Trial_sends_some_one_by_one_and_takes_nobody_away()
    {
        await using var scenario = await GleanScenario.StartAsync(50);
        scenario.Server.Seed("somebody@example.com");
        scenario.Glean = "mode: bulk";
        scenario.Vendor = "max_members: 5";

        var rehearsal = await scenario.RunAsync(new SyncOptions { DryRun = true });
        var trial = await scenario.RunAsync();

        trial.Totals.ShouldBe(new SyncTotals { Added = 5 }, trial.Describe());
        rehearsal.Totals.ShouldBe(trial.Totals, rehearsal.Describe());
        scenario.Server.Employees.Count.ShouldBe(6);
        scenario.Server.Requests.ShouldAllBe(request => request.UploadId == null);
        for (var number = 1; number <= 50; number++)
            scenario.Delete(number);
        scenario.Add(51, 1);
        await scenario.RunAsync(new SyncOptions { AllowRemovals = true });
        scenario.Server.Employees.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Failure_in_the_third_page_is_got_over()
    {
        await using var scenario = await GleanScenario.StartAsync(50);
        var pages = 0;
        scenario.Server.Misbehave = _ => ++pages == 3 ? new GleanFault(500) : null;
        scenario.Add(51, 4000);

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        scenario.Server.Employees.Count.ShouldBe(4050);
    }

    [Fact]
    public async Task Upload_that_was_cut_off_deletes_nobody_and_the_next_run_makes_it_good()
    {
        await using var scenario = await GleanScenario.StartAsync(3000);
        await scenario.RunAsync();
        scenario.Glean = "max_upload_restarts: 0";
        scenario.Delete(1);
        scenario.Add(3001, 500);
        scenario.Server.Misbehave = request => request.IsLastPage ? new GleanFault(Status: null) : null;

        var broken = await scenario.RunAsync();
        broken.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, broken.Describe());
        scenario.Server.Employees.Keys.ShouldContain("user00001@example.com");
        scenario.Server.IsUploadOpen.ShouldBeTrue();

        scenario.Server.Misbehave = null;
        scenario.Server.ClearRequests();
        var whole = await scenario.RunAsync();

        whole.ExitCode.ShouldBe(SyncExitCode.Done, whole.Describe());
        scenario.Server.Requests[0].IsForced.ShouldBeTrue();
        scenario.Server.Requests.Count(request => request.IsForced).ShouldBe(1);
        scenario.Server.Employees.Count.ShouldBe(3499);
        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 3499 });
    }

    [Fact]
    public async Task Cancelled_run_ends_between_two_pages_and_deletes_nobody()
    {
        await using var scenario = await GleanScenario.StartAsync(3000);
        await scenario.RunAsync();
        scenario.Delete(1);
        scenario.Add(3001, 1);
        using var stop = new CancellationTokenSource();
        var pages = 0;
        scenario.Server.Misbehave = _ =>
        {
            if (++pages == 2)
                stop.Cancel();
            return null;
        };

        var cancelled = await scenario.RunAsync(cancellationToken: stop.Token);

        cancelled.ExitCode.ShouldBe(SyncExitCode.Cancelled, cancelled.Describe());
        scenario.Server.Employees.Keys.ShouldContain("user00001@example.com");
        scenario.Server.Misbehave = null;
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        scenario.Server.Employees.Count.ShouldBe(3000);
        scenario.Server.Employees.Keys.ShouldNotContain("user00001@example.com");
    }

    [Fact]
    public async Task Lost_history_sends_nothing()
    {
        await using var scenario = await GleanScenario.StartAsync(30);
        await scenario.RunAsync();
        scenario.Glean = string.Empty;
        Directory.Delete(scenario.StateDirectory, recursive: true);
        scenario.Delete(1);
        scenario.Server.ClearRequests();

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain("glean.take_over");
        scenario.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dry_run_tells_the_same_and_writes_nothing()
    {
        await using var scenario = await GleanScenario.StartAsync(30);

        var dry = await scenario.RunAsync(new SyncOptions { DryRun = true });
        dry.Totals.Added.ShouldBe(30, dry.Describe());
        scenario.Server.Requests.ShouldBeEmpty();

        (await scenario.RunAsync()).Totals.Added.ShouldBe(30);
        scenario.Delete(1);
        (await scenario.RunAsync(new SyncOptions { DryRun = true })).Totals.Removed.ShouldBe(1);
        scenario.Server.Employees.Count.ShouldBe(30);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
    }

    [Fact]
    public async Task Individual_mode_goes_on_past_failures_and_deletes_nobody_unless_that_is_said()
    {
        await using var scenario = await GleanScenario.StartAsync(300);
        scenario.Glean = "mode: individual";
        scenario.Server.Misbehave = request => request.Body.ToJsonString().Contains("user00150", StringComparison.Ordinal) ? new GleanFault(400) : null;

        var first = await scenario.RunAsync();
        first.Totals.ShouldBe(new SyncTotals { Added = 299, Failed = 1 }, first.Describe());
        scenario.Server.Misbehave = null;
        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Added = 1, Unchanged = 299 });

        scenario.Delete(1);
        var kept = await scenario.RunAsync();
        kept.ExitCode.ShouldBe(SyncExitCode.Done, kept.Describe());
        kept.Totals.ShouldBe(new SyncTotals { Unchanged = 300 }, kept.Describe());
        kept.Vendors[0].Groups[0].Reasons.ShouldContain(reason => reason.Contains("nobody is taken away"));
        scenario.Server.Employees.Count.ShouldBe(300);

        scenario.Glean = "mode: individual\ndelete_missing: true";
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
        scenario.Server.Employees.Count.ShouldBe(299);
        scenario.Server.Requests.ShouldAllBe(request => request.UploadId == null);
    }

    [Fact]
    public async Task Disabled_person_leaves()
    {
        await using var scenario = await GleanScenario.StartAsync(30);
        await scenario.RunAsync();
        scenario.Source.Change("id-00002", person => person with { Disabled = true });

        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);

        scenario.Server.Employees.Count.ShouldBe(29);
    }

    [Fact]
    public async Task Old_copy_of_the_history_deletes_nobody_whom_the_source_has()
    {
        // Whoever left since then comes back for a moment, as nothing tells that they were removed.
        await using var scenario = await GleanScenario.StartAsync(30);
        await scenario.RunAsync();
        var copy = scenario.StateDirectory + "-old";
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(scenario.StateDirectory, "history.db*"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        scenario.Glean = string.Empty;
        scenario.Add(31, 10);
        scenario.Delete(5);
        await scenario.RunAsync();
        scenario.Server.Employees.Count.ShouldBe(39);

        foreach (var file in Directory.GetFiles(scenario.StateDirectory, "history.db*"))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(copy))
            File.Copy(file, Path.Combine(scenario.StateDirectory, Path.GetFileName(file)));
        Directory.Delete(copy, recursive: true);
        scenario.Server.Misbehave = _ => scenario.Server.Employees.Count < 39 ? new GleanFault(500) : null;
        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        scenario.Server.Employees.Count.ShouldBe(39);
        (await scenario.RunAsync()).Totals.Changes.ShouldBe(0);
    }
}
