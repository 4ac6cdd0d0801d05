using System.Globalization;
using System.Net.Http.Headers;

namespace LdapVendorSync.Core.Http;

/// <summary>The Retry-After header (RFC 9110 section 10.2.3): seconds or a date.</summary>
internal static class RetryAfter
{
    private const NumberStyles Seconds = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>How long to wait.</summary>
    /// <param name="value">The header.</param>
    /// <param name="serverDate">The Date header of the same answer: a date is meant by the server's clock, which may not be ours.</param>
    /// <param name="timeProvider">Our clock, for an answer without Date.</param>
    /// <returns>Never negative; <see langword="null"/> where the header is absent or cannot be understood.</returns>
    public static TimeSpan? Parse(string? value, string? serverDate, TimeProvider timeProvider)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        // Some servers send a fraction, which the RFC does not know but whose meaning is plain.
        if (double.TryParse(value, Seconds, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds))
            return Limit(TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)));
        return ParseDate(value) is { } date ? Limit(date - (ParseDate(serverDate) ?? timeProvider.GetUtcNow())) : null;
    }

    private static DateTimeOffset? ParseDate(string? value) =>
        RetryConditionHeaderValue.TryParse(value, out var header) ? header.Date : null;

    private static TimeSpan Limit(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
