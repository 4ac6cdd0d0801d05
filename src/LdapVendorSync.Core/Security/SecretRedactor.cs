using System.Buffers;
using System.Text;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// Takes secrets out of text that is about to be written: known values in plain and encoded form, and what must be one by where it stands
/// (headers, addresses, fields that are named so). Safe for concurrent use.
/// </summary>
public sealed class SecretRedactor
{
    /// <summary>Shorter values are not looked for: they would turn up in ordinary text, and so tell where they stand.</summary>
    public const int MinimumLength = 4;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
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
            if (!_secrets.Add(secret))
                return;
            _forms.UnionWith(SecretForms.PartsOf(secret).SelectMany(SecretForms.Of).Where(form => form.Length >= MinimumLength));
            _known = null;
        }
    }

    /// <summary>The text without the secrets that are known and without what must be one by where it stands.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var redacted = Known().Replace(text);
        return CredentialPatterns.Redact(redacted);
    }

    private KnownSecrets Known()
    {
        if (_known is { } known)
            return known;
        lock (_gate)
            return _known ??= new KnownSecrets(_forms);
    }

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
