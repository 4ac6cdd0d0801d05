using System.Diagnostics;
using System.Globalization;

namespace LdapVendorSync.Bench.Measuring;

/// <summary>The most memory that this process ever held.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string Peak = "VmHWM:";

    /// <summary>In bytes.</summary>
    public static long OfThisProcess()
    {
        if (!File.Exists(Status))
            return Process.GetCurrentProcess().PeakWorkingSet64;
        var line = File.ReadLines(Status).First(line => line.StartsWith(Peak, StringComparison.Ordinal));
        return long.Parse(line[Peak.Length..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }
}
