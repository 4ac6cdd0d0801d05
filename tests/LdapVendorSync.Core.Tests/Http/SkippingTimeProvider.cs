using System.Collections.Concurrent;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>
/// A clock on which waits take no time: a timer that is a wait rings at once, and the clock jumps ahead. Time limits stay real.
/// </summary>
/// <param name="timeLimit">Timers of exactly this length are time limits, all others are waits.</param>
internal sealed class SkippingTimeProvider(TimeSpan timeLimit) : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _ahead;

    /// <summary>Every wait that was skipped, in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return System.GetUtcNow() + _ahead;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return System.GetTimestamp() + (long)(_ahead.TotalSeconds * TimestampFrequency);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == timeLimit || dueTime == Timeout.InfiniteTimeSpan)
            return System.CreateTimer(callback, state, dueTime, period);
        Waits.Enqueue(dueTime);
        lock (_gate)
            _ahead += dueTime;
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
