using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>Writes the changes of a run as comma-separated values, one record a change.</summary>
public static class CsvReport
{
    /// <summary>Writes the header and a record for each change.</summary>
    public static async Task WriteAsync(SyncRun run, TextWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        var csv = new CsvWriter(writer);
        await csv.WriteAsync("vendor", "group", "action", "user", "differences", "outcome", "error").ConfigureAwait(false);
        foreach (var outcome in run.Changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await csv.WriteAsync(
                outcome.Change.Vendor,
                outcome.Change.Group,
                outcome.Change.Action.ToString(),
                outcome.Change.User,
                outcome.DifferenceText(),
                outcome.Result.ToString(),
                outcome.Error()).ConfigureAwait(false);
        }

        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
