namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Findings that were not made, because what seems to be missing may only not have been read.</summary>
/// <param name="Kind">What they would have been.</param>
/// <param name="Count">How many.</param>
/// <param name="Reason">Why this is not known.</param>
public sealed record ComparisonDoubt(FindingKind Kind, int Count, string Reason);
