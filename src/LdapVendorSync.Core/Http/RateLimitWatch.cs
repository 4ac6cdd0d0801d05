using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Holds requests back before the vendor has to refuse them: while the answers say that no more are left than are under way already.
/// </summary>
internal sealed class RateLimitWatch(HttpEndpoint endpoint, RequestPace pace, ILogger logger)
{
    private int _underWay;
    private int _said;
    private long _tooLongUntil;
    private int _isNotBelieved;

    /// <summary>Notes that a request leaves.</summary>
    public void Begin() => Interlocked.Increment(ref _underWay);

    /// <summary>Notes that a request is through.</summary>
    public void End() => Interlocked.Decrement(ref _underWay);

    /// <summary>Learns from an answer that is no refusal; what a refusal asks for is a matter of the retries.</summary>
    public void Observe(VendorHttpResponse response)
    {
        if (PauseAskedBy(response) is not { } pause || pause <= TimeSpan.Zero)
            return;
        var cap = TimeSpan.FromSeconds(endpoint.ErrorHandling.RetryAfterCapSeconds);
        if (pause > cap && !IsBelieved(pause, cap))
            return;
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

    private TimeSpan? PauseAskedBy(VendorHttpResponse response)
    {
        var asked = RetryAfter.Parse(response.Header("Retry-After"), response.Header("Date"), endpoint.TimeProvider);
        if (asked is not null)
            return asked;
        // Those under way, but for the one that was just answered, will use up what is left.
        var othersUnderWay = Volatile.Read(ref _underWay) - 1;
        return RateLimitHeaders.Parse(response, endpoint.TimeProvider) is { } limit && limit.Remaining <= othersUnderWay
            ? limit.Reset
            : null;
    }
}
