using System.Globalization;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Display;

/// <summary>The words for where a run stands.</summary>
internal static class ProgressText
{
    /// <summary>What is going on at the vendor, without the vendor's name.</summary>
    public static string Describe(SyncProgress progress)
    {
        var what = progress.Stage switch
        {
            SyncStage.Connecting => "connecting",
            SyncStage.Reading => "reading",
            SyncStage.Applying => "adding and updating",
            SyncStage.Removing => "removing",
            SyncStage.Verifying => "reading back",
            SyncStage.Finished => "finished",
            _ => progress.Stage.ToString(),
        };
        var where = progress.Mapping is null ? what : $"{what} {progress.Mapping.VendorGroup}";
        return PrintableText.OneLine(where);
    }

    /// <summary>How far it is; empty where nothing is counted.</summary>
    public static string Count(SyncProgress progress) => progress switch
    {
        { Total: { } total } => string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0} of {total:N0}"),
        { Done: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0}"),
        _ => string.Empty,
    };
}
