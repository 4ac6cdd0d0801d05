namespace LdapVendorSync.Bench.Measuring;

/// <summary>How the rows are measured.</summary>
/// <param name="Runs">How often each figure is measured; its median counts.</param>
/// <param name="Scale">Sizes by this factor; figures count at 1 only.</param>
internal sealed record BenchOptions(int Runs, double Scale);
