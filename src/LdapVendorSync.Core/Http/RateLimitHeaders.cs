using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Http;

/// <summary>What an answer says of the requests that are left: how many, and how long until there are more.</summary>
/// <param name="Remaining">How many are left.</param>
/// <param name="Reset">How long until there are more.</param>
/// <param name="Limit">How many there are in all; <see langword="null"/> where that is not said.</param>
internal sealed partial record RateLimitHeaders(double Remaining, TimeSpan Reset, double? Limit = null)
{
    // Beyond this a number cannot be seconds from now on, but is a time: seconds, or milliseconds, since 1970.
    private const double LeastEpochSeconds = 1_000_000_000;
    private const double LeastEpochMilliseconds = 100_000_000_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>
    /// How long a refusal asks to wait. One that comes while requests are left, or whose reset is past, is for something else than this
    /// limit, such as too many requests at once, and its reset says nothing: <see langword="null"/>.
    /// </summary>
    public TimeSpan? PauseOfRefusal => Remaining < 1 && Reset > TimeSpan.Zero ? Reset : null;

    private static readonly string[] Prefixes = ["RateLimit-", "X-RateLimit-", "X-Rate-Limit-"];

    /// <summary>
    /// Reads the headers: <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers, in the form of draft 7 and the structured one of later
    /// drafts), and <c>RateLimit-</c>, <c>X-RateLimit-</c> and <c>X-Rate-Limit-Remaining</c> and <c>-Reset</c>, with seconds from now on or
    /// a time.
    /// </summary>
    /// <param name="response">The answer.</param>
    /// <param name="timeProvider">Our clock, for an answer without Date: a time is meant by the server's clock.</param>
    /// <returns>
    /// The limit that leaves the least; <see langword="null"/> where the answer says nothing, or nothing that can be understood.
    /// </returns>
    public static RateLimitHeaders? Parse(VendorHttpResponse response, TimeProvider timeProvider)
    {
        var now = new Lazy<DateTimeOffset>(() => DateOf(response.Header("Date")) ?? timeProvider.GetUtcNow());
        return Combined(response)
            .Concat(Prefixes.Select(prefix =>
                (response.Header($"{prefix}Remaining"), ResetOf(response, prefix), response.Header($"{prefix}Limit"))))
            .Select(parts => Create(parts.Item1, parts.Item2, parts.Item3, now))
            .OfType<RateLimitHeaders>()
            .OrderBy(limit => limit.Remaining)
            .ThenByDescending(limit => limit.Reset)
            .FirstOrDefault();
    }

    private static string? ResetOf(VendorHttpResponse response, string prefix) =>
        response.Header($"{prefix}Reset-After") ?? response.Header($"{prefix}Reset");

    private static IEnumerable<(string? Remaining, string? Reset, string? Limit)> Combined(VendorHttpResponse response)
    {
        if (!response.Headers.TryGetValue("RateLimit", out var lines))
            yield break;
        foreach (var line in lines)
        {
            // limit=100, remaining=5, reset=30: one limit. "burst";r=5;t=30, "day";r=900;t=4000: several.
            var limits = line.Contains(';', StringComparison.Ordinal) ? line.Split(',') : [line];
            foreach (var limit in limits)
            {
                var parts = Part().Matches(limit).ToLookup(
                    part => part.Groups["name"].Value, part => part.Groups["value"].Value, StringComparer.OrdinalIgnoreCase);
                yield return (
                    parts["remaining"].Concat(parts["r"]).FirstOrDefault(),
                    parts["reset"].Concat(parts["t"]).FirstOrDefault(),
                    parts["limit"].FirstOrDefault());
            }
        }
    }

    private static RateLimitHeaders? Create(string? remaining, string? reset, string? limit, Lazy<DateTimeOffset> now)
    {
        // Some say -1 where there is no limit.
        if (NumberOf(remaining) is not { } left || left < 0 || WaitOf(reset, now) is not { } wait)
            return null;
        return new RateLimitHeaders(left, wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait, NumberOf(limit));
    }

    private static TimeSpan? WaitOf(string? reset, Lazy<DateTimeOffset> now)
    {
        if (NumberOf(reset) is not { } number)
            return DateOf(reset) is { } date ? date - now.Value : null;
        if (number >= LeastEpochMilliseconds)
            return Since1970(number / 1000) - now.Value;
        return number >= LeastEpochSeconds ? Since1970(number) - now.Value : TimeSpan.FromSeconds(Math.Max(number, 0));
    }

    private static DateTimeOffset Since1970(double seconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()) * 1000));

    private static double? NumberOf(string? text) =>
        double.TryParse(
            text?.Split(',', ';')[0],
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite
                | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out var number) && double.IsFinite(number)
            ? number
            : null;

    private static DateTimeOffset? DateOf(string? value)
    {
        if (RetryConditionHeaderValue.TryParse(value, out var header) && header.Date is { } date)
            return date;
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }

    [GeneratedRegex("(?<name>[A-Za-z]+)\\s*=\\s*(?<value>[0-9.]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
