using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>One run of a trend.</summary>
/// <param name="RunId">The run.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Totals">Its counts.</param>
public sealed record TrendPoint(string RunId, DateTimeOffset StartedAt, SyncStatus Status, SyncTotals Totals)
{
    /// <summary>How many runs a trend shows.</summary>
    public const int Most = 30;

    /// <summary>How many runs of the history to ask for, so that enough are left without the dry ones.</summary>
    public const int Asked = 4 * Most;

    /// <summary>The runs that came to an end before a run, and the run itself, the oldest first. Dry runs changed nothing, so they are left
    /// out, except for the run that is reported on.</summary>
    internal static IReadOnlyList<TrendPoint> Of(SyncRun run, IEnumerable<RunRecord> history)
    {
        var earlier = history
            .Where(record => record is { Start.DryRun: false, Status: not null }
                && record.Start.StartedAt <= run.StartedAt && record.Start.Id != run.RunId)
            .Select(record => new TrendPoint(record.Start.Id, record.Start.StartedAt, record.Status!.Value, record.Totals))
            .OrderByDescending(point => point.StartedAt)
            .Take(Most - 1)
            .Reverse()
            .ToList();
        return earlier.Count == 0 ? [] : [.. earlier, new TrendPoint(run.RunId, run.StartedAt, run.Status, run.Totals)];
    }
}
