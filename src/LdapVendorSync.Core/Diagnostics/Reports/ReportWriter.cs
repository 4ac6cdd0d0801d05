using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Storage;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>
/// Leaves the reports of a run in a folder: <c>&lt;run id&gt;.html</c>, <c>.json</c>, <c>.csv</c>. A report names people, so it is readable
/// by its owner alone; it appears under its name only when it is whole.
/// </summary>
public static class ReportWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // A spreadsheet takes a file without byte order mark for the system's own code page and garbles names.
    private static readonly UTF8Encoding Utf8WithMark = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>Writes a report in each format, replacing one of the same run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="directory">The folder; made, with access for its owner alone, where it is missing.</param>
    /// <param name="formats">The formats.</param>
    /// <param name="cancellationToken">Ends the writing; no half report is left behind.</param>
    /// <returns>The paths, in the order of the formats.</returns>
    /// <exception cref="IOException">A file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        SyncRun run, string directory, IEnumerable<ReportFormat> formats, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(formats);
        PrivateFiles.CreateDirectory(directory);
        var paths = new List<string>();
        foreach (var format in formats.Distinct())
        {
            var path = Path.Combine(directory, $"{run.RunId}.{Extension(format)}");
            await PrivateFiles.ReplaceAsync(path, stream => WriteAsync(run, stream, format, cancellationToken)).ConfigureAwait(false);
            paths.Add(path);
        }

        return paths;
    }

    private static async Task WriteAsync(SyncRun run, FileStream stream, ReportFormat format, CancellationToken cancellationToken)
    {
        if (format == ReportFormat.Json)
        {
            await JsonReport.WriteAsync(run, stream, cancellationToken).ConfigureAwait(false);
            return;
        }

        var writer = new StreamWriter(stream, format == ReportFormat.Csv ? Utf8WithMark : Utf8, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            if (format == ReportFormat.Html)
                await HtmlReport.WriteAsync(run, writer, cancellationToken).ConfigureAwait(false);
            else
                await CsvReport.WriteAsync(run, writer, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Extension(ReportFormat format) => format switch
    {
        ReportFormat.Html => "html",
        ReportFormat.Json => "json",
        ReportFormat.Csv => "csv",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };
}
