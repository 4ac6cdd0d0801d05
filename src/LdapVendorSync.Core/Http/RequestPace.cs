namespace LdapVendorSync.Core.Http;

/// <summary>
/// Keeps requests to one server at a rate, and all of them back while it has asked for a pause. They leave one by one, evenly: a server that
/// counts in windows of its own, wherever these begin, never sees more than it allows.
/// </summary>
/// <remarks>
/// A request is due at a time of its own, counted from the one before it and not from when that woke up, so that timers which are late cost
/// nothing; what they are late by may be made up for up to <see cref="Lateness"/>.
/// </remarks>
internal sealed class RequestPace : IDisposable
{
    // Timers of Windows are as coarse as this.
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(16);

    // What one request may be longer on its way than the next.
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(9);

    private readonly TimeProvider _timeProvider;
    private readonly long _begin;
    private readonly long _configured;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private long _learned;
    private long _pausedUntil;
    private long _next;
    private long _busySince;

    /// <param name="requestsPerSecond">The most requests a second; <see langword="null"/> for no limit.</param>
    /// <param name="timeProvider">The clock.</param>
    public RequestPace(double? requestsPerSecond, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _begin = timeProvider.GetTimestamp();
        _configured = requestsPerSecond is { } rate ? IntervalOf(new RequestQuota(rate, TimeSpan.FromSeconds(1))) : 0;
    }

    /// <summary>The time since the beginning, in ticks: not that of the day, as a pause must not grow when that is set back.</summary>
    public long Now => _timeProvider.GetElapsedTime(_begin).Ticks;

    private long Interval => Math.Max(_configured, Volatile.Read(ref _learned));

    /// <summary>Asks for a pause of every request that has not begun.</summary>
    public void PauseFor(TimeSpan pause)
    {
        lock (_gate)
            _pausedUntil = Math.Max(_pausedUntil, Now + pause.Ticks);
    }

    /// <summary>Learns the server's own limit; one that was configured and is lower stays in force.</summary>
    /// <param name="limit">The limit; <see langword="null"/> to forget what was learned.</param>
    /// <param name="spent">How many of its requests are spent; they are waited for as if they had been sent evenly from now on.</param>
    public void Learn(RequestQuota? limit, double spent)
    {
        lock (_gate)
        {
            _learned = limit is null ? 0 : IntervalOf(limit);
            _next = Math.Max(_next, Now + (long)(spent * _learned));
        }
    }

    /// <summary>Whether requests have left without a gap for so long that they alone can have used up a limit of such a window.</summary>
    public bool HasBeenFullFor(TimeSpan window)
    {
        lock (_gate)
            return _next > Now - Lateness.Ticks && Now - _busySince >= window.Ticks;
    }

    /// <summary>Waits until a request may be sent.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (Interval == 0)
        {
            while (Pause() is { } pause)
                await DelayAsync(pause, cancellationToken).ConfigureAwait(false);
            return;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (TryTake() is { } wait)
                await DelayAsync(wait, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private TimeSpan? Pause()
    {
        lock (_gate)
            return _pausedUntil - Now is > 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;
    }

    // Takes the turn that is due, or says how long there is none.
    private TimeSpan? TryTake()
    {
        lock (_gate)
        {
            var now = Now;
            if (Math.Max(_pausedUntil, _next) - now is > 0 and var ticks)
                return TimeSpan.FromTicks(ticks);
            var earliest = now - Lateness.Ticks;
            if (_next < earliest)
                _busySince = now;
            _next = Math.Max(_next, earliest) + Interval;
            return null;
        }
    }

    // Timers count whole milliseconds, and would be early by the fraction.
    private Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _timeProvider, cancellationToken);

    private static long IntervalOf(RequestQuota limit) => (long)((limit.Window + Lateness + Jitter).Ticks / limit.Requests);
}
