using System.Diagnostics;

namespace LdapVendorSync.Bench.Servers;

/// <summary>Counts what a vendor sees.</summary>
internal sealed class VendorCounter
{
    private readonly Lock _lock = new();
    private VendorCounts _counts = new();
    private int _underWay;
    private long _first;
    private long _last;
    private long _firstWrite;
    private long _lastWrite;
    private long _ofWrites;
    private int _requests;
    private int _writes;
    private int _mostAtOnce;

    /// <summary>Notes a request that came.</summary>
    /// <returns>When it came.</returns>
    public long Begin(bool isWrite)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            if (_requests++ == 0)
                _first = now;
            if (isWrite && _writes++ == 0)
                _firstWrite = now;
            _mostAtOnce = Math.Max(_mostAtOnce, ++_underWay);
        }

        return now;
    }

    /// <summary>Notes that it was answered.</summary>
    public void End(long began, bool isWrite)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            _underWay--;
            _last = now;
            if (!isWrite)
                return;
            _lastWrite = now;
            _ofWrites += now - began;
        }
    }

    /// <summary>Notes what a request did.</summary>
    public void Note(int added = 0, int removed = 0, int updated = 0, int refused = 0)
    {
        lock (_lock)
        {
            _counts = _counts with
            {
                Added = _counts.Added + added,
                Removed = _counts.Removed + removed,
                Updated = _counts.Updated + updated,
                Refused = _counts.Refused + refused,
            };
        }
    }

    /// <summary>What was counted.</summary>
    public VendorCounts Read()
    {
        lock (_lock)
        {
            return _counts with
            {
                Requests = _requests,
                Writes = _writes,
                MostAtOnce = _mostAtOnce,
                First = Seconds(_first),
                Last = Seconds(_last),
                FirstWrite = Seconds(_firstWrite),
                LastWrite = Seconds(_lastWrite),
                WriteSeconds = _writes == 0 ? 0 : Seconds(_ofWrites) / _writes,
            };
        }
    }

    private static double Seconds(long ticks) => ticks / (double)Stopwatch.Frequency;
}
