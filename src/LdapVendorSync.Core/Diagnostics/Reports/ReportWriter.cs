using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>
/// Leaves the reports of a run in a folder: <c>&lt;run id&gt;.html</c>, <c>.json</c>, <c>.csv</c>, <c>.ndjson</c>; those of a plan as
/// <c>plan-&lt;id&gt;.html</c>. A report names people, so it is readable by its owner alone; it appears under its name only when it is whole.
/// </summary>
public static class ReportWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // A spreadsheet takes a file without byte order mark for the system's own code page and garbles names.
    private static readonly UTF8Encoding Utf8WithMark = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>Writes a report in each format, replacing one of the same run.</summary>
    /// <param name="content">The run or plan.</param>
    /// <param name="directory">The folder; made, with access for its owner alone, where it is missing.</param>
    /// <param name="formats">The formats.</param>
    /// <param name="cancellationToken">Ends the writing; no half report is left behind.</param>
    /// <returns>The paths, in the order of the formats.</returns>
    /// <exception cref="IOException">A file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        ReportContent content, string directory, IEnumerable<ReportFormat> formats, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(formats);
        var paths = new List<string>();
        foreach (var format in formats.Distinct())
        {
            var path = Path.Combine(directory, FileName(content, format));
            await WriteFileAsync(content, path, format, cancellationToken).ConfigureAwait(false);
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>Writes one report into a file, in place of what was there.</summary>
    /// <param name="content">The run or plan.</param>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="format">The format.</param>
    /// <param name="cancellationToken">Ends the writing; no half report is left behind.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static Task WriteFileAsync(ReportContent content, string path, ReportFormat format, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return PrivateFiles.ReplaceAsync(path, stream => WriteAsync(content, stream, format, cancellationToken));
    }

    /// <summary>The name that a report has in a folder of reports.</summary>
    public static string FileName(ReportContent content, ReportFormat format)
    {
        ArgumentNullException.ThrowIfNull(content);
        return $"{content.Name}.{Extension(format)}";
    }

    private static async Task WriteAsync(ReportContent content, FileStream stream, ReportFormat format, CancellationToken cancellationToken)
    {
        if (format == ReportFormat.Json)
        {
            await JsonReport.WriteAsync(content.Run, stream, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (format == ReportFormat.Ndjson)
        {
            await JsonReport.WriteLinesAsync(content.Run, stream, cancellationToken).ConfigureAwait(false);
            return;
        }

        var writer = new StreamWriter(stream, format == ReportFormat.Csv ? Utf8WithMark : Utf8, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            if (format == ReportFormat.Html)
                await HtmlReport.WriteAsync(content, writer, cancellationToken).ConfigureAwait(false);
            else
                await CsvReport.WriteAsync(content.Run, writer, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Extension(ReportFormat format) => format switch
    {
        ReportFormat.Html => "html",
        ReportFormat.Json => "json",
        ReportFormat.Csv => "csv",
        ReportFormat.Ndjson => "ndjson",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };
}
