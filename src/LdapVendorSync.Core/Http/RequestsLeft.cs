namespace LdapVendorSync.Core.Http;

/// <summary>
/// What the answers of a server leave of a window in which it counts, against the requests that are under way. Times are ticks of one clock.
/// Not safe for concurrent use.
/// </summary>
/// <remarks>
/// The least that an answer told is the last that the server counted; whether it had counted those that are under way by then, nobody knows, so that
/// all of them are taken for requests that it still will.
/// </remarks>
internal sealed class RequestsLeft
{
    private int _begun;
    private int _knownBy;
    private double? _remaining;
    private double? _limit;
    private long _resetAt;

    /// <summary>How many have begun and not ended.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Notes that a request begins.</summary>
    /// <returns>Its number; later ones have higher ones.</returns>
    public int Begin()
    {
        UnderWay++;
        return ++_begun;
    }

    /// <summary>Notes that a request is through.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="told">What its answer says is left; <see langword="null"/> for nothing: it may have cost one all the same.</param>
    /// <param name="now">The time.</param>
    public void End(int number, RateLimitHeaders? told, long now)
    {
        UnderWay--;
        if (told is null)
            _remaining--;
        else if (now >= _resetAt || number > _knownBy || told.Remaining < _remaining)
            (_remaining, _limit, _resetAt, _knownBy) = (told.Remaining, told.Limit is >= 1 ? told.Limit : null, now + told.Reset.Ticks, _begun);
    }

    /// <summary>Whether those that are under way need all that is left. What a new window holds is known where the limit was told.</summary>
    public bool IsSpokenFor(long now) => (now < _resetAt ? _remaining : _limit) - UnderWay < 1;

    /// <summary>Believes nothing of what was told.</summary>
    public void Forget() => (_remaining, _limit) = (null, null);
}
