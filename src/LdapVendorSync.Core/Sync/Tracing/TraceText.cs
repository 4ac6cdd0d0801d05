using System.Globalization;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>How the sentences write times and numbers, and go into one another.</summary>
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

    /// <summary>A number in an order: 1st, 2nd, 3rd, 11th, 21st.</summary>
    public static string Ordinal(int number) => (number % 100) switch
    {
        11 or 12 or 13 => $"{number}th",
        _ => (number % 10) switch { 1 => $"{number}st", 2 => $"{number}nd", 3 => $"{number}rd", _ => $"{number}th" },
    };

    /// <summary>The sentence of a finding as a part of another one.</summary>
    public static string Clause(TraceFinding finding) => char.ToLowerInvariant(finding.Sentence[0]) + finding.Sentence[1..];
}
