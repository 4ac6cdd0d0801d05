using System.Buffers;
using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace LdapVendorSync.Ldap.Filters;

/// <summary>The small parts of a filter's text and encoding.</summary>
internal static class FilterText
{
    private static readonly SearchValues<char> AttributeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._;");

    private static readonly SearchValues<char> RuleCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <summary>Whether a text can stand where a filter has an attribute description: letters, digits, hyphens and dots, then
    /// options.</summary>
    public static bool IsAttribute(ReadOnlySpan<char> text) =>
        !text.IsEmpty && text[0] != ';' && !text.ContainsAnyExcept(AttributeCharacters);

    public static bool IsRule(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(RuleCharacters);

    public static string RequireAttribute(string attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        if (IsAttribute(attribute)) return attribute;
        throw new ArgumentException($"\"{attribute}\" is not an attribute name.", nameof(attribute));
    }

    public static string RequireRule(string rule) =>
        IsRule(rule) ? rule : throw new ArgumentException($"\"{rule}\" is not the OID or name of a matching rule.", nameof(rule));

    public static void WriteString(AsnWriter writer, string text, Asn1Tag? tag = null) =>
        writer.WriteOctetString(StrictUtf8.Encoding.GetBytes(text), tag);

    /// <summary>Escapes what RFC 4515 section 3 demands; bytes that are not UTF-8 and control characters too, so that the text can be
    /// shown.</summary>
    public static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> value)
    {
        while (!value.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(value, out var rune, out var length);
            if (status == OperationStatus.Done && !MustEscape(rune))
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var octet in value[..length]) text.Append(CultureInfo.InvariantCulture, $"\\{octet:x2}");
            }

            value = value[length..];
        }
    }

    private static bool MustEscape(Rune rune) => rune.Value is '*' or '(' or ')' or '\\' || Rune.IsControl(rune);
}
