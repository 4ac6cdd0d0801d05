namespace LdapVendorSync.Core.Sync;

/// <summary>Tells how long something that is counted will still take, from a smoothed rate. Not for several threads at once.</summary>
/// <param name="timeProvider">The clock.</param>
public sealed class RemainingTime(TimeProvider timeProvider)
{
    // The first answers of a server are no measure of the others.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(1);

    // What the latest sample counts against all before it.
    private const double Weight = 0.3;

    private object? _part;
    private long? _countedAt;
    private int _counted;
    private double? _rate;

    /// <summary>Takes note of a count, and says how long the rest will take.</summary>
    /// <param name="part">What is counted; the rate is kept for the next part, the count is not.</param>
    /// <param name="done">How many are through.</param>
    /// <param name="total">Out of how many.</param>
    /// <returns>Seconds, rounded up; <see langword="null"/> while there is not enough to say.</returns>
    public int? Estimate(object? part, int done, int total)
    {
        Measure(part, done);
        return _rate is { } rate ? (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Max(0, total - done) / rate)) : null;
    }

    private void Measure(object? part, int done)
    {
        if (_countedAt is not { } since || !Equals(part, _part) || done < _counted)
        {
            Mark(part, done);
            return;
        }

        var elapsed = timeProvider.GetElapsedTime(since);
        if (done == _counted || elapsed < (_rate is null ? WarmUp : Sample))
            return;
        var latest = (done - _counted) / elapsed.TotalSeconds;
        _rate = _rate is { } rate ? rate + (Weight * (latest - rate)) : latest;
        Mark(part, done);
    }

    private void Mark(object? part, int done)
    {
        _part = part;
        _counted = done;
        _countedAt = timeProvider.GetTimestamp();
    }
}
