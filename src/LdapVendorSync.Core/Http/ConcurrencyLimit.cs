namespace LdapVendorSync.Core.Http;

/// <summary>
/// How many requests a server gets at once: as many as are allowed until it is in trouble, then fewer, then one more with every round that
/// goes well (additive increase, multiplicative decrease). Not safe for concurrent use.
/// </summary>
/// <remarks>
/// Just below the number that was too many it stays for long, and for longer each time that this number proves to be too many again: otherwise
/// a server that refuses what is beyond its limit would have to refuse something every few rounds.
/// </remarks>
/// <param name="ceiling">The most that are allowed.</param>
internal sealed class ConcurrencyLimit(int ceiling)
{
    // As in RFC 9438 section 4.6: to halve it would lose more than it spares.
    private const double Decrease = 0.7;
    private const int ShortestStay = 20;
    private const int LongestStay = 640;

    // Creating an account may take ten times as long as adding it to a group: each kind of request is measured by itself.
    private readonly Dictionary<RequestKind, LatencyTrend> _latency = [];
    private int _stay = ShortestStay;
    private int _tooMany = int.MaxValue;
    private int _successes;
    private int _failuresInARow;
    private int? _beforeSlowness;

    /// <summary>The most that are allowed.</summary>
    public int Ceiling { get; } = ceiling;

    /// <summary>How many there may be now; at least 1.</summary>
    public int Current { get; private set; } = ceiling;

    /// <summary>The fewest that there were.</summary>
    public int Fewest { get; private set; } = ceiling;

    /// <summary>How often it fell. A request that began before a fall says nothing of what is allowed since.</summary>
    public int Falls { get; private set; }

    /// <summary>Learns that a request was answered.</summary>
    /// <param name="falls"><see cref="Falls"/> when it began.</param>
    /// <param name="atOnce">How many there were at once, with this one.</param>
    /// <param name="kind">What kind of request it was.</param>
    /// <param name="latency">How long the answer took; <see langword="null"/> where that says nothing of the server's load.</param>
    public void Succeed(int falls, int atOnce, RequestKind kind, TimeSpan? latency)
    {
        _failuresInARow = 0;
        if (falls != Falls)
            return;
        switch (latency is { } elapsed ? TrendOf(kind).Judge(elapsed) : LatencyVerdict.Usual)
        {
            case LatencyVerdict.Degraded:
                var before = Current;
                Fall(atOnce);
                _beforeSlowness = before;
                break;
            case LatencyVerdict.InVain when _beforeSlowness is { } all:
                Restore(all);
                break;
            default:
                CountTowardsRise();
                break;
        }
    }

    /// <summary>Learns that a request was not answered, or not in a way that is meant.</summary>
    /// <param name="falls"><see cref="Falls"/> when it began.</param>
    /// <param name="atOnce">How many there were at once, with this one.</param>
    /// <param name="isOverload">
    /// Whether one such failure is about the server; otherwise it may be about the request, and two in a row are not.
    /// </param>
    public void Fail(int falls, int atOnce, bool isOverload)
    {
        _failuresInARow++;
        if (falls == Falls && (isOverload || _failuresInARow > 1))
            Fall(atOnce);
        else if (isOverload && falls == Falls - 1 && _successes == 0)
            Lower(atOnce - 1);
    }

    private LatencyTrend TrendOf(RequestKind kind) =>
        _latency.TryGetValue(kind, out var trend) ? trend : _latency[kind] = new LatencyTrend();

    private void Fall(int atOnce)
    {
        _beforeSlowness = null;
        var had = Math.Min(Current, atOnce);
        // One alone is not too many.
        if (had < 2)
            return;
        _stay = had >= _tooMany ? Math.Min(_stay * 2, LongestStay) : ShortestStay;
        _tooMany = had;
        _successes = 0;
        Falls++;
        Current = Math.Max(1, (int)(had * Decrease));
        Fewest = Math.Min(Fewest, Current);
    }

    // Of those that went together, the others of those that were refused are what is borne: to find that out by one fall after the other
    // could refuse the same request until its retries are used up. Where nobody is left, it is an outage, and says nothing of a number.
    private void Lower(int borne)
    {
        if (borne >= Current)
            return;
        _beforeSlowness = null;
        Current = Math.Max(1, borne);
        Fewest = Math.Min(Fewest, Current);
        _tooMany = borne > 1 ? Current + 1 : int.MaxValue;
    }

    // The trial proved nothing against the number that there was before.
    private void Restore(int all)
    {
        Current = Math.Max(Current, all);
        (_successes, _tooMany, _beforeSlowness) = (0, int.MaxValue, null);
    }

    private void CountTowardsRise()
    {
        if (Current < Ceiling && ++_successes >= RoundOf(Current))
            Rise();
    }

    private void Rise()
    {
        _successes = 0;
        if (++Current > _tooMany)
            _tooMany = int.MaxValue;
    }

    private int RoundOf(int current) => current + 1 >= _tooMany ? current * _stay : current;
}
