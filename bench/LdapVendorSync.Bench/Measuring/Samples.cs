namespace LdapVendorSync.Bench.Measuring;

/// <summary>A figure as it was measured several times.</summary>
/// <param name="Values">In the order they were measured.</param>
internal sealed record Samples(IReadOnlyList<double> Values)
{
    /// <summary>The one in the middle.</summary>
    public double Median
    {
        get
        {
            var sorted = Values.Order().ToList();
            var middle = sorted.Count / 2;
            return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}
