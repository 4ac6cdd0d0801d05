namespace LdapVendorSync.Ldap.Tests.Faults;

/// <summary>A clock that moves only when told to, so that a busy machine cannot make a test's peer look silent.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private TimeSpan Now
    {
        get
        {
            lock (_lock) return _now;
        }
    }

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (_lock) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _now += time;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            foreach (var timer in due) timer.Due = TimeSpan.MaxValue;
        }

        foreach (var timer in due) timer.Fire();
    }

    /// <summary>Moves on step by step until the tasks have ended, however they do.</summary>
    public async Task AdvanceUntilEndOfAsync(TimeSpan step, params IEnumerable<Task> tasks)
    {
        var all = Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default);
        using var hang = new CancellationTokenSource(PeerOptions.HangLimit);
        while (!all.IsCompleted)
        {
            Advance(step);
            await Task.Delay(5, hang.Token);
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action callback) : ITimer
    {
        public TimeSpan Due { get; set; } = TimeSpan.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock) Due = dueTime < TimeSpan.Zero ? TimeSpan.MaxValue : clock._now + dueTime;
            return true;
        }

        public void Fire() => callback();

        public void Dispose()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
