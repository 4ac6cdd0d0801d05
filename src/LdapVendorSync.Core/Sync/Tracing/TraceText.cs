using System.Globalization;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>How the sentences write times.</summary>
internal static class TraceText
{
    /// <summary>A moment, in UTC: several people in several places read it.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A span of time in its biggest units.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalHours: >= 48 } => FormattableString.Invariant($"{span.TotalDays:0.#} days"),
        { TotalMinutes: >= 120 } => FormattableString.Invariant($"{span.TotalHours:0.#} hours"),
        _ => FormattableString.Invariant($"{Math.Max(0, Math.Ceiling(span.TotalMinutes)):0} minutes"),
    };
}
