namespace LdapVendorSync.Core.Http;

/// <summary>
/// Tells a server that becomes slow under what it gets from one that is just slower than before: the former is faster again with fewer
/// requests at once. Not safe for concurrent use.
/// </summary>
internal sealed class LatencyTrend
{
    private const int Window = 32;
    private const double Clearly = 3;
    private const double Improved = 0.9;

    // Below this, others than the server make the difference.
    private static readonly TimeSpan Noticeable = TimeSpan.FromMilliseconds(100);

    private TimeSpan _sum;
    private int _count;
    private TimeSpan? _usual;
    private TimeSpan? _beforeFall;

    /// <summary>Learns how long an answer took.</summary>
    public LatencyVerdict Judge(TimeSpan elapsed)
    {
        _sum += elapsed;
        if (++_count < Window)
            return LatencyVerdict.Usual;
        var mean = _sum / _count;
        (_sum, _count) = (TimeSpan.Zero, 0);
        var isInVain = _beforeFall is { } before && mean > before * Improved;
        if (isInVain || _usual is null || mean < _usual)
            _usual = mean;
        var isDegraded = mean > _usual.Value * Clearly && mean - _usual.Value > Noticeable;
        _beforeFall = isDegraded ? mean : null;
        return isDegraded ? LatencyVerdict.Degraded : isInVain ? LatencyVerdict.InVain : LatencyVerdict.Usual;
    }
}
