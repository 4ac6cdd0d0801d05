using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>Finds secrets in whatever was written, also in the guises in which they travel.</summary>
internal sealed class SecretScanner
{
    private readonly IReadOnlyList<(string Name, byte[] Needle)> _needles;

    /// <param name="secrets">The secrets by name.</param>
    public SecretScanner(IReadOnlyDictionary<string, string> secrets) => _needles =
    [
        .. secrets.SelectMany(secret => Guises(secret.Value).Distinct().Select(guise => (secret.Key, Encoding.UTF8.GetBytes(guise)))),
    ];

    /// <summary>Looks through a text.</summary>
    public IEnumerable<Violation> Scan(string where, string text) => Scan(where, Encoding.UTF8.GetBytes(text));

    /// <summary>Looks through a file or a folder.</summary>
    public IEnumerable<Violation> ScanFiles(string path)
    {
        var files = Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories) : File.Exists(path) ? [path] : [];
        return files.SelectMany(file => Scan(file, File.ReadAllBytes(file)));
    }

    private IEnumerable<Violation> Scan(string where, byte[] content)
    {
        foreach (var (name, needle) in _needles)
        {
            if (content.AsSpan().IndexOf(needle) >= 0)
                yield return new Violation(Promise.NoSecretWritten, $"{where} holds {name} as '{Encoding.UTF8.GetString(needle)}'");
        }
    }

    private static IEnumerable<string> Guises(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return WebUtility.UrlEncode(secret);
        yield return WebUtility.HtmlEncode(secret);
        yield return JsonSerializer.Serialize(secret).Trim('"');
        yield return JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return Convert.ToHexString(Encoding.UTF8.GetBytes(secret));
        for (var offset = 0; offset < 3; offset++)
        {
            var inside = Base64Inside(secret, offset);
            yield return inside;
            yield return inside.Replace('+', '-').Replace('/', '_');
        }
    }

    // What of the secret does not depend on its neighbours, where it stands somewhere within a longer text, as in user:password.
    private static string Base64Inside(string secret, int offset)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var skip = (3 - offset) % 3;
        var whole = (bytes.Length - skip) / 3 * 3;
        return Convert.ToBase64String(bytes.AsSpan(skip, whole));
    }
}
