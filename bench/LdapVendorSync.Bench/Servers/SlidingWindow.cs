using System.Diagnostics;

namespace LdapVendorSync.Bench.Servers;

/// <summary>The strictest limit: no second, wherever it begins, has more than so many requests.</summary>
internal sealed class SlidingWindow(int perSecond) : IRateLimit
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _granted = new();

    /// <inheritdoc />
    public RateLimitAnswer Take()
    {
        lock (_lock)
        {
            var now = Stopwatch.GetTimestamp();
            while (_granted.TryPeek(out var first) && now - first >= Stopwatch.Frequency)
                _granted.Dequeue();
            var isGranted = _granted.Count < perSecond;
            if (isGranted)
                _granted.Enqueue(now);
            var reset = (_granted.Peek() + Stopwatch.Frequency - now) / (double)Stopwatch.Frequency;
            return new RateLimitAnswer(isGranted, perSecond - _granted.Count, reset);
        }
    }
}
