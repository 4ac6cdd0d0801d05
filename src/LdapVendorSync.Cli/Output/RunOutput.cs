using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes the result of a run to standard output.</summary>
internal static class RunOutput
{
    /// <summary>Writes a run in the format asked for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="format">The format.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="showPlanned">Whether the table lists every change that would be made.</param>
    public static async Task WriteAsync(SyncRun run, OutputFormat format, Terminal terminal, bool showPlanned)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await using (var stream = Terminal.OpenData())
                    await JsonReport.WriteAsync(run, stream, CancellationToken.None);
                break;
            case OutputFormat.Csv:
                await using (var writer = Terminal.OpenDataWriter())
                    await CsvReport.WriteAsync(run, writer, CancellationToken.None);
                break;
            default:
                RunTable.Write(run, terminal.Output, showPlanned);
                break;
        }
    }
}
