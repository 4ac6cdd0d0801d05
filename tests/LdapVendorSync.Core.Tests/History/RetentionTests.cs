using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>What the history forgets, and what it never does.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly HistoryFolder _folder = new();

    [Fact]
    public async Task Old_runs_are_forgotten_with_all_that_belongs_to_them()
    {
        await using var history = await _folder.OpenAsync();
        await RunAsync(history, "a-old", days: 500);
        await RunAsync(history, "b-young", days: 10);

        (await history.Runs.PruneAsync(Now.AddDays(-400), null, default)).ShouldBe(1);

        (await RunIdsAsync(history)).ShouldBe(["b-young"]);
        (await history.Runs.GetVendorRunsAsync("a-old", default)).ShouldBeEmpty();
        (await history.Journal.GetChangesAsync("a-old", default)).ShouldBeEmpty();
        (await history.Journal.GetChangesAsync("b-young", default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_so_many_runs_are_kept()
    {
        await using var history = await _folder.OpenAsync();
        foreach (var day in Enumerable.Range(1, 9))
            await RunAsync(history, $"run-{10 - day}", days: day);

        await history.Runs.PruneAsync(Now.AddDays(-400), 3, default);

        (await RunIdsAsync(history)).ShouldBe(["run-9", "run-8", "run-7"]);
    }

    [Fact]
    public async Task Changes_whose_outcome_is_not_known_are_kept()
    {
        await using var history = await _folder.OpenAsync();
        await RunAsync(history, "a-open", days: 500, outcome: null);
        await RunAsync(history, "b", days: 1);

        await history.Runs.PruneAsync(Now.AddDays(-400), 1, default);

        (await history.Journal.GetOpenIntentsAsync("sqlite:wiki", "b", default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Accounts_that_the_sync_disabled_are_remembered_until_it_enabled_them()
    {
        await using var history = await _folder.OpenAsync();
        await RunAsync(history, "a-disabled", days: 500, JournalOperation.DisableUser);
        await RunAsync(history, "b", days: 1);
        await history.Runs.PruneAsync(Now.AddDays(-400), null, default);
        (await history.Journal.GetDisabledAccountsAsync("sqlite:wiki", default)).ShouldBe(["7"]);

        await RunAsync(history, "c-enabled", days: 0, JournalOperation.EnableUser);
        (await history.Runs.PruneAsync(Now.AddDays(-400), null, default)).ShouldBe(1);
        (await history.Journal.GetDisabledAccountsAsync("sqlite:wiki", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Last_good_run_of_a_mapping_stays_its_measure()
    {
        await using var history = await _folder.OpenAsync();
        await RunAsync(history, "a-good", days: 500, sourceMembers: 40);
        await RunAsync(history, "b-held", days: 1, sourceMembers: 10, blocked: 30);

        await history.Runs.PruneAsync(Now.AddDays(-400), 1, default);

        (await history.Runs.FindLastSourceMembersAsync(HistoryFolder.Mapping, default)).ShouldBe(40);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task RunAsync(
        HistoryDatabase history,
        string id,
        int days,
        JournalOperation operation = JournalOperation.AddMember,
        JournalResult? outcome = JournalResult.Succeeded,
        int? sourceMembers = null,
        int blocked = 0)
    {
        var startedAt = Now.AddDays(-days);
        await history.Runs.BeginRunAsync(new RunStart { Id = id, StartedAt = startedAt }, default);
        var intents = await history.Journal.RecordIntentsAsync(
            id, [HistoryFolder.Intent("ada") with { Operation = operation, VendorId = "7" }], default);
        if (outcome is { } result)
            await history.Journal.RecordOutcomesAsync([new JournalOutcome(intents[0], result)], default);
        var group = new GroupRun
        {
            Mapping = HistoryFolder.Mapping,
            SourceMembers = sourceMembers,
            Completeness = CompletenessStatus.Complete,
            Totals = new SyncTotals { Blocked = blocked },
            DoubtsSource = blocked > 0,
        };
        await history.Runs.RecordMappingAsync(id, "sqlite:wiki", group, default);
        var run = new SyncRun
        {
            RunId = id,
            StartedAt = startedAt,
            FinishedAt = startedAt.AddMinutes(1),
            DryRun = false,
            Status = SyncStatus.Succeeded,
            ExitCode = SyncExitCode.Done,
        };
        await history.Runs.FinishRunAsync(run, default);
    }

    private static async Task<IEnumerable<string>> RunIdsAsync(HistoryDatabase history) =>
        (await history.Runs.ListRunsAsync(100, default)).Select(run => run.Start.Id);
}
