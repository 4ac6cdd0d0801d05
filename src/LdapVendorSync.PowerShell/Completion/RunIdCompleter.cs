using LdapVendorSync.Core.History;
using LdapVendorSync.PowerShell.Display;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes ids of runs.</summary>
internal sealed class RunIdCompleter : HistoryCompleter
{
    /// <inheritdoc />
    protected override async Task<IEnumerable<Candidate>> FindAsync(HistoryLocation history, CancellationToken cancellationToken)
    {
        var runs = await HistoryViewer.ListRunsAsync(history, Most, cancellationToken).ConfigureAwait(false);
        return runs.Select(run => new Candidate(run.RunId, Describe(run)));
    }

    private static string Describe(RunRecord run)
    {
        var kind = run.Start.DryRun ? "dry run, " : string.Empty;
        return $"{ViewText.Text(run.StartedAt)} {kind}{run.Status?.ToString() ?? "unfinished"}: {ViewText.Totals(run.Totals)}";
    }
}
