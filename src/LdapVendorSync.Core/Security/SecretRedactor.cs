using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// Takes secrets out of text that is about to be written: known values in plain and encoded form, and what headers and addresses carry
/// credentials by their nature. Safe for concurrent use.
/// </summary>
public sealed class SecretRedactor
{
    /// <summary>Shorter values are not looked for: they would turn up in ordinary text, and so tell where they stand.</summary>
    public const int MinimumLength = 4;

    private const int MinimumCoreLength = 8;
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["authorization", "cookie", "api-key", "auth-token", "access-token", "://", "token=", "key=", "secret=", "password="],
        StringComparison.OrdinalIgnoreCase);

    private static readonly Regex CredentialHeader = new(
        """(?<name>\b(?:(?:Proxy-)?Authorization|(?:Set-)?Cookie|(?:X-)?Api-Key|X-(?:Auth|Access)-Token)["']?\s*[:=]\s*["']?)[^\r\n"']+""",
        Linear);

    private static readonly Regex QueryCredential = new(
        """(?<name>[?&](?:access_token|api_key|apikey|client_secret|password|token)=)[^&\s"'<>]+""", Linear);

    private static readonly Regex UserInfo = new("""(?<name>[a-z][a-z0-9+.-]*://)[^/\s"'<>@]*:[^/\s"'<>]*@""", Linear);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _forms = new(StringComparer.Ordinal);

    // Built when it is first needed after a change, as a configuration makes many secrets known at once.
    private volatile KnownSecrets? _known;

    /// <summary>Makes a value known.</summary>
    /// <param name="secret">The secret's text; ignored where it is shorter than <see cref="MinimumLength"/>.</param>
    public void Add(string? secret)
    {
        if (secret is null || secret.Trim().Length < MinimumLength)
            return;

        lock (_gate)
        {
            _forms.UnionWith(Forms(secret).Where(form => form.Length >= MinimumLength));
            _known = null;
        }
    }

    /// <summary>The text without the secrets that are known and without credentials in headers and addresses.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var redacted = Known().Replace(text);
        if (!redacted.AsSpan().ContainsAny(Signs))
            return redacted;

        redacted = UserInfo.Replace(redacted, "${name}" + Secret.Mask + "@");
        redacted = QueryCredential.Replace(redacted, "${name}" + Secret.Mask);
        return CredentialHeader.Replace(redacted, "${name}" + Secret.Mask);
    }

    private KnownSecrets Known()
    {
        if (_known is { } known)
            return known;
        lock (_gate)
            return _known ??= new KnownSecrets(_forms);
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return secret;
        yield return secret.Trim();
        yield return Convert.ToBase64String(bytes);
        yield return Base64Url(Convert.ToBase64String(bytes).TrimEnd('='));
        foreach (var core in Base64Cores(bytes))
        {
            yield return core;
            yield return Base64Url(core);
        }

        yield return Uri.EscapeDataString(secret);
        yield return System.Net.WebUtility.UrlEncode(secret);
        yield return System.Security.SecurityElement.Escape(secret);
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
    }

    // What base64 makes of the secret within a longer text, as in user:password, at each of the three places it can begin.
    private static IEnumerable<string> Base64Cores(byte[] secret)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var first = (shift * 8 + 5) / 6;
            var end = (shift + secret.Length) * 8 / 6;
            if (end - first >= MinimumCoreLength)
                yield return Convert.ToBase64String([.. new byte[shift], .. secret])[first..end];
        }
    }

    private static string Base64Url(string base64) => base64.Replace('+', '-').Replace('/', '_');

    private sealed class KnownSecrets
    {
        // Longest first: a secret that contains another one must not leave its rest behind.
        private readonly string[] _longestFirst;
        private readonly SearchValues<string> _any;

        public KnownSecrets(IEnumerable<string> forms)
        {
            _longestFirst = [.. forms.OrderByDescending(form => form.Length)];
            _any = SearchValues.Create(_longestFirst, StringComparison.Ordinal);
        }

        public string Replace(string text)
        {
            if (!text.AsSpan().ContainsAny(_any))
                return text;

            var builder = new StringBuilder(text);
            foreach (var form in _longestFirst)
                builder.Replace(form, Secret.Mask);
            return builder.ToString();
        }
    }
}
