using System.Net;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Holds requests back before the vendor has to refuse them: spread over short windows, and while the answers say that no more are left than
/// are under way already.
/// </summary>
internal sealed class RateLimitWatch(HttpEndpoint endpoint, RequestPace pace, ILogger logger)
{
    // With a real limit the answer after a pause says that there are requests again.
    private const int MostPausesInVain = 4;
    private static readonly TimeSpan ShortestInVain = TimeSpan.FromSeconds(1);

    private readonly QuotaEstimate _quota = new();
    private int _said;
    private long _tooLongUntil;
    private int _isNotBelieved;
    private int _pausesInVain;

    /// <summary>The way of a request to the server and back; it ends when that is disposed of.</summary>
    public Passage NewPassage() => new(this);

    private Task<int> EnterAsync(CancellationToken cancellationToken) => pace.WaitAsync(cancellationToken);

    private void Abandon(int number) => pace.Return(number, told: null);

    private void Learn(int number, HttpAttempt attempt)
    {
        if (attempt.Response is { } response)
        {
            Observe(number, response);
            return;
        }

        pace.Return(number, told: null);
        if (attempt.Error is { StatusCode: (int)HttpStatusCode.TooManyRequests })
            Refuse();
    }

    // What the server asks for then is a matter of the retries.
    private void Refuse()
    {
        Volatile.Write(ref _pausesInVain, 0);
        if (_quota.Refuse())
            pace.Learn(null);
    }

    private void Observe(int number, VendorHttpResponse response)
    {
        var limit = RateLimitHeaders.Parse(response, endpoint.TimeProvider);
        var isSpokenFor = pace.Return(number, limit);
        if (_quota.Observe(limit, RequestQuota.Parse(response)))
            pace.Learn(_quota.Current, SpentOf(_quota.Current, limit), _quota.IsCertain);
        if (PauseAskedBy(response, limit, isSpokenFor) is not { } pause || pause <= TimeSpan.Zero)
            return;
        var cap = TimeSpan.FromSeconds(endpoint.ErrorHandling.RetryAfterCapSeconds);
        if ((pause > cap && !IsBelieved(pause, cap)) || IsInVain(limit))
        {
            pace.ForgetWhatIsLeft();
            return;
        }

        var wait = pause < cap ? pause : cap;
        pace.PauseFor(wait);
        if (Interlocked.Exchange(ref _said, 1) == 0)
        {
            logger.LogWarning(
                "{Vendor}: the server's rate limit is nearly used up; requests wait {Seconds:0.0} s, until there are more. "
                    + "It is waited for so from now on, without a word each time.",
                endpoint.Name,
                wait.TotalSeconds);
        }
    }

    // Those under way count too.
    private double SpentOf(RequestQuota? quota, RateLimitHeaders? limit) => quota is null
        ? 0
        : Math.Clamp(quota.Requests - (limit?.Remaining ?? quota.Requests) + pace.UnderWay, 0, quota.Requests);

    // Who says that nothing is answered for a year, and answers when the cap is over, would otherwise make every request wait that long.
    private bool IsBelieved(TimeSpan pause, TimeSpan cap)
    {
        if (Volatile.Read(ref _isNotBelieved) == 1)
            return false;
        var now = pace.Now;
        var until = Interlocked.CompareExchange(ref _tooLongUntil, now + cap.Ticks, 0);
        if (until == 0 || now < until)
            return true;
        if (Interlocked.Exchange(ref _isNotBelieved, 1) == 0)
        {
            logger.LogWarning(
                "{Vendor}: the server asks for a pause of {Seconds:0} s, but answers before it is over; pauses beyond "
                    + "retry_after_cap_seconds ({Cap:0.###}) on answers that are good are not believed from now on.",
                endpoint.Name,
                pause.TotalSeconds,
                cap.TotalSeconds);
        }

        return false;
    }

    private TimeSpan? PauseAskedBy(VendorHttpResponse response, RateLimitHeaders? limit, bool isSpokenFor)
    {
        var asked = RetryAfter.Parse(response.Header("Retry-After"), response.Header("Date"), endpoint.TimeProvider);
        if (asked is not null)
            return asked;
        return limit is not null && IsUsedUp(limit, isSpokenFor) ? limit.Reset : null;
    }

    // Spread requests use a window up by its end and not before, unless there are others who send some.
    private bool IsUsedUp(RateLimitHeaders limit, bool isSpokenFor) =>
        !_quota.IsCertain ? isSpokenFor : limit.Remaining < 1 && !pace.IsFull();

    // Who says that none are left after each pause, whatever its length, and answers all the same, would slow every request.
    private bool IsInVain(RateLimitHeaders? limit)
    {
        if (limit is not { Remaining: < 1, Limit: null or > 1 } || limit.Reset < ShortestInVain)
        {
            Volatile.Write(ref _pausesInVain, 0);
            return false;
        }

        var pauses = Interlocked.Increment(ref _pausesInVain);
        if (pauses == MostPausesInVain + 1)
        {
            logger.LogWarning(
                "{Vendor}: the server says after every pause that no requests are left, and answers all the same; that is not believed "
                    + "from now on, until it refuses one.",
                endpoint.Name);
        }

        return pauses > MostPausesInVain;
    }

    /// <summary>The way of a request to the server and back.</summary>
    internal sealed class Passage(RateLimitWatch watch) : IDisposable
    {
        private int? _number;

        /// <summary>Waits until the request may leave.</summary>
        public async Task EnterAsync(CancellationToken cancellationToken) =>
            _number = await watch.EnterAsync(cancellationToken).ConfigureAwait(false);

        /// <summary>Learns what came of it.</summary>
        public void Learn(HttpAttempt attempt)
        {
            if (Leave() is { } number)
                watch.Learn(number, attempt);
        }

        public void Dispose()
        {
            if (Leave() is { } number)
                watch.Abandon(number);
        }

        private int? Leave()
        {
            var number = _number;
            _number = null;
            return number;
        }
    }
}
