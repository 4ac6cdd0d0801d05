using System.Globalization;
using System.Net.Http.Headers;

namespace LdapVendorSync.Core.Http;

/// <summary>The Retry-After header (RFC 9110 section 10.2.3): seconds or a date.</summary>
internal static class RetryAfter
{
    private const NumberStyles Seconds = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>How long to wait.</summary>
    /// <returns>Never negative; <see langword="null"/> where the header is absent or cannot be understood.</returns>
    public static TimeSpan? Parse(string? value, TimeProvider timeProvider)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        // Some servers send a fraction, which the RFC does not know but whose meaning is plain.
        if (double.TryParse(value, Seconds, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));
        if (!RetryConditionHeaderValue.TryParse(value, out var header) || header.Date is not { } date)
            return null;
        var wait = date - timeProvider.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
