using LdapVendorSync.Bench.Measuring;

namespace LdapVendorSync.Bench.Reports;

/// <summary>A run of the bench.</summary>
/// <param name="Machine">What it ran on.</param>
/// <param name="Options">How it was measured.</param>
/// <param name="Rows">The rows.</param>
internal sealed record BenchReport(Machine Machine, BenchOptions Options, IReadOnlyList<RowResult> Rows);
