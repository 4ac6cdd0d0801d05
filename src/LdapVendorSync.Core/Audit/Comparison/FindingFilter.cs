namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Which findings are shown. The counts of a comparison are those of all findings.</summary>
public sealed record FindingFilter
{
    /// <summary>Shows all.</summary>
    public static FindingFilter All { get; } = new();

    /// <summary>Only these kinds; all where empty.</summary>
    public IReadOnlyCollection<FindingKind> Kinds { get; init; } = [];

    /// <summary>Only findings that matter this much or more.</summary>
    public FindingSeverity AtLeast { get; init; } = FindingSeverity.Info;

    /// <summary>Whether a finding is shown.</summary>
    public bool Includes(SystemFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.Severity >= AtLeast && (Kinds.Count == 0 || Kinds.Contains(finding.Kind));
    }

    /// <summary>The comparison with the findings that are shown.</summary>
    public SystemComparison Apply(SystemComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return this == All ? comparison : comparison with { Findings = [.. comparison.Findings.Where(Includes)] };
    }
}
