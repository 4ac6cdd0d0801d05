using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.History;

public sealed class RunHistoryTests : IDisposable
{
    private const string Target = "sqlite:wiki";
    private static readonly DateTimeOffset Start = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ids_of_runs_sort_by_time_and_never_repeat()
    {
        var ids = Enumerable.Range(0, 1000).Select(i => RunStart.NewId(Start.AddMilliseconds(i * 37))).ToList();

        ids.ShouldBe(ids.Order(StringComparer.Ordinal));
        RunStart.NewId(Start).ShouldStartWith("20260203T040506.000Z-");
        Enumerable.Range(0, 1000).Select(_ => RunStart.NewId(Start)).Distinct().Count().ShouldBe(1000);
    }

    [Fact]
    public async Task Run_is_read_back_as_it_went()
    {
        await using var history = await _folder.OpenAsync();
        var start = new RunStart
        {
            Id = "r1",
            StartedAt = Start,
            Host = "sync1",
            User = "svc",
            ProcessId = 42,
            Command = "sync --config sync.yaml",
            ConfigPath = "/etc/lvs/sync.yaml",
            ConfigHash = "abc",
            DryRun = true,
            AllowRemovals = true,
        };
        var group = Group(CompletenessStatus.Partial) with
        {
            Reasons = ["2 entries cannot be found"],
            BlockedBy = ["mapping limit: 12 of 40"],
            SourceMembers = 28,
            Error = "half an error",
            Duration = TimeSpan.FromSeconds(1.5),
        };
        await history.Runs.BeginRunAsync(start, default);
        await history.Runs.RecordMappingAsync("r1", Target, group, default);
        var run = Run("r1", SyncStatus.Blocked, SyncExitCode.RemovalsHeld, new VendorRun("wiki", SyncStatus.Blocked, "held", [group]));
        await history.Runs.FinishRunAsync(run, default);

        var record = (await history.Runs.ListRunsAsync(10, default)).ShouldHaveSingleItem();
        record.ShouldBe(
            new RunRecord(start, run.FinishedAt, SyncStatus.Blocked, SyncExitCode.RemovalsHeld, "the whole story", group.Totals));
        var vendor = (await history.Runs.GetVendorRunsAsync("r1", default)).ShouldHaveSingleItem();
        (vendor.Name, vendor.Status, vendor.Error).ShouldBe(("wiki", SyncStatus.Blocked, "held"));
        var stored = vendor.Groups.ShouldHaveSingleItem();
        stored.Reasons.ShouldBe(group.Reasons);
        stored.BlockedBy.ShouldBe(group.BlockedBy);
        (stored with { Reasons = group.Reasons, BlockedBy = group.BlockedBy }).ShouldBe(group);
    }

    [Fact]
    public async Task Latest_run_comes_first()
    {
        await using var history = await _folder.OpenAsync();
        foreach (var id in new[] { "2026-01", "2026-03", "2026-02" })
            await HistoryFolder.BeginAsync(history, id);

        (await history.Runs.ListRunsAsync(2, default)).Select(run => run.Start.Id).ShouldBe(["2026-03", "2026-02"]);
    }

    [Fact]
    public async Task Killed_run_shows_the_mappings_that_it_got_through()
    {
        await using var history = await _folder.OpenWithRunAsync("killed");
        await history.Runs.RecordMappingAsync("killed", Target, Group(CompletenessStatus.Complete), default);

        var vendor = (await history.Runs.GetVendorRunsAsync("killed", default)).ShouldHaveSingleItem();

        vendor.Status.ShouldBe(SyncStatus.Failed);
        vendor.Error.ShouldBe("The run ended before this vendor was through.");
        vendor.Groups.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Run_that_was_never_begun_is_refused()
    {
        await using var history = await _folder.OpenAsync();

        foreach (var attempt in new Func<Task>[]
        {
            () => history.Runs.FinishRunAsync(Run("ghost", SyncStatus.Succeeded, SyncExitCode.Done), default),
            () => history.Runs.RecordMappingAsync("ghost", Target, Group(CompletenessStatus.Complete), default),
        })
        {
            (await Should.ThrowAsync<HistoryException>(attempt)).Failure.ShouldBe(HistoryFailure.Refused);
        }
    }

    [Fact]
    public async Task Two_runs_cannot_have_one_id()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");

        (await Should.ThrowAsync<HistoryException>(() => HistoryFolder.BeginAsync(history, "r1"))).Failure.ShouldBe(HistoryFailure.Refused);
    }

