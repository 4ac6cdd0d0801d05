namespace LdapVendorSync.Bench.Measuring;

/// <summary>A part of what was measured.</summary>
/// <param name="Step">Which part.</param>
/// <param name="Cost">What it took, with its unit.</param>
internal sealed record ProfileStep(string Step, string Cost);
