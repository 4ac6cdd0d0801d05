using System.Globalization;
using LdapVendorSync.Core.Audit.Comparison;

namespace LdapVendorSync.Core.Diagnostics.Reports.Comparisons;

/// <summary>Writes the findings of a comparison as comma-separated values, one record a finding.</summary>
internal static class ComparisonCsv
{
    /// <summary>Writes the header and a record for each finding.</summary>
    public static async Task WriteAsync(SystemComparison comparison, TextWriter writer, CancellationToken cancellationToken)
    {
        var csv = new CsvWriter(writer);
        await csv.WriteAsync(
            "comparison", "comparedAt", "referenceSystem", "referenceSnapshot", "differenceSystem", "differenceSnapshot",
            "kind", "severity", "side", "person", "personName", "referencePersonId", "differencePersonId",
            "referenceGroup", "differenceGroup", "referenceGroupId", "differenceGroupId", "nestedGroup",
            "attribute", "referenceValue", "differenceValue", "message").ConfigureAwait(false);
        foreach (var finding in comparison.Findings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await csv.WriteAsync(
                comparison.Number?.ToString(CultureInfo.InvariantCulture),
                comparison.ComparedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                comparison.Reference.System,
                comparison.Reference.Number.ToString(CultureInfo.InvariantCulture),
                comparison.Difference.System,
                comparison.Difference.Number.ToString(CultureInfo.InvariantCulture),
                finding.Kind.ToString(),
                finding.Severity.ToString(),
                finding.Side?.ToString(),
                finding.Person,
                finding.PersonName,
                finding.ReferencePersonId,
                finding.DifferencePersonId,
                finding.ReferenceGroup,
                finding.DifferenceGroup,
                finding.ReferenceGroupId,
                finding.DifferenceGroupId,
                finding.NestedGroup,
                finding.Attribute,
                finding.ReferenceValue,
                finding.DifferenceValue,
                finding.Message).ConfigureAwait(false);
        }

        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
