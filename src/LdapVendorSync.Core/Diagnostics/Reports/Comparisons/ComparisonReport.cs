using System.Globalization;
using System.Text;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.Diagnostics.Reports.Comparisons;

/// <summary>Writes comparisons for people and programs. A report names people, so that its file is readable by its owner alone.</summary>
public static class ComparisonReport
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // A spreadsheet takes a file without byte order mark for the system's own code page and garbles names.
    private static readonly UTF8Encoding Utf8WithMark = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>The name that a report has in a folder of reports.</summary>
    public static string FileName(SystemComparison comparison, ReportFormat format)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var number = comparison.Number?.ToString(CultureInfo.InvariantCulture)
            ?? string.Create(CultureInfo.InvariantCulture, $"{comparison.Reference.Number}-{comparison.Difference.Number}");
        return $"comparison-{number}.{format.ToString().ToLowerInvariant()}";
    }

    /// <summary>What a comparison is called.</summary>
    public static string TitleOf(SystemComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var number = comparison.Number is { } stored ? string.Create(CultureInfo.InvariantCulture, $" {stored}") : string.Empty;
        var systems = comparison.Basis == ComparisonBasis.TwoTimes
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{comparison.Reference.System}, snapshots {comparison.Reference.Number} and {comparison.Difference.Number}")
            : $"{comparison.Reference.System} and {comparison.Difference.System}";
        return $"Comparison{number}: {systems}";
    }

    /// <summary>Which attributes were not compared, and why; <see langword="null"/> where all were that should be.</summary>
    public static string? NotCompared(SystemComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.AttributesLeftOut.Count == 0
            ? null
            : $"{string.Join(", ", comparison.AttributesLeftOut)}: one of the sides gives them for nobody";
    }

    /// <summary>Writes one report into a file, in place of what was there.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="format">The format.</param>
    /// <param name="cancellationToken">Ends the writing; no half report is left behind.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static Task WriteFileAsync(SystemComparison comparison, string path, ReportFormat format, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return PrivateFiles.ReplaceAsync(path, stream => WriteAsync(comparison, stream, format, withMark: true, cancellationToken));
    }

    /// <summary>Writes one report.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="stream">Where to, in UTF-8. Stays open.</param>
    /// <param name="format">The format.</param>
    /// <param name="withMark">Whether CSV begins with a byte order mark, as spreadsheets need it.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(
        SystemComparison comparison, Stream stream, ReportFormat format, bool withMark, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(stream);
        if (format == ReportFormat.Json)
        {
            await ComparisonJson.WriteDocumentAsync(comparison, stream, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (format == ReportFormat.Ndjson)
        {
            await ComparisonJson.WriteLinesAsync(comparison, stream, cancellationToken).ConfigureAwait(false);
            return;
        }

        var writer = new StreamWriter(stream, format == ReportFormat.Csv && withMark ? Utf8WithMark : Utf8, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            if (format == ReportFormat.Html)
                await ComparisonHtml.WriteAsync(comparison, writer, cancellationToken).ConfigureAwait(false);
            else
                await ComparisonCsv.WriteAsync(comparison, writer, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a list of comparisons as JSON, without their findings.</summary>
    public static Task WriteListAsync(IReadOnlyList<SystemComparison> comparisons, Stream stream, CancellationToken cancellationToken) =>
        ComparisonJson.WriteListAsync(comparisons, stream, cancellationToken);
}
