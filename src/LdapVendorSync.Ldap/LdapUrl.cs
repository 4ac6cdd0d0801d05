using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Ldap;

/// <summary>A search as a URL (RFC 4516): <c>ldap://host:port/base?attributes?scope?filter?extensions</c>.</summary>
/// <remarks>
/// Taken beyond the RFC, because directories are full of them: <c>ldaps</c> as a scheme, and characters that should have been percent-encoded
/// where they can only stand for themselves. Refused: a percent sign without two hexadecimal digits, text that is not UTF-8, unknown scopes,
/// more than five parts, and critical extensions.
/// </remarks>
public sealed record LdapUrl
{
    private const int MaxParts = 5;

    private LdapUrl()
    {
    }

    /// <summary>The URL as it was read.</summary>
    public string Text { get; private init; } = string.Empty;

    /// <summary>Whether the URL says <c>ldaps</c>.</summary>
    public bool IsSecure { get; private init; }

    /// <summary>The host; null where the URL leaves it to the reader, who then takes the server that the URL came from.</summary>
    public string? Host { get; private init; }

    /// <summary>The port; null for the usual one.</summary>
    public int? Port { get; private init; }

    /// <summary>Where the search starts.</summary>
    public DistinguishedName BaseDn { get; private init; } = DistinguishedName.Root;

    /// <summary>The attributes to return; empty for all.</summary>
    public IReadOnlyList<string> Attributes { get; private init; } = [];

    /// <summary>How far below the base the search goes; the base alone where left out.</summary>
    public LdapSearchScope Scope { get; private init; } = LdapSearchScope.Base;

    /// <summary>Which entries match; all where left out.</summary>
    public LdapFilter Filter { get; private init; } = LdapFilter.MatchAll;

    /// <summary>Reads a URL.</summary>
    /// <exception cref="FormatException">The text is no LDAP URL; says why.</exception>
    public static LdapUrl Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (isSecure, rest) = SplitScheme(text);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (host, port) = ParseServer(slash < 0 ? rest : rest[..slash]);
        var parts = slash < 0 ? [] : rest[(slash + 1)..].Split('?');
        if (parts.Length > MaxParts)
            throw Invalid("it has more than five parts between question marks.");
        CheckExtensions(parts.ElementAtOrDefault(4) ?? string.Empty);
        return new LdapUrl
        {
            Text = text,
            IsSecure = isSecure,
            Host = host,
            Port = port,
            BaseDn = ParseBase(Decode(parts.ElementAtOrDefault(0) ?? string.Empty)),
            Attributes = [.. Split(parts.ElementAtOrDefault(1)).Select(Decode)],
            Scope = ParseScope(Decode(parts.ElementAtOrDefault(2) ?? string.Empty)),
            Filter = ParseFilter(Decode(parts.ElementAtOrDefault(3) ?? string.Empty)),
        };
    }

    /// <summary>Reads a URL.</summary>
    /// <param name="text">The text.</param>
    /// <param name="url">The URL, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LdapUrl? url)
    {
        try
        {
            url = text is null ? null : Parse(text);
        }
        catch (FormatException)
        {
            url = null;
        }

        return url is not null;
    }

    private static (bool IsSecure, string Remainder) SplitScheme(string text)
    {
        foreach (var (scheme, isSecure) in new[] { ("ldap://", false), ("ldaps://", true) })
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return (isSecure, text[scheme.Length..]);
        }

        throw Invalid("it does not begin with ldap:// or ldaps://.");
    }

    private static (string? Host, int? Port) ParseServer(string text)
    {
        if (text.Length == 0)
            return (null, null);

        // The colons of an IPv6 address stand in brackets (RFC 3986 section 3.2.2).
        var bracket = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        if (text.StartsWith('[') && bracket < 0)
            throw Invalid("a bracket of the host is not closed.");
        var colon = text.IndexOf(':', bracket < 0 ? 0 : bracket);
        var host = Decode(bracket < 0 ? (colon < 0 ? text : text[..colon]) : text[1..bracket]);
        if (host.Length == 0 || (bracket >= 0 && colon != bracket + 1 && bracket != text.Length - 1))
            throw Invalid("its host cannot be understood.");
        return (host, colon < 0 ? null : ParsePort(text[(colon + 1)..]));
    }

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw Invalid($"'{text}' is no port.");

    private static DistinguishedName ParseBase(string text)
    {
        try
        {
            return DistinguishedName.Parse(text);
        }
        catch (DistinguishedNameFormatException error)
        {
            throw Invalid($"its base is no DN: {error.Problem}", error);
        }
    }

    private static LdapSearchScope ParseScope(string text) => text.ToUpperInvariant() switch
    {
        "" or "BASE" => LdapSearchScope.Base,
        "ONE" => LdapSearchScope.OneLevel,
        "SUB" => LdapSearchScope.Subtree,
        _ => throw Invalid($"'{text}' is no scope; known are base, one and sub."),
    };

    private static LdapFilter ParseFilter(string text)
    {
        try
        {
            return text.Length == 0 ? LdapFilter.MatchAll : LdapFilter.Parse(text);
        }
        catch (LdapFilterFormatException error)
        {
            throw Invalid($"its filter is invalid: {error.Problem}", error);
        }
    }

    private static void CheckExtensions(string text)
    {
        if (Split(text).Select(Decode).FirstOrDefault(extension => extension.StartsWith('!')) is { } critical)
            throw Invalid($"it demands the extension '{critical[1..]}', which is not known.");
    }

    private static string[] Split(string? text) => (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, length));
                i += length - 1;
                continue;
            }

            if (i + 2 >= text.Length || !TryParseHex(text.AsSpan(i + 1, 2), out var value))
                throw Invalid("a percent sign is not followed by two hexadecimal digits.");
            bytes.Add(value);
            i += 2;
        }

        return StrictUtf8.TryGetString([.. bytes], out var decoded) ? decoded : throw Invalid("what is percent-encoded in it is not UTF-8.");
    }

    private static bool TryParseHex(ReadOnlySpan<char> digits, out byte value) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    /// <inheritdoc />
    public override string ToString() => Text;

    private static FormatException Invalid(string problem, Exception? inner = null) => new($"The LDAP URL is not understood: {problem}", inner);
}
