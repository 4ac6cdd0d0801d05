using System.Globalization;
using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;

namespace LdapVendorSync.Core.Security;

/// <summary>The forms of a secret in a text: as it is, and as programs write it into addresses, JSON, XML and headers.</summary>
internal static class SecretForms
{
    private const int MinimumCoreLength = 8;

    // Shorter ones are ordinary words: "services", "workflows".
    private const int MinimumSegmentLength = 16;
    private const int MinimumFieldLength = 8;

    /// <summary>
    /// The secret, and of an address what in it must be the credential: whoever it is sent to may repeat just that.
    /// </summary>
    public static IEnumerable<string> PartsOf(string secret)
    {
        yield return secret;
        if (!Uri.TryCreate(secret, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            yield break;
        foreach (var segment in address.Segments.Select(segment => Uri.UnescapeDataString(segment.Trim('/'))))
        {
            if (segment.Length >= MinimumSegmentLength)
                yield return segment;
        }

        foreach (var field in address.Query.Split('?', '&').Select(field => field[(field.IndexOf('=', StringComparison.Ordinal) + 1)..]))
        {
            if (field.Length >= MinimumFieldLength)
                yield return Uri.UnescapeDataString(field);
        }
    }

    /// <summary>Every form of a secret, some of them more than once.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var base64 = Base64Of(bytes).ToList();
        return new[] { secret, secret.Trim(), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes) }
            .Concat(base64)
            .Concat(base64.Append(secret).SelectMany(InAddresses))
            .Concat(base64.Append(secret).SelectMany(InJson))
            .Concat(InMarkup(secret));
    }

    private static IEnumerable<string> Base64Of(byte[] secret)
    {
        yield return Convert.ToBase64String(secret);
        yield return Base64Url(Convert.ToBase64String(secret).TrimEnd('='));
        foreach (var core in Base64Cores(secret))
        {
            yield return core;
            yield return Base64Url(core);
        }
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

    private static IEnumerable<string> InAddresses(string text)
    {
        var escaped = new[] { Uri.EscapeDataString(text), WebUtility.UrlEncode(text) };
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. escaped, .. escaped.Select(LowerEscapes), Each(bytes, "%{0:X2}"), Each(bytes, "%{0:x2}")];
    }

    // Some encoders escape the slash too, some write the digits of an escape in lower case.
    private static IEnumerable<string> InJson(string text)
    {
        var escaped = new[] { JavaScriptEncoder.Default.Encode(text), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) };
        foreach (var form in escaped.Concat(escaped.Select(LowerEscapes)))
        {
            yield return form;
            yield return form.Replace("/", "\\/", StringComparison.Ordinal);
            // JSON within a string of JSON.
            yield return form.Replace("\\", "\\\\", StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> InMarkup(string text) =>
        [SecurityElement.Escape(text), WebUtility.HtmlEncode(text), HtmlEncoder.Default.Encode(text)];

    private static string Each(byte[] bytes, string format) =>
        string.Concat(bytes.Select(value => string.Format(CultureInfo.InvariantCulture, format, value)));

    // %2F as %2f, \u003C as \u003c; the rest of the text keeps its case.
    private static string LowerEscapes(string text)
    {
        var lower = text.ToCharArray();
        for (var i = 0; i < lower.Length; i++)
        {
            var digits = lower[i] == '%' ? 2 : lower[i] == '\\' && i + 1 < lower.Length && lower[i + 1] == 'u' ? 5 : 0;
            for (var end = Math.Min(i + digits, lower.Length - 1); i < end; i++)
                lower[i + 1] = char.ToLowerInvariant(lower[i + 1]);
        }

        return new string(lower);
    }
}
