namespace LdapVendorSync.Fixtures.ApiDescriptions;

/// <summary>A request as it arrived.</summary>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Path">The path, percent-encoded, from the server's root.</param>
/// <param name="Query">Names and values of the query, decoded, in their order.</param>
/// <param name="ContentType">The body's media type with its parameters, or <see langword="null"/>.</param>
/// <param name="Body">The body; empty for none.</param>
public sealed record ApiRequest(
    string Method, string Path, IReadOnlyList<KeyValuePair<string, string>> Query, string? ContentType = null, string Body = "")
{
    /// <summary>A request from its parts as they are written in text.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query, percent-encoded.</param>
    /// <param name="contentType">The body's media type.</param>
    /// <param name="body">The body.</param>
    public static ApiRequest Parse(string method, string target, string? contentType = null, string body = "")
    {
        var parts = target.Split('?', 2);
        var query = parts is [_, { Length: > 0 } text]
            ? text.Split('&').Select(pair => pair.Split('=', 2)).Select(
                pair => KeyValuePair.Create(Decode(pair[0]), pair.Length == 2 ? Decode(pair[1]) : "")).ToArray()
            : [];
        return new ApiRequest(method, parts[0], query, contentType, body);
    }

    /// <inheritdoc />
    public override string ToString() =>
        $"{Method} {Path}{(Query.Count == 0 ? "" : "?")}{string.Join('&', Query.Select(pair => $"{pair.Key}={pair.Value}"))}";

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
