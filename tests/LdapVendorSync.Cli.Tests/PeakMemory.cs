using System.Diagnostics;
using System.Globalization;

namespace LdapVendorSync.Cli.Tests;

/// <summary>Watches how much memory a process has used at most.</summary>
internal static class PeakMemory
{
    private const string Peak = "VmHWM:";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks until the process ends.</summary>
    /// <returns>The most physical memory it has had at once, in bytes, as the kernel counts it (proc(5): VmHWM).</returns>
    public static async Task<long> WatchAsync(Process process)
    {
        var peak = 0L;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, Read(process.Id));
            await Task.Delay(Interval);
        }

        return peak;
    }

    private static long Read(int processId)
    {
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(line => line.StartsWith(Peak, StringComparison.Ordinal));
            var kilobytes = line?[Peak.Length..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim();
            return kilobytes is null ? 0 : 1024 * long.Parse(kilobytes, CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has just ended; its memory was given back before.
            return 0;
        }
    }
}
