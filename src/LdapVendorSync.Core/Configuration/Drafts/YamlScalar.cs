using System.Globalization;
using System.Text;

namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>Writes texts so that the loader reads them as they are, whatever is in them.</summary>
internal static class YamlScalar
{
    private const char ByteOrderMark = '\uFEFF';

    // What YAML, or a setting of the configuration, takes for something else than text.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "true", "false", "yes", "no", "on", "off", "none",
    };

    /// <summary>A text as a value of a block.</summary>
    /// <exception cref="ArgumentException">It has half a character (a lone surrogate), which no file can hold.</exception>
    public static string Of(string text) => IsPlain(text) ? text : Quoted(text);

    /// <summary>A text in quotes, for any place.</summary>
    /// <exception cref="ArgumentException">It has half a character (a lone surrogate), which no file can hold.</exception>
    public static string Quoted(string text)
    {
        if (HasLoneSurrogate(text))
            throw new ArgumentException($"'{text}' has half a character, which no file can hold.", nameof(text));
        // Variables are filled in after YAML is read, so that quotes do not keep them from it.
        var literal = text.Replace("${", "$${", StringComparison.Ordinal);
        return literal.Any(NeedsEscape) ? Escaped(literal) : $"'{literal.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static bool IsPlain(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] == '/')
        && text[^1] != ':'
        && text.All(character => char.IsAsciiLetterOrDigit(character) || "_-./@:".Contains(character))
        && !Words.Contains(text);

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return true;
        }

        return false;
    }

    private static bool NeedsEscape(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or ByteOrderMark or '\uFFFE' or '\uFFFF';

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                escaped.Append('\\').Append(character);
            else if (NeedsEscape(character))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            else
                escaped.Append(character);
        }

        return escaped.Append('"').ToString();
    }
}
