using System.Globalization;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Keeps requests from a vendor that stopped answering, as a circuit breaker does: after several attempts in a row without an answer, one
/// read that it answered before is sent again and again until it is answered once more. Until then all other requests wait, and when the
/// time for waiting is used up they fail at once.
/// </summary>
/// <remarks>
/// The read, rather than whatever request comes next, tells a vendor that is down from a request that it cannot bear. Times are measured on
/// the monotonic clock, so that a clock that is set back makes nobody wait longer.
/// </remarks>
internal sealed class VendorCircuit(HttpEndpoint endpoint, ILogger logger)
{
    private const int MostInARow = 3;
    private const double ShortestBreakSeconds = 1;
    private const double LongestBreakSeconds = 15;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time = endpoint.TimeProvider;
    private TimeSpan _patience = TimeSpan.FromSeconds(endpoint.ErrorHandling.OutageWaitSeconds);
    private TaskCompletionSource _changed = NewSignal();
    private Func<CancellationToken, Task<HttpAttempt>>? _knownRead;
    private VendorException? _lastFailure;
    private DateTimeOffset _since;
    private int _inARow;
    private Outage? _outage;
    private VendorException? _verdict;

    /// <summary>Whether the vendor is being waited for, or was given up.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
                return _outage is not null;
        }
    }

    private TimeSpan Break => TimeSpan.FromSeconds(
        Math.Clamp(endpoint.ErrorHandling.RetryWaitSeconds, ShortestBreakSeconds, LongestBreakSeconds));

    /// <summary>Waits while the vendor does not answer.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Down"/>: it did not answer again in time. Nothing was sent.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Next() is { } step)
        {
            if (step.Probe is not null)
                await ProbeAsync(step, cancellationToken).ConfigureAwait(false);
            else
                await WaitAsync(step, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Learns what came of an attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="repeat">Sends it again, where it only reads; <see langword="null"/> where it may change something.</param>
    public void Observe(HttpAttempt attempt, Func<CancellationToken, Task<HttpAttempt>>? repeat)
    {
        lock (_gate)
        {
            if (attempt.IsUnanswered)
            {
                Suspect(attempt);
                return;
            }

            _inARow = 0;
            if (attempt.Response is not null)
                _knownRead ??= repeat;
            if (_outage is not null)
                Close();
        }
    }

    private void Suspect(HttpAttempt attempt)
    {
        _lastFailure = attempt.Error;
        if (_inARow++ == 0)
            _since = _time.GetUtcNow();
        // A request that is sent less often shall have an attempt left for when the vendor is back.
        var suspicious = Math.Clamp(endpoint.ErrorHandling.MaxRetries, 1, MostInARow);
        // Who never answered is not waited for: that is no outage in the middle of the work.
        if (_inARow >= suspicious && _knownRead is not null)
            _outage ??= new Outage(_time.GetTimestamp());
    }

    private Step? Next()
    {
        lock (_gate)
        {
            if (_verdict is { } verdict)
                throw new VendorException(VendorFailure.Down, verdict.Message, verdict) { NotSent = true };
            if (_outage is not { } outage)
                return null;
            if (outage.IsProbing)
                return new Step(outage, null, Timeout.InfiniteTimeSpan, _changed.Task);
            var wait = WaitBeforeProbe(outage);
            if (wait > TimeSpan.Zero)
                return new Step(outage, null, wait, _changed.Task);
            outage.IsProbing = true;
            return new Step(outage, _knownRead, TimeSpan.Zero, _changed.Task);
        }
    }

    private TimeSpan WaitBeforeProbe(Outage outage)
    {
        if (outage.LastProbe is not { } last)
            return TimeSpan.Zero;
        var untilBreakEnds = Break - _time.GetElapsedTime(last);
        var untilPatienceEnds = _patience - _time.GetElapsedTime(outage.StartedAt);
        return untilBreakEnds < untilPatienceEnds ? untilBreakEnds : untilPatienceEnds;
    }

    private async Task WaitAsync(Step step, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(step.Changed, Task.Delay(step.Wait, _time, enough.Token)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await enough.CancelAsync().ConfigureAwait(false);
    }

    private async Task ProbeAsync(Step step, CancellationToken cancellationToken)
    {
        HttpAttempt? attempt = null;
        try
        {
            attempt = await step.Probe!(cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error) when (error is { NotSent: true, Failure: VendorFailure.Unavailable or VendorFailure.Down })
        {
            // Whoever issues the credentials did not answer either.
            attempt = new HttpAttempt { Error = error, IsUnanswered = true };
        }
        catch (VendorException error) when (error.Failure != VendorFailure.Cancelled)
        {
            // Refused credentials and answers beyond all bounds are answers; whoever asks next meets them.
            attempt = new HttpAttempt();
        }
        finally
        {
            Conclude(step.Outage, attempt);
        }
    }

    // Without an attempt the probe was cancelled: somebody else makes the next.
    private void Conclude(Outage outage, HttpAttempt? attempt)
    {
        lock (_gate)
        {
            // An answer to an earlier request may have ended the outage meanwhile.
            if (_outage != outage)
                return;
            outage.IsProbing = false;
            if (attempt is { IsUnanswered: false })
            {
                Close();
                return;
            }

            if (attempt is not null)
                Judge(outage, attempt);
            Signal();
        }
    }

    private void Judge(Outage outage, HttpAttempt attempt)
    {
        _lastFailure = attempt.Error;
        var isFirst = outage.LastProbe is null;
        outage.LastProbe = _time.GetTimestamp();
        var waited = _time.GetElapsedTime(outage.StartedAt);
        if (waited >= _patience)
        {
            _verdict = Verdict();
            logger.LogError("{Message}", _verdict.Message);
        }
        else if (isFirst)
        {
            logger.LogWarning(
                "{Vendor} does not answer any more: {Reason} Nothing else is sent until it does, for {Seconds:0.#} s at most "
                    + "(outage_wait_seconds); it is tried every {Break:0.#} s.",
                endpoint.Name, _lastFailure!.Message, (_patience - waited).TotalSeconds, Break.TotalSeconds);
        }
    }

    private void Close()
    {
        var waited = _time.GetElapsedTime(_outage!.StartedAt);
        if (_outage.LastProbe is not null)
            logger.LogWarning("{Vendor} answers again, after {Seconds:0.0} s; going on.", endpoint.Name, waited.TotalSeconds);
        // What was waited is gone: a vendor that comes and goes is not waited for without end.
        _patience -= waited;
        _outage = null;
        _inARow = 0;
        Signal();
    }

    private VendorException Verdict()
    {
        var reason = Punctuation.Close(_lastFailure!.Message);
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{endpoint.Name}: the vendor is down since {_since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: {reason} "
                + $"It was waited for as long as outage_wait_seconds ({endpoint.ErrorHandling.OutageWaitSeconds:0.###}) says.");
        return new VendorException(VendorFailure.Down, message, _lastFailure);
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What a request does while there is an outage: probe, or wait.</summary>
    private sealed record Step(Outage Outage, Func<CancellationToken, Task<HttpAttempt>>? Probe, TimeSpan Wait, Task Changed);

    /// <summary>A time in which the vendor does not answer.</summary>
    private sealed class Outage(long startedAt)
    {
        public long StartedAt { get; } = startedAt;

        public long? LastProbe { get; set; }

        public bool IsProbing { get; set; }
    }
}
