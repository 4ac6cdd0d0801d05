namespace LdapVendorSync.Core.Http;

/// <summary>
/// What the answers of a server say of short windows in which it counts. In these, requests are spread: resets are told in whole seconds, and
/// to wait for one costs much of such a window. What is left of a longer one is better used at once.
/// </summary>
internal sealed class QuotaEstimate
{
    // A second, by which a reset may be off, is a twentieth of it.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // So short a reset is hardly the end of a long window, and does no harm where it is: what is left is spread up to it. Told in whole seconds,
    // it may be off by nearly all of it, so that to use up what is left and wait for it would cost up to a window.
    private static readonly TimeSpan ShortestReset = TimeSpan.FromSeconds(1);

    // Those that are under way together are refused together.
    private const int MostRefusals = 50;

    private readonly Lock _gate = new();
    private RequestQuota? _declared;
    private RequestQuota? _seen;
    private TimeSpan _longestReset;
    private double? _lastRemaining;
    private bool _hasRolledOver;
    private int _refusals;

    /// <summary>The limit that requests are spread by; <see langword="null"/> for none.</summary>
    public RequestQuota? Current
    {
        get
        {
            lock (_gate)
                return _declared ?? _seen;
        }
    }

    /// <summary>Whether the limit was declared, or seen from the beginning of a window; otherwise its window may be longer.</summary>
    public bool IsCertain
    {
        get
        {
            lock (_gate)
                return _declared is not null || (_seen is not null && _hasRolledOver);
        }
    }

    /// <summary>Learns from an answer that is no refusal.</summary>
    /// <param name="headers">What it says of the requests that are left.</param>
    /// <param name="declared">The limits that it declares.</param>
    /// <returns>Whether there is another limit than before, none any more, or more certainty of it.</returns>
    public bool Observe(RateLimitHeaders? headers, IEnumerable<RequestQuota> declared)
    {
        lock (_gate)
        {
            var before = (Current, IsCertain);
            _declared = declared.Append(_declared).OfType<RequestQuota>().Where(quota => quota.Window <= Longest).MinBy(quota => quota.Rate);
            if (headers?.Limit is { } limit)
                See(headers, limit);
            return before != (Current, IsCertain);
        }
    }

    /// <summary>
    /// Learns of a refusal. A request that was long on its way may have come in a later window; who is refused often is mistaken.
    /// </summary>
    /// <returns>Whether there is no limit any more where there was one.</returns>
    public bool Refuse()
    {
        lock (_gate)
        {
            var before = Current;
            if (_declared is null && _seen is not null && ++_refusals > MostRefusals)
                _seen = null;
            return Current != before;
        }
    }

    // A window is as long as the longest reset. That is certain only once a window has begun anew: the first may be seen at its end.
    private void See(RateLimitHeaders headers, double limit)
    {
        _hasRolledOver |= headers.Remaining - _lastRemaining > limit / 2;
        _lastRemaining = headers.Remaining;
        if (headers.Reset > _longestReset)
            _longestReset = headers.Reset;
        var isKnown = (_hasRolledOver || _longestReset <= ShortestReset) && _refusals <= MostRefusals && limit > 1 && _longestReset > TimeSpan.Zero && _longestReset <= Longest;
        _seen = isKnown ? new RequestQuota(limit, _longestReset) : null;
    }
}
