using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Notifications;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A clock that is wrong for a run, or is set, takes nobody's access away early and loses nothing.</summary>
public sealed class ClockJumpTests
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly MovedClock _clock = new();

    [Fact]
    public async Task Clock_that_is_far_ahead_for_one_run_ends_no_wait()
    {
        await using var scenario = await StartAsync("remove_after: 48h");
        scenario.Source.Leave("staff", "id-00001");
        await RunAtAsync(scenario, TimeSpan.Zero);
        await RunAtAsync(scenario, TimeSpan.FromHours(1));

        (await RunAtAsync(scenario, Year)).Totals.ShouldBe(new SyncTotals { Unchanged = 9, Skipped = 1 });

        (await RunAtAsync(scenario, TimeSpan.FromHours(2))).Totals.Removed.ShouldBe(0);
        (await RunAtAsync(scenario, TimeSpan.FromHours(47))).Totals.Removed.ShouldBe(0);
        (await RunAtAsync(scenario, TimeSpan.FromHours(49))).Totals.Removed.ShouldBe(0);
        (await RunAtAsync(scenario, TimeSpan.FromHours(50))).Totals.Removed.ShouldBe(1);
    }

    [Fact]
    public async Task Wait_that_began_in_a_time_to_come_begins_anew()
    {
        await using var scenario = await StartAsync("remove_after: 48h");
        scenario.Source.Leave("staff", "id-00001");
        await RunAtAsync(scenario, Year);

        (await RunAtAsync(scenario, TimeSpan.Zero)).Totals.Removed.ShouldBe(0);
        (await RunAtAsync(scenario, TimeSpan.FromHours(47))).Totals.Removed.ShouldBe(0);
        await RunAtAsync(scenario, TimeSpan.FromHours(49));
        (await RunAtAsync(scenario, TimeSpan.FromHours(50))).Totals.Removed.ShouldBe(1, "it does not last until that time comes");
    }

    [Fact]
    public async Task Removals_before_the_clock_was_set_back_still_count_for_the_day()
    {
        await using var scenario = await StartAsync("guards: {max_removals_per_day: 3}");
        scenario.Source.Leave("staff", "id-00001");
        scenario.Source.Leave("staff", "id-00002");
        (await RunAtAsync(scenario, TimeSpan.Zero)).Totals.Removed.ShouldBe(2);
        scenario.Source.Leave("staff", "id-00003");
        scenario.Source.Leave("staff", "id-00004");

        (await RunAtAsync(scenario, -TimeSpan.FromDays(30))).Totals.Blocked.ShouldBe(2);
    }

    [Fact]
    public async Task Run_after_the_clock_was_set_back_is_the_latest_and_keeps_its_journal()
    {
        await using var scenario = await StartAsync("history: {retention_runs: 2}");
        await RunAtAsync(scenario, Year);
        await RunAtAsync(scenario, Year + TimeSpan.FromHours(1));
        scenario.Source.Leave("staff", "id-00001");

        var run = await RunAtAsync(scenario, TimeSpan.Zero);

        run.Totals.Removed.ShouldBe(1);
        var kept = await HistoryViewer.ListRunsAsync(HistoryOf(scenario), 100, default);
        kept[0].Start.Id.ShouldBe(run.RunId);
        kept[0].Totals.Removed.ShouldBe(1);
        (await HistoryViewer.GetRunAsync(HistoryOf(scenario), HistoryViewer.LastRun, default)).RunId.ShouldBe(run.RunId);
    }

    [Fact]
    public async Task Clock_that_is_far_ahead_for_one_run_forgets_no_history()
    {
        await using var scenario = await StartAsync("history: {retention_days: 30}");
        await RunAtAsync(scenario, TimeSpan.Zero);
        await RunAtAsync(scenario, TimeSpan.FromHours(1));
        var before = (await HistoryViewer.ListRunsAsync(HistoryOf(scenario), 100, default)).Count;

        await RunAtAsync(scenario, Year);
        (await HistoryViewer.ListRunsAsync(HistoryOf(scenario), 100, default)).Count.ShouldBe(before + 1);

        await RunAtAsync(scenario, Year + TimeSpan.FromHours(1));
        (await HistoryViewer.ListRunsAsync(HistoryOf(scenario), 100, default)).Count.ShouldBeLessThan(before + 2, "two runs say so");
    }

    [Fact]
    public void Trouble_that_was_told_in_a_time_to_come_is_told_again()
    {
        var now = DateTimeOffset.UtcNow;
        var alert = new Alert(AlertKind.SourceFailure, "sources", "No source could be read", 1, [], "Check it.");
        var book = new AlertBook([new OpenAlert(alert.Key, alert.Title, now, LastTold: now + Year, LastSeen: now + Year)]);

        book.Judge([alert], new HashSet<string>(), now, TimeSpan.FromHours(24)).News.ShouldBe([alert]);
    }

    [Fact]
    public async Task Run_in_which_the_clock_is_set_back_lasted_no_negative_time()
    {
        await using var scenario = await StartAsync(string.Empty);
        scenario.Source.Leave("staff", "id-00001");
        scenario.TimeProvider = new ClockSetBackLater();

        var run = await scenario.RunAsync();

        run.Totals.Removed.ShouldBe(1);
        run.FinishedAt.ShouldBeLessThan(run.StartedAt);
        run.Duration.ShouldBe(TimeSpan.Zero);
    }

    private static HistoryLocation HistoryOf(SyncScenario scenario) => Path.Combine(scenario.StateDirectory, "history.db");

    private async Task<SyncScenario> StartAsync(string settings)
    {
        var scenario = await SyncScenario.StartAsync();
        scenario.Settings = settings;
        scenario.TimeProvider = _clock;
        for (var number = 1; number <= 10; number++)
            scenario.Source.With("staff", Person.Numbered(number));
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        return scenario;
    }

    private Task<SyncRun> RunAtAsync(SyncScenario scenario, TimeSpan ahead)
    {
        _clock.Ahead = ahead;
        return scenario.RunAsync();
    }

    /// <summary>A clock that somebody sets back by a day while the run goes on.</summary>
    private sealed class ClockSetBackLater : TimeProvider
    {
        private int _looks;

        public override DateTimeOffset GetUtcNow() =>
            base.GetUtcNow() - (Interlocked.Increment(ref _looks) > 5 ? TimeSpan.FromDays(1) : TimeSpan.Zero);
    }
}
