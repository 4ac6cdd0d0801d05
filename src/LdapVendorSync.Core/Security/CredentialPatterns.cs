using System.Buffers;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// Finds what must be a credential by where it stands, whatever its value: headers, user names and passwords in addresses, and fields of
/// forms, JSON and XML whose names say so.
/// </summary>
internal static class CredentialPatterns
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // A part of the name of a field that holds a secret. Whole names such as "keystore_file" or "key" are none: they would blank the log.
    private const string Word =
        "passw(?:or)?d|passwd|pwd|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|authorization|assertion"
        + "|session[-_]?id|sessid|cookie|saml(?:request|response)|signature";

    private const string Name = $"[\\w.-]*(?:{Word})[\\w-]*";

    private static readonly SearchValues<string> Signs = SearchValues.Create(
        [
            "://", "passw", "pwd", "passphrase", "secret", "token", "api-key", "api_key", "apikey", "access-key", "access_key", "accesskey",
            "private-key", "private_key", "privatekey", "credential", "authorization", "assertion", "session-id", "session_id", "sessionid",
            "sessid", "cookie", "samlre", "signature", "code=", "sig=", "ticket=",
            "key=", "sid=", "session=", "auth=", "pass=", "pw=", "pin=",
        ],
        StringComparison.OrdinalIgnoreCase);

    // The rest of the line: a cookie or a digest has blanks and separators in it.
    private static readonly Regex Header = new(
        """(?<name>\b(?:(?:Proxy-)?Authorization|(?:Set-)?Cookie2?|(?:X-)?Api-Key|X-(?:Auth|Access)-Token)["']?\s*[:=]\s*["']?)[^\r\n"']+""",
        Linear);

    private static readonly Regex UserInfo = new("""(?<name>[a-z][a-z0-9+.-]*://)[^/\s"'<>@]*:[^/\s"'<>]*@""", Linear);

    private static readonly Regex FormField = new($"""(?<name>(?:^|[?&#;,\s"'(])(?:{Name})=)[^&;,\s"'<>()]+""", Linear);

    // Short names that say so in an address, and may mean anything elsewhere.
    private static readonly Regex QueryField = new(
        """(?<name>[?&#](?:code|sig|ticket|key|sid|session|auth|pass|pw|pin)=)[^&\s"'<>]+""", Linear);

    private static readonly Regex JsonString = new($"""(?<name>"(?:{Name})"\s*:\s*")(?:[^"\\]|\\.)+""", Linear);

    // JSON within a string of JSON, as a vendor that quotes the request in its error sends it.
    private static readonly Regex QuotedJsonString = new($"""(?<name>\\+"(?:{Name})\\+"\s*:\s*\\+")[^"\\]+""", Linear);

    private static readonly Regex JsonNumber = new($"""(?<name>"(?:{Name})"\s*:\s*)-?[0-9][0-9.eE+-]*""", Linear);

    private static readonly Regex XmlElement = new(
        $"""(?<name><(?:[\w.-]+:)?(?:{Name})(?:\s[^<>]*)?>)(?:<!\[CDATA\[[^\]]*\]\]>|[^<]+)""", Linear);

    private static readonly Regex XmlAttribute = new($"""(?<name>\s(?:[\w.-]+:)?(?:{Name})\s*=\s*["'])[^"'<>]+""", Linear);

    private static readonly Regex SecretName = new($"(?:{Word})|\\b(?:key|auth|session|sid)\\b", Linear);

    private static readonly Regex[] Fields =
        [JsonString, QuotedJsonString, JsonNumber, XmlElement, XmlAttribute, FormField, QueryField, Header];

    /// <summary>The text without what must be a credential.</summary>
    public static string Redact(string text)
    {
        if (!text.AsSpan().ContainsAny(Signs))
            return text;

        var redacted = UserInfo.Replace(text, "${name}" + Secret.Mask + "@");
        foreach (var pattern in Fields)
            redacted = pattern.Replace(redacted, "${name}" + Secret.Mask);
        return redacted;
    }

    /// <summary>Whether what a field or header of this name holds is a secret.</summary>
    public static bool IsSecretName(string name) => SecretName.IsMatch(name);
}
