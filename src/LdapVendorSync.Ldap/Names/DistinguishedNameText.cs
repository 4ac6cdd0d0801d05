using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace LdapVendorSync.Ldap.Names;

/// <summary>The small parts of a name's text: types, escapes and the normal form of values.</summary>
internal static class DistinguishedNameText
{
    private static readonly SearchValues<char> TypeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._;");

    /// <summary>What needs neither an escape nor preparation, but for upper case.</summary>
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create(" !$%&'()*-./0123456789:=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private const int LongestPlain = 128;

    /// <summary>Other names of the types of RFC 4514 section 3, so that they compare as one.</summary>
    private static readonly FrozenDictionary<string, string> TypeNames = new Dictionary<string, string>
    {
        ["2.5.4.3"] = "cn", ["commonname"] = "cn",
        ["2.5.4.4"] = "sn", ["surname"] = "sn",
        ["2.5.4.6"] = "c", ["countryname"] = "c",
        ["2.5.4.7"] = "l", ["localityname"] = "l",
        ["2.5.4.8"] = "st", ["stateorprovincename"] = "st",
        ["2.5.4.9"] = "street", ["streetaddress"] = "street",
        ["2.5.4.10"] = "o", ["organizationname"] = "o",
        ["2.5.4.11"] = "ou", ["organizationalunitname"] = "ou",
        ["0.9.2342.19200300.100.1.25"] = "dc", ["domaincomponent"] = "dc",
        ["0.9.2342.19200300.100.1.1"] = "uid", ["userid"] = "uid",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> TypeNamesBySpan =
        TypeNames.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int ShortestAlias = TypeNames.Keys.Min(name => name.Length);

    public static bool IsType(ReadOnlySpan<char> text) =>
        !text.IsEmpty && char.IsAsciiLetterOrDigit(text[0]) && !text.ContainsAnyExcept(TypeCharacters);

    /// <summary>Whether a type is its own normal form but for its case.</summary>
    public static bool IsPlainType(ReadOnlySpan<char> text) =>
        IsType(text) && (text.Length < ShortestAlias || !TypeNamesBySpan.ContainsKey(text));

    public static void AppendNormalizedType(StringBuilder text, ReadOnlySpan<char> type)
    {
        if (type.Length >= ShortestAlias && TypeNamesBySpan.TryGetValue(type, out var name))
        {
            text.Append(name);
            return;
        }

        AppendLowerCase(text, type);
    }

    /// <summary>Appends a value as RFC 4518 prepares it for comparison, escaped.</summary>
    public static void AppendNormalizedValue(StringBuilder text, ReadOnlySpan<char> value)
    {
        if (IsPlainValue(value))
        {
            AppendLowerCase(text, value);
            return;
        }

        if (!Ascii.IsValid(value))
        {
            // Upper case first: it joins what has one capital letter only, such as the two forms of sigma
            var folded = value.ToString().Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant();
            value = folded.Normalize(NormalizationForm.FormKC);
        }

        value = TrimWhiteSpace(value);
        for (var i = 0; i < value.Length; i++)
        {
            if (IsWhiteSpace(value[i]))
            {
                if (!IsWhiteSpace(value[i - 1])) text.Append(' ');
                continue;
            }

            AppendEscaped(text, char.ToLowerInvariant(value[i]), isFirst: i == 0, isLast: false);
        }
    }

    /// <summary>Appends a value with the escapes of RFC 4514 section 2.4, and control characters in hexadecimal so that it can be
    /// shown.</summary>
    public static void AppendEscaped(StringBuilder text, ReadOnlySpan<char> value)
    {
        for (var i = 0; i < value.Length; i++) AppendEscaped(text, value[i], isFirst: i == 0, isLast: i == value.Length - 1);
    }

    private static void AppendEscaped(StringBuilder text, char character, bool isFirst, bool isLast)
    {
        switch (character)
        {
            case '"' or '+' or ',' or ';' or '<' or '>' or '\\':
            case '#' when isFirst:
            case ' ' when isFirst || isLast:
                text.Append('\\').Append(character);
                break;
            case < ' ' or '\x7f':
                text.Append(CultureInfo.InvariantCulture, $"\\{(int)character:x2}");
                break;
            default:
                text.Append(character);
                break;
        }
    }

    /// <summary>Whether a value is its own normal form but for its case.</summary>
    public static bool IsPlainValue(ReadOnlySpan<char> value) =>
        value.Length <= LongestPlain
        && !value.ContainsAnyExcept(PlainCharacters)
        && value is not ([' ', ..] or [.., ' '])
        && !value.Contains("  ", StringComparison.Ordinal);

    /// <summary>Appends ASCII of any length in lower case.</summary>
    private static void AppendLowerCase(StringBuilder text, ReadOnlySpan<char> ascii)
    {
        Span<char> lower = stackalloc char[LongestPlain];
        while (!ascii.IsEmpty)
        {
            var part = ascii[..Math.Min(ascii.Length, LongestPlain)];
            Ascii.ToLower(part, lower, out var length);
            text.Append(lower[..length]);
            ascii = ascii[part.Length..];
        }
    }

    private static ReadOnlySpan<char> TrimWhiteSpace(ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty && IsWhiteSpace(value[0])) value = value[1..];
        while (!value.IsEmpty && IsWhiteSpace(value[^1])) value = value[..^1];
        return value;
    }

    /// <summary>What RFC 4518 section 2.2 maps to a space, as far as it is left after compatibility folding.</summary>
    private static bool IsWhiteSpace(char character) => character is ' ' or (>= '\t' and <= '\r') or '\x85' or '\u2028' or '\u2029';
}
