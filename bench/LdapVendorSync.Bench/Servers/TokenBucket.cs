using System.Diagnostics;

namespace LdapVendorSync.Bench.Servers;

/// <summary>A limit that gives back what was used at a steady rate, and holds what a second gives.</summary>
internal sealed class TokenBucket(int perSecond) : IRateLimit
{
    private readonly Lock _lock = new();
    private double _tokens = perSecond;
    private long _filled = Stopwatch.GetTimestamp();

    /// <inheritdoc />
    public RateLimitAnswer Take()
    {
        lock (_lock)
        {
            var now = Stopwatch.GetTimestamp();
            _tokens = Math.Min(perSecond, _tokens + (Stopwatch.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
            _filled = now;
            if (_tokens < 1)
                return new RateLimitAnswer(false, 0, (1 - _tokens) / perSecond);
            _tokens--;
            return new RateLimitAnswer(true, (int)_tokens, Math.Max(0, 1 - _tokens) / perSecond);
        }
    }
}
