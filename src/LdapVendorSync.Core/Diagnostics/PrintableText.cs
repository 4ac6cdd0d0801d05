using System.Buffers;

namespace LdapVendorSync.Core.Diagnostics;

/// <summary>
/// Makes text of directories and vendors safe for a terminal: an escape sequence in somebody's name must not move the cursor, and a change
/// of writing direction must not turn a line around.
/// </summary>
public static class PrintableText
{
    private const char Replacement = '\uFFFD';

    private static readonly SearchValues<char> Unprintable = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl), .. DirectionMarks()]);

    /// <summary>The text on one line.</summary>
    public static string OneLine(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return string.Empty;
        return text.AsSpan().ContainsAny(Unprintable)
            ? string.Create(text.Length, text, static (line, text) =>
            {
                for (var index = 0; index < line.Length; index++)
                    line[index] = Printable(text[index]);
            })
            : text;
    }

    private static char Printable(char character) => character switch
    {
        '\t' or '\r' or '\n' => ' ',
        _ => Unprintable.Contains(character) ? Replacement : character,
    };

    // Embeddings, overrides and isolates of the bidirectional algorithm (UAX #9), and the line and paragraph separators.
    private static IEnumerable<char> DirectionMarks() =>
    [
        '\u061C', '\u200E', '\u200F', '\u2028', '\u2029',
        '\u202A', '\u202B', '\u202C', '\u202D', '\u202E',
        '\u2066', '\u2067', '\u2068', '\u2069',
    ];
}
