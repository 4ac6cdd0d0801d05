namespace LdapVendorSync.Core.Http;

/// <summary>
/// Keeps requests to one server at a rate, and all of them back while it has asked for a pause. They leave one by one, evenly: a server that
/// counts in windows of its own, wherever these begin, never sees more than it allows.
/// </summary>
internal sealed class RequestPace : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly long _begin;
    private readonly EvenSpread? _configured;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private EvenSpread? _learned;
    private long _pausedUntil;

    /// <param name="requestsPerSecond">The most requests a second; <see langword="null"/> for no limit.</param>
    /// <param name="timeProvider">The clock.</param>
    public RequestPace(double? requestsPerSecond, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _begin = timeProvider.GetTimestamp();
        _configured = requestsPerSecond is { } rate ? new EvenSpread(new RequestQuota(rate, TimeSpan.FromSeconds(1)), now: 0) : null;
    }

    /// <summary>The time since the beginning, in ticks: not that of the day, as a pause must not grow when that is set back.</summary>
    public long Now => _timeProvider.GetElapsedTime(_begin).Ticks;

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
            _learned = limit is null ? null : new EvenSpread(limit, Now, spent);
    }

    /// <summary>Whether requests have left without a gap for so long that they alone can have used up the limit that was learned.</summary>
    public bool IsFull()
    {
        lock (_gate)
            return _learned?.IsFull(Now) == true;
    }

    /// <summary>Waits until a request may be sent.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_configured is null && Volatile.Read(ref _learned) is null)
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
            var due = Math.Max(_pausedUntil, Math.Max(_configured?.Due ?? 0, _learned?.Due ?? 0));
            if (due > now)
                return TimeSpan.FromTicks(due - now);
            _configured?.Leave(now);
            _learned?.Leave(now);
            return null;
        }
    }

    // Timers count whole milliseconds, and would be early by the fraction.
    private Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _timeProvider, cancellationToken);
}
