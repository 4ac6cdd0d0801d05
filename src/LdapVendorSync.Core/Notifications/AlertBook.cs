namespace LdapVendorSync.Core.Notifications;

/// <summary>The troubles that were told of, so that none is told after every run, and that each is told to be over.</summary>
/// <param name="open">What was told before.</param>
internal sealed class AlertBook(IEnumerable<OpenAlert> open)
{
    // A mapping that is taken out of the configuration is never seen to work again.
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(90);

    private readonly Dictionary<string, OpenAlert> _open = open.ToDictionary(alert => alert.Key, StringComparer.Ordinal);

    public IReadOnlyCollection<OpenAlert> Open => _open.Values;

    /// <summary>Says what of a run's alerts is to be told.</summary>
    /// <param name="alerts">What the run showed.</param>
    /// <param name="examined">The keys of what it would have shown.</param>
    /// <param name="now">The time.</param>
    /// <param name="repeatAfter">How long a trouble that lasts is not told again.</param>
    public AlertVerdict Judge(
        IReadOnlyList<Alert> alerts, IReadOnlySet<string> examined, DateTimeOffset now, TimeSpan repeatAfter)
    {
        var current = alerts.Select(alert => alert.Key).ToHashSet(StringComparer.Ordinal);
        var isNews = alerts.ToLookup(alert => !_open.TryGetValue(alert.Key, out var known) || IsToBeRepeated(known));
        return new AlertVerdict(
            [.. isNews[true]],
            [.. isNews[false]],
            [.. _open.Values.Where(alert => examined.Contains(alert.Key) && !current.Contains(alert.Key))]);

        // What was told in the future was told by a clock that was wrong: silence until then could last for years.
        bool IsToBeRepeated(OpenAlert known) => now - known.LastTold >= repeatAfter || known.LastTold > now;
    }

    /// <summary>Remembers what was told.</summary>
    public void Record(AlertVerdict verdict, DateTimeOffset now)
    {
        foreach (var alert in verdict.News)
        {
            var since = _open.TryGetValue(alert.Key, out var known) ? known.Since : now;
            _open[alert.Key] = new OpenAlert(alert.Key, alert.Title, since, LastTold: now, LastSeen: now);
        }

        foreach (var alert in verdict.Known)
            _open[alert.Key] = _open[alert.Key] with { Title = alert.Title, LastSeen = now };
        foreach (var alert in verdict.Recovered)
            _open.Remove(alert.Key);
        foreach (var forgotten in _open.Values.Where(alert => now - alert.LastSeen > ForgetAfter).ToList())
            _open.Remove(forgotten.Key);
    }
}
