using System.Net;

namespace LdapVendorSync.Core.Http;

/// <summary>The answer to a request, with its body read to the end.</summary>
public sealed record VendorHttpResponse
{
    // Where vendors put their own id of a request, the most common first.
    private static readonly string[] RequestIdHeaders =
        ["X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Amzn-RequestId", "X-Okta-Request-Id", "client-request-id"];

    /// <summary>The status.</summary>
    public required HttpStatusCode Status { get; init; }

    /// <summary>The headers, by name without regard to case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = NoHeaders;

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body's media type without parameters, in lower case.</summary>
    public string? MediaType { get; init; }

    /// <summary>
    /// Whether no answer confirmed the request, but looking showed that it had its effect. There is no body and no real status then.
    /// </summary>
    public bool ConfirmedByLooking { get; init; }

    /// <summary>Whether an earlier attempt of the same request ended without its outcome being known.</summary>
    public bool FollowsUnknownOutcome { get; init; }

    /// <summary>Takes secrets out of a text of the answer. Whoever cuts a text off does this first: a half of a secret is found by nobody.</summary>
    internal Func<string, string> Redact { get; init; } = text => text;

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and <= 299;

    /// <summary>The vendor's own id of the request.</summary>
    public string? RequestId => RequestIdHeaders.Select(Header).FirstOrDefault(value => !string.IsNullOrEmpty(value));

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> NoHeaders { get; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The first value of a header, or <see langword="null"/>.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
}
