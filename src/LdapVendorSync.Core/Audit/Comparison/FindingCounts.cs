namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Counts findings.</summary>
internal static class FindingCounts
{
    private static readonly int Severities = Enum.GetValues<FindingSeverity>().Length;

    /// <summary>How many there are of each kind and severity that occurs: by kind, the most severe first.</summary>
    public static IReadOnlyList<FindingCount> Of(IReadOnlyList<SystemFinding> findings)
    {
        var counts = new int[Enum.GetValues<FindingKind>().Length, Severities];
        foreach (var finding in findings)
            counts[(int)finding.Kind, (int)finding.Severity]++;
        return [.. Enum.GetValues<FindingKind>()
            .SelectMany(kind => Enum.GetValues<FindingSeverity>().Reverse()
                .Select(severity => new FindingCount(kind, severity, counts[(int)kind, (int)severity])))
            .Where(count => count.Count > 0)];
    }
}
