using System.Diagnostics;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Bench.Syncs;

/// <summary>Sums up how long a vendor was in each stage, and how much memory the process had held by the end of it.</summary>
internal sealed class StageClock : IProgress<SyncProgress>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (SyncStage Stage, long Since)> _now = new(StringComparer.Ordinal);
    private readonly Dictionary<SyncStage, double> _seconds = [];
    private readonly Dictionary<SyncStage, long> _peaks = [];

    /// <inheritdoc />
    public void Report(SyncProgress value)
    {
        lock (_lock)
        {
            var isKnown = _now.TryGetValue(value.Vendor, out var last);
            if (isKnown && last.Stage == value.Stage)
                return;
            var now = Stopwatch.GetTimestamp();
            if (isKnown)
            {
                _seconds[last.Stage] = _seconds.GetValueOrDefault(last.Stage) + Stopwatch.GetElapsedTime(last.Since, now).TotalSeconds;
                _peaks[last.Stage] = PeakMemory.OfThisProcess();
            }

            _now[value.Vendor] = (value.Stage, now);
        }
    }

    /// <summary>The seconds of each stage that is through.</summary>
    public Dictionary<string, double> Read()
    {
        lock (_lock)
            return _seconds.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);
    }

    /// <summary>The most memory in bytes that the process had held by the end of each stage that is through.</summary>
    public Dictionary<string, long> ReadPeaks()
    {
        lock (_lock)
            return _peaks.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);
    }
}
