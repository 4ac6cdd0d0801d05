using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// A body as the log may show it: without secrets, and only so much of it that a log stays readable. Secrets are taken out before anything
/// is cut off, as a half of one is found by nobody.
/// </summary>
internal static class LoggedBody
{
    private const int ShownCharacters = 4000;

    // What lies beyond is far from what is shown.
    private const int LookedAtBytes = 256 * 1024;

    // What names the field whose value stands beside it: a patch (RFC 6902, RFC 7644), a list of pairs.
    private static readonly string[] NamingProperties = ["path", "name", "key", "field", "attribute"];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text to show; empty for no body.</summary>
    public static string Describe(ReadOnlyMemory<byte> body, SecretRedactor redactor)
    {
        if (body.IsEmpty)
            return string.Empty;
        var text = redactor.Redact(TryMaskJson(body, redactor) ?? TextOf(body.Span));
        return text.Length <= ShownCharacters && body.Length <= LookedAtBytes
            ? text
            : $"{text[..Math.Min(text.Length, ShownCharacters)]}… ({body.Length} bytes)";
    }

    private static string TextOf(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body[..Math.Min(body.Length, LookedAtBytes)]);

    private static string? TryMaskJson(ReadOnlyMemory<byte> body, SecretRedactor redactor)
    {
        if (body.Length > LookedAtBytes || body.Span.IndexOfAny((byte)'{', (byte)'[') is < 0 or > 3)
            return null;
        try
        {
            var root = JsonNode.Parse(body.Span);
            Mask(root, isSecret: false, redactor);
            return root?.ToJsonString(Readable);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            // No JSON, or a name that comes twice: it is looked at as text.
            return null;
        }
    }

    private static void Mask(JsonNode? node, bool isSecret, SecretRedactor redactor)
    {
        switch (node)
        {
            case JsonObject members:
                var namesSecret = NamingProperties.Any(name => NamesSecret(members[name]));
                foreach (var (name, value) in members.ToList())
                {
                    var hidden = isSecret || CredentialPatterns.IsSecretName(name) || (namesSecret && !NamingProperties.Contains(name));
                    if (Replacement(value, hidden, redactor) is { } shown)
                        members[name] = shown;
                    Mask(value, hidden, redactor);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var item = items[i];
                    if (Replacement(item, isSecret, redactor) is { } shown)
                        items[i] = shown;
                    Mask(item, isSecret, redactor);
                }

                break;
        }
    }

    // A text is looked at as it is, without the escapes that JSON puts around it.
    private static string? Replacement(JsonNode? node, bool isSecret, SecretRedactor redactor) => node switch
    {
        JsonValue when isSecret => Secret.Mask,
        JsonValue value when value.TryGetValue<string>(out var text) => redactor.Redact(text),
        _ => null,
    };

    private static bool NamesSecret(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && CredentialPatterns.IsSecretName(text);
}
