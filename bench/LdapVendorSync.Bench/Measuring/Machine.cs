using System.Runtime.InteropServices;

namespace LdapVendorSync.Bench.Measuring;

/// <summary>What the figures were measured on.</summary>
/// <param name="Processors">How many processors this process may use.</param>
/// <param name="MemoryGigabytes">How much memory there is.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The version of .NET.</param>
internal sealed record Machine(int Processors, double MemoryGigabytes, string System, string Runtime)
{
    /// <summary>This machine.</summary>
    public static Machine Describe() => new(
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);
}