    [Fact]
    public async Task Loss_of_a_history_stands_until_a_real_run_has_compared_the_mapping()
    {
        await (await _folder.OpenAsync()).DisposeAsync();
        await File.WriteAllTextAsync(_folder.Database, "damaged");
        string lost;
        await using (var history = await _folder.OpenAsync())
            lost = history.SetAsidePath.ShouldNotBeNull();

        await using var next = await _folder.OpenAsync();
        next.WasDamaged.ShouldBeFalse("it was good this time");
        (await LossAsync(next)).ShouldBe(lost);
        await RecordAsync(next, "dry", dryRun: true, CompletenessStatus.Complete, SyncStatus.Succeeded);
        await RecordAsync(next, "failed", dryRun: false, CompletenessStatus.Complete, SyncStatus.Failed);
        await RecordAsync(next, "partial", dryRun: false, CompletenessStatus.Partial, SyncStatus.Succeeded);
        await RecordAsync(next, "given", dryRun: false, CompletenessStatus.Complete, SyncStatus.Succeeded, isSourceRead: false);
        (await LossAsync(next)).ShouldBe(lost);
        await RecordAsync(next, "real", dryRun: false, CompletenessStatus.Complete, SyncStatus.Blocked);

        (await LossAsync(next)).ShouldBeNull();
        (await next.Runs.FindLossAsync(Target, HistoryFolder.Mapping with { VendorGroup = "Other" }, default)).ShouldBe(lost);
    }

    [Fact]
    public async Task Loss_is_known_even_if_the_process_that_found_it_died_before_it_made_a_new_history()
    {
        await (await _folder.OpenAsync()).DisposeAsync();
        File.Move(_folder.Database, _folder.Database + ".damaged-20260101T000000Z");

        await using var history = await _folder.OpenAsync();

        (await LossAsync(history)).ShouldBe(_folder.Database + ".damaged-20260101T000000Z");
    }

    [Fact]
    public async Task First_history_has_lost_nothing()
    {
        await using var history = await _folder.OpenAsync();

        (await LossAsync(history)).ShouldBeNull();
    }

    private static Task<string?> LossAsync(HistoryDatabase history) => history.Runs.FindLossAsync(Target, HistoryFolder.Mapping, default);

    private static async Task RecordAsync(
        HistoryDatabase history, string runId, bool dryRun, CompletenessStatus completeness, SyncStatus status, bool isSourceRead = true)
    {
        await HistoryFolder.BeginAsync(history, runId, dryRun);
        var group = Group(completeness);
        await history.Runs.RecordMappingAsync(runId, Target, isSourceRead ? group : group with { SourceMembers = null }, default);
        await history.Runs.FinishRunAsync(Run(runId, status, SyncExitCode.Done), default);
    }

    private static GroupRun Group(CompletenessStatus completeness) => new()
    {
        Mapping = HistoryFolder.Mapping,
        SourceMembers = 4,
        VendorMembers = 5,
        Completeness = completeness,
        Totals = new SyncTotals { Added = 1, Removed = 2, Updated = 3, Unchanged = 4, Failed = 5, Skipped = 6, Blocked = 7 },
    };

    private static SyncRun Run(string runId, SyncStatus status, SyncExitCode exitCode, params VendorRun[] vendors) => new()
    {
        RunId = runId,
        StartedAt = Start,
        FinishedAt = Start.AddMinutes(3),
        DryRun = false,
        Status = status,
        ExitCode = exitCode,
        Error = "the whole story",
        Vendors = vendors,
    };
}
