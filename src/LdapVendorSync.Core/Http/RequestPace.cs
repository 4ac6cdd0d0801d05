using System.Threading.RateLimiting;

namespace LdapVendorSync.Core.Http;

/// <summary>Keeps requests to one vendor at the configured rate, and all of them back while the vendor has asked for a pause.</summary>
internal sealed class RequestPace : IDisposable
{
    // Below this the timers of the system are too coarse to hand out tokens one by one.
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _timeProvider;
    private readonly TokenBucketRateLimiter? _limiter;
    private readonly long _begin;
    private long _pausedUntil;

    /// <param name="requestsPerSecond">The most requests a second; <see langword="null"/> for no limit.</param>
    /// <param name="timeProvider">The clock of the pauses.</param>
    public RequestPace(double? requestsPerSecond, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _begin = timeProvider.GetTimestamp();
        _limiter = requestsPerSecond is { } rate ? CreateLimiter(rate) : null;
    }

    /// <summary>The time since the beginning, in ticks: not that of the day, as a pause must not grow when that is set back.</summary>
    public long Now => _timeProvider.GetElapsedTime(_begin).Ticks;

    /// <summary>Asks for a pause of every request that has not begun.</summary>
    public void PauseFor(TimeSpan pause)
    {
        var until = Now + pause.Ticks;
        var current = Interlocked.Read(ref _pausedUntil);
        while (until > current)
        {
            var seen = Interlocked.CompareExchange(ref _pausedUntil, until, current);
            if (seen == current)
                return;
            current = seen;
        }
    }

    /// <summary>Waits until a request may be sent.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Interlocked.Read(ref _pausedUntil) - Now is > 0 and var ticks)
            await Task.Delay(TimeSpan.FromTicks(ticks), _timeProvider, cancellationToken).ConfigureAwait(false);
        if (_limiter is null)
            return;
        using var lease = await _limiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _limiter?.Dispose();

    private static TokenBucketRateLimiter CreateLimiter(double rate)
    {
        var tokens = Math.Max(1, (int)(rate * ShortestPeriod.TotalSeconds));
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = tokens,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / rate),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            AutoReplenishment = true,
        });
    }
}
