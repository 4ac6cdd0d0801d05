using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>Writes a run as JSON, in the one shape that commands, cmdlets and files share.</summary>
public static class JsonReport
{
    // Names of people stay readable; what could end a script element in a page stays escaped.
    private static readonly ReportJsonContext Json = Create(isIndented: true);
    private static readonly ReportJsonContext Lines = Create(isIndented: false);

    /// <summary>Writes a run; changes are written one by one, so that long runs need no second copy in memory.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Where to; UTF-8 without byte order mark, ends in a line feed. Stays open.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(SyncRun run, Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        await JsonSerializer.SerializeAsync(stream, RunDocument.Of(run), Json.RunDocument, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes each change of a run as a line of its own (NDJSON), in the shape that it has in the document.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Where to; UTF-8 without byte order mark. Stays open.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteLinesAsync(SyncRun run, Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var change in run.Changes)
        {
            await JsonSerializer.SerializeAsync(stream, ChangeDocument.Of(change), Lines.ChangeDocument, cancellationToken)
                .ConfigureAwait(false);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }

        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static ReportJsonContext Create(bool isIndented) => new(new JsonSerializerOptions(ReportJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        WriteIndented = isIndented,
    });
}
