using System.Diagnostics;

namespace LdapVendorSync.Bench.Servers;

/// <summary>A limit that counts requests in windows of time, one after the other.</summary>
internal sealed class FixedWindow(int perSecond, int windowSeconds) : IRateLimit
{
    private readonly Lock _lock = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly int _limit = perSecond * windowSeconds;
    private long _window;
    private int _used;

    /// <inheritdoc />
    public RateLimitAnswer Take()
    {
        lock (_lock)
        {
            var seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
            var window = (long)(seconds / windowSeconds);
            if (window != _window)
                (_window, _used) = (window, 0);
            var reset = ((window + 1) * windowSeconds) - seconds;
            return _used < _limit ? new RateLimitAnswer(true, _limit - ++_used, reset) : new RateLimitAnswer(false, 0, reset);
        }
    }
}
