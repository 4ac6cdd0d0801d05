namespace LdapVendorSync.Core.Http;

/// <summary>
/// Keeps requests to one server at a rate, at what its answers leave of it, and all of them back while it has asked for a pause. At a rate they
/// leave one by one, evenly: a server that counts in windows of its own, wherever these begin, never sees more than it allows.
/// </summary>
internal sealed class RequestPace : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly long _begin;
    private readonly EvenSpread? _configured;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly RequestsLeft _left = new();
    private TaskCompletionSource? _answer;
    private EvenSpread? _learned;
    private bool _isCertain;
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

    /// <summary>How many requests have left and are not through.</summary>
    public int UnderWay
    {
        get
        {
            lock (_gate)
                return _left.UnderWay;
        }
    }

    /// <summary>Asks for a pause of every request that has not begun.</summary>
    public void PauseFor(TimeSpan pause)
    {
        lock (_gate)
            _pausedUntil = Math.Max(_pausedUntil, Now + pause.Ticks);
    }

    /// <summary>Learns the server's own limit; one that was configured and is lower stays in force.</summary>
    /// <param name="limit">The limit; <see langword="null"/> to forget what was learned.</param>
    /// <param name="spent">How many of its requests are spent; they are waited for as if they had been sent evenly from now on.</param>
    /// <param name="isCertain">Whether it is kept by itself, whatever answers say is left of a window; a request may arrive in the next one.</param>
    public void Learn(RequestQuota? limit, double spent = 0, bool isCertain = false)
    {
        lock (_gate)
        {
            _learned = limit is null ? null : new EvenSpread(limit, Now, spent);
            _isCertain = isCertain;
            WakeThoseWhoWaitForAnswers();
        }
    }

    /// <summary>Whether requests have left without a gap for so long that they alone can have used up the limit that was learned.</summary>
    public bool IsFull()
    {
        lock (_gate)
            return _learned?.IsFull(Now) == true;
    }

    /// <summary>
    /// Waits until a request may be sent: until it is due, and while those that are under way need all that their server has left.
    /// </summary>
    /// <returns>The number of the request, which is under way from now on.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        if (_configured is null && Volatile.Read(ref _learned) is null)
            return await TakeAsync(cancellationToken).ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await TakeAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Notes that a request is through.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="told">What its answer says is left; <see langword="null"/> for nothing.</param>
    /// <returns>Whether those that are still under way need all of it.</returns>
    public bool Return(int number, RateLimitHeaders? told)
    {
        lock (_gate)
        {
            _left.End(number, told, Now);
            WakeThoseWhoWaitForAnswers();
            return _left.IsSpokenFor(Now);
        }
    }

    /// <summary>Believes nothing any more of what answers said is left.</summary>
    public void ForgetWhatIsLeft()
    {
        lock (_gate)
        {
            _left.Forget();
            WakeThoseWhoWaitForAnswers();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<int> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var turn = Take();
            if (turn.Number is { } number)
                return number;
            var waiting = turn.Answer?.WaitAsync(cancellationToken) ?? DelayAsync(turn.Wait, cancellationToken);
            await waiting.ConfigureAwait(false);
        }
    }

    private Turn Take()
    {
        lock (_gate)
        {
            var now = Now;
            var due = Math.Max(_pausedUntil, Math.Max(_configured?.Due ?? 0, _learned?.Due ?? 0));
            if (due > now)
                return new Turn { Wait = TimeSpan.FromTicks(due - now) };
            if (!_isCertain && _left.UnderWay > 0 && _left.IsSpokenFor(now))
                return new Turn { Answer = (_answer ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task };
            _configured?.Leave(now);
            _learned?.Leave(now);
            return new Turn { Number = _left.Begin() };
        }
    }

    private void WakeThoseWhoWaitForAnswers()
    {
        _answer?.TrySetResult();
        _answer = null;
    }

    // Timers count whole milliseconds, and would be early by the fraction.
    private Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _timeProvider, cancellationToken);

    // What comes of asking for a turn: the number of the request that has it, or what there is to wait for before it is asked again.
    private readonly record struct Turn
    {
        public int? Number { get; init; }

        public TimeSpan Wait { get; init; }

        public Task? Answer { get; init; }
    }
}
