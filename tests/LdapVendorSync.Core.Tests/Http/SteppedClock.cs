namespace LdapVendorSync.Core.Tests.Http;

/// <summary>A clock that stands still but for waits, which take no time and move it on. The day does not matter to it.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _elapsed;

    /// <summary>By how much every second timer is late.</summary>
    public TimeSpan Late { get; set; }

    /// <summary>What happens as soon as somebody waits, once.</summary>
    public Action? OnWait { get; set; }

    /// <summary>The time since the beginning.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
                return _elapsed;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private int _timers;

    public void Advance(TimeSpan time)
    {
        lock (_gate)
            _elapsed += time;
    }

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var onWait = OnWait;
        OnWait = null;
        onWait?.Invoke();
        Advance(dueTime + (Interlocked.Increment(ref _timers) % 2 == 0 ? Late : TimeSpan.Zero));
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
