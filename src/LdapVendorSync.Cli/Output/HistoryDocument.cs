using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Output;

/// <summary>A run of the history in JSON.</summary>
internal sealed record HistoryDocument(
    string RunId,
    DateTime StartedAt,
    DateTime? FinishedAt,
    bool DryRun,
    SyncStatus? Status,
    int? ExitCode,
    string? Error,
    HistoryTotals Totals,
    string? Command,
    string Host,
    string User,
    bool AllowRemovals,
    string? ConfigPath,
    string? ConfigHash)
{
    public static HistoryDocument Of(RunRecord run) => new(
        run.Start.Id,
        run.Start.StartedAt.UtcDateTime,
        run.FinishedAt?.UtcDateTime,
        run.Start.DryRun,
        run.Status,
        (int?)run.ExitCode,
        run.Error,
        HistoryTotals.Of(run.Totals),
        run.Start.Command,
        run.Start.Host,
        run.Start.User,
        run.Start.AllowRemovals,
        run.Start.ConfigPath,
        run.Start.ConfigHash);
}

/// <summary>The counts of a run of the history in JSON.</summary>
internal sealed record HistoryTotals(int Added, int Removed, int Updated, int Unchanged, int Failed, int Skipped, int Blocked)
{
    public static HistoryTotals Of(SyncTotals totals) =>
        new(totals.Added, totals.Removed, totals.Updated, totals.Unchanged, totals.Failed, totals.Skipped, totals.Blocked);
}
