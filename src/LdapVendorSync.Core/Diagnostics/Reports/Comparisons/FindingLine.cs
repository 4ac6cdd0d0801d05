using LdapVendorSync.Core.Audit.Comparison;

namespace LdapVendorSync.Core.Diagnostics.Reports.Comparisons;

/// <summary>
/// A finding by itself, with what is needed to tell it from those of other comparisons: a line of NDJSON and a record of CSV. Fields are
/// added at the end, and never renamed or left out.
/// </summary>
internal sealed record FindingLine(
    int? Comparison,
    DateTime ComparedAt,
    ComparisonBasis Basis,
    string ReferenceSystem,
    int ReferenceSnapshot,
    DateTime ReferenceTakenAt,
    string DifferenceSystem,
    int DifferenceSnapshot,
    DateTime DifferenceTakenAt,
    FindingKind Kind,
    FindingSeverity Severity,
    ComparedSide? Side,
    string? Person,
    string? PersonName,
    string? ReferencePersonId,
    string? DifferencePersonId,
    string? ReferenceGroup,
    string? DifferenceGroup,
    string? ReferenceGroupId,
    string? DifferenceGroupId,
    string? NestedGroup,
    string? Attribute,
    string? ReferenceValue,
    string? DifferenceValue,
    string Message)
{
    /// <summary>The line of a finding.</summary>
    public static FindingLine Of(SystemComparison comparison, SystemFinding finding) => new(
        comparison.Number,
        comparison.ComparedAt.UtcDateTime,
        comparison.Basis,
        comparison.Reference.System,
        comparison.Reference.Number,
        comparison.Reference.TakenAt.UtcDateTime,
        comparison.Difference.System,
        comparison.Difference.Number,
        comparison.Difference.TakenAt.UtcDateTime,
        finding.Kind,
        finding.Severity,
        finding.Side,
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
        finding.Message);
}
