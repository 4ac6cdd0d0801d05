using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Tests.Sync.Undo;

/// <summary>Undoing runs of a scenario.</summary>
internal static class UndoScenario
{
    /// <summary>Undoes a run.</summary>
    public static async Task<SyncRun> UndoAsync(
        this SyncScenario scenario, string run, Func<SyncOptions, SyncOptions>? with = null, params string[] people)
    {
        var request = await UndoRequest.ReadAsync(Path.Combine(scenario.StateDirectory, "history.db"), run, default);
        var options = new SyncOptions { Undo = request with { People = people }, Command = $"undo of {request.RunId}" };
        return await scenario.RunAsync(with is null ? options : with(options));
    }

    /// <summary>What an undo says of the one change of this kind.</summary>
    public static ChangeOutcome Only(this SyncRun run, ChangeAction action, string user) => run.Changes
        .Where(outcome => outcome.Change.Action == action && outcome.Change.User == user)
        .ShouldHaveSingleItem(run.Describe());

    /// <summary>The verdict over an undone change.</summary>
    public static UndoVerdict Verdict(this ChangeOutcome outcome) => outcome.Change.ShouldBeOfType<InverseChange>().Verdict;

    /// <summary>The journal of a run.</summary>
    public static async Task<IReadOnlyList<JournalEntry>> JournalAsync(this SyncScenario scenario, string run) =>
        (await HistoryViewer.GetChangesAsync(Path.Combine(scenario.StateDirectory, "history.db"), run, default)).Changes;
}
