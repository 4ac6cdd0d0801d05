using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// Takes secrets out of text that is about to be written: known values in plain and encoded form, and what headers and addresses carry
/// credentials by their nature. Safe for concurrent use.
/// </summary>
public sealed partial class SecretRedactor
{
    /// <summary>Shorter values are not looked for: they would turn up in ordinary text, and so tell where they stand.</summary>
    public const int MinimumLength = 4;

    private readonly Lock _gate = new();
    private volatile KnownSecrets _known = KnownSecrets.None;

    /// <summary>Makes a value known.</summary>
    /// <param name="secret">The secret's text; ignored where it is shorter than <see cref="MinimumLength"/>.</param>
    public void Add(string? secret)
    {
        if (secret is null || secret.Trim().Length < MinimumLength)
            return;

        lock (_gate)
            _known = _known.With(Forms(secret));
    }

    /// <summary>The text without the secrets that are known and without credentials in headers and addresses.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var redacted = _known.Replace(text);
        if (redacted.Contains("://", StringComparison.Ordinal))
            redacted = UserInfo().Replace(redacted, "${scheme}" + Secret.Mask + "@");
        redacted = QueryCredential().Replace(redacted, "${name}" + Secret.Mask);
        return CredentialHeader().Replace(redacted, "${name}${colon}" + Secret.Mask);
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return secret;
        yield return secret.Trim();
        yield return Convert.ToBase64String(bytes);
        yield return Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        yield return Uri.EscapeDataString(secret);
        yield return System.Net.WebUtility.UrlEncode(secret);
        yield return System.Security.SecurityElement.Escape(secret);
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
    }

    [GeneratedRegex(
        """(?<name>\b(?:Proxy-)?Authorization|\bSet-Cookie|\bCookie|\bX-Api-Key|\bApi-Key|\bX-Auth-Token|\bX-Access-Token)(?<colon>["']?\s*[:=]\s*["']?)[^\r\n"']+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex CredentialHeader();

    [GeneratedRegex(
        """(?<name>[?&](?:access_token|api_key|apikey|client_secret|password|token)=)[^&\s"'<>]+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex QueryCredential();

    [GeneratedRegex("""(?<scheme>[a-z][a-z0-9+.-]*://)[^/\s"'<>@]*:[^/\s"'<>]*@""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserInfo();

    private sealed class KnownSecrets
    {
        public static readonly KnownSecrets None = new([]);

        // Longest first: a secret that contains another one must not leave its rest behind.
        private readonly ImmutableArray<string> _longestFirst;
        private readonly SearchValues<string> _any;

        private KnownSecrets(ImmutableArray<string> longestFirst)
        {
            _longestFirst = longestFirst;
            _any = SearchValues.Create(longestFirst.AsSpan(), StringComparison.Ordinal);
        }

        public KnownSecrets With(IEnumerable<string> forms) =>
            new([.. _longestFirst.Union(forms.Where(form => form.Length >= MinimumLength)).OrderByDescending(form => form.Length)]);

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
