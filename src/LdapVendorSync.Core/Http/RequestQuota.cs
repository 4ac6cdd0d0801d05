using System.Globalization;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Http;

/// <summary>How many requests a server takes in how much time.</summary>
/// <param name="Requests">How many; at least 1.</param>
/// <param name="Window">In which time; longer than none.</param>
internal sealed partial record RequestQuota(double Requests, TimeSpan Window)
{
    private static readonly string[] Headers = ["RateLimit-Policy", "RateLimit-Limit"];

    /// <summary>Requests a second.</summary>
    public double Rate => Requests / Window.TotalSeconds;

    /// <summary>
    /// Reads those that an answer declares with their windows (draft-ietf-httpapi-ratelimit-headers): <c>RateLimit-Policy: 50;w=1</c> of draft 7,
    /// <c>"burst";q=50;w=1</c> of later ones, <c>RateLimit-Limit: 50, 50;w=1</c> of earlier ones.
    /// </summary>
    public static IEnumerable<RequestQuota> Parse(VendorHttpResponse response) =>
        from header in Headers
        where response.Headers.ContainsKey(header)
        from line in response.Headers[header]
        from policy in line.Split(',')
        let found = Policy().Match(policy)
        where found.Success
        let requests = NumberOf(found.Groups["requests"])
        let seconds = NumberOf(found.Groups["seconds"])
        where requests >= 1 && seconds > 0
        select new RequestQuota(requests, TimeSpan.FromSeconds(seconds));

    private static double NumberOf(Group digits) => double.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^\s*(?:""[^""]*""\s*;.*?\bq=)?(?<requests>[0-9]{1,9})\s*;.*?\bw=(?<seconds>[0-9]{1,8})\b",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Policy();
}
