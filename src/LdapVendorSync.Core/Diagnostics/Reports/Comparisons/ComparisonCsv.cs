using System.Globalization;
using LdapVendorSync.Core.Audit.Comparison;

namespace LdapVendorSync.Core.Diagnostics.Reports.Comparisons;

/// <summary>Writes the findings of a comparison as comma-separated values, one record a finding: <see cref="FindingLine"/>.</summary>
internal static class ComparisonCsv
{
    /// <summary>Writes the header and a record for each finding.</summary>
    public static async Task WriteAsync(SystemComparison comparison, TextWriter writer, CancellationToken cancellationToken)
    {
        var fields = ComparisonJsonContext.Default.FindingLine.Properties;
        var csv = new CsvWriter(writer);
        await csv.WriteAsync([.. fields.Select(field => field.Name)]).ConfigureAwait(false);
        foreach (var finding in comparison.Findings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var line = FindingLine.Of(comparison, finding);
            await csv.WriteAsync([.. fields.Select(field => Text(field.Get!(line)))]).ConfigureAwait(false);
        }

        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string? Text(object? value) => value switch
    {
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };
}
