namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>What a request carries to be let in: a header, a part of the query, cookies.</summary>
internal sealed record Credential
{
    /// <summary>The header and its value.</summary>
    public KeyValuePair<string, string>? Header { get; init; }

    /// <summary>The query parameter and its value.</summary>
    public KeyValuePair<string, string>? Parameter { get; init; }

    /// <summary>The cookies of a session.</summary>
    public SessionCookies? Cookies { get; init; }

    /// <summary>Puts it on a request.</summary>
    /// <returns>The address as it may be shown.</returns>
    public Uri Apply(HttpRequestMessage request)
    {
        var address = request.RequestUri!;
        if (Header is { } header)
            SetHeader(request, header.Key, header.Value);
        if (Cookies?.HeaderFor(address) is { } cookies)
            SetHeader(request, "Cookie", cookies);
        if (Parameter is not { } parameter)
            return address;

        request.RequestUri = WithParameter(address, parameter.Key, Uri.EscapeDataString(parameter.Value));
        return WithParameter(address, parameter.Key, Security.Secret.Mask);
    }

    private static void SetHeader(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    // A link that the server sends may have it already.
    private static Uri WithParameter(Uri address, string name, string escapedValue)
    {
        var escapedName = Uri.EscapeDataString(name);
        var others = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(field => !Uri.UnescapeDataString(field.Split('=')[0]).Equals(name, StringComparison.OrdinalIgnoreCase));
        return new UriBuilder(address) { Query = string.Join('&', others.Append($"{escapedName}={escapedValue}")) }.Uri;
    }
}
