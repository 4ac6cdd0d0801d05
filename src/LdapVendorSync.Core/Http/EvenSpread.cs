namespace LdapVendorSync.Core.Http;

/// <summary>
/// When requests are due that a limit lets out: evenly, and so that no window of the server, wherever it begins, has one too many. Times are
/// ticks of one clock. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// A request is due at a time of its own, counted from the one before it and not from when that left: what late timers and a busy machine
/// cost is made up for. The other bound is the request that lies a whole limit back, by when it left.
/// </remarks>
internal sealed class EvenSpread
{
    // What one request may be longer on its way than another.
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(35);

    // What was missed for longer is not made up for at all: after a pause, some at once would use the limit up before its time.
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(100);

    // A server may say that it takes any number.
    private const int MostRemembered = 1000;

    private readonly long _window;
    private readonly long _interval;
    private readonly long?[] _left;
    private long _next;
    private long _busySince;
    private int _count;

    /// <param name="limit">The limit.</param>
    /// <param name="now">The time.</param>
    /// <param name="spent">How many of its requests are spent; they are waited for as if they left evenly from now on.</param>
    public EvenSpread(RequestQuota limit, long now, double spent = 0)
    {
        _interval = (long)((limit.Window + Jitter).Ticks / limit.Requests);
        _left = new long?[(int)Math.Clamp(limit.Requests, 1, MostRemembered)];
        _window = _interval * _left.Length;
        _next = now + (long)(spent * _interval);
        _busySince = now;
    }

    /// <summary>When the next request is due.</summary>
    public long Due => Math.Max(_next, Oldest + _window ?? long.MinValue);

    private ref long? Oldest => ref _left[_count % _left.Length];

    /// <summary>Notes that a request leaves.</summary>
    public void Leave(long now)
    {
        if (_next < now - Lateness.Ticks)
            (_next, _busySince) = (now, now);
        _next += _interval;
        Oldest = now;
        _count = (_count + 1) % _left.Length;
    }

    /// <summary>Whether requests have left without a gap for so long that they alone can have used the limit up.</summary>
    public bool IsFull(long now) => _next > now - Lateness.Ticks && now - _busySince >= _window;
}
