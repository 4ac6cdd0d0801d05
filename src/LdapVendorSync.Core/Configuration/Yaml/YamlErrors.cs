using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace LdapVendorSync.Core.Configuration.Yaml;

/// <summary>Says what is wrong with a YAML text without quoting it: what does not parse may well be a secret.</summary>
internal static partial class YamlErrors
{
    public const string SecondDocument = "There is a second document.";
    public const string UnknownAlias = "An alias (*name) refers to no anchor (&name) before it.";
    public const string TooDeep = "The text is nested too deeply.";
    public const string TooLarge = "The text is too large, or its aliases make it so.";
    public const string KeyIsNoText = "A key must be a single text.";
    public const string Unreadable = "It cannot be read from here on.";

    private const string SecondColon = "A second ':' stands where only a value can be.";
    private const string OpenBrace = "A brace is opened and not closed.";
    private const string OpenBracket = "A bracket is opened and not closed.";
    private const string Tab = "The line is indented with a tab.";

    /// <summary>Part of the parser's message, what to say instead, what to do.</summary>
    private static readonly (string Part, string Message, string Hint)[] Explanations =
    [
        (SecondDocument, SecondDocument, "Keep one document; remove the line '---'."),
        (UnknownAlias, UnknownAlias, "A value that begins with * must be put into quotes."),
        (TooDeep, TooDeep, "Look for brackets that are never closed."),
        (TooLarge, TooLarge, "Write less, or use fewer aliases."),
        (KeyIsNoText, KeyIsNoText, "A value that begins with { or [ must be put into quotes."),
        ("tab", Tab, "Indent with spaces."),
        ("cannot start any token", "A value cannot begin with this character.", "Put the value into quotes."),
        ("tag handle", "A value cannot begin with '!'.", "Put the value into quotes."),
        ("unknown escape", "In double quotes \\ begins an escape, and this is none.", "Use single quotes, or write \\\\ for \\."),
        ("quoted scalar, found unexpected end", "A quote is opened here and never closed.", "Close it."),
        ("invalid mapping", SecondColon, "Put a value with ': ' in it into quotes, or look for a key without ': ' in the line above."),
        ("multiline simple key", "A key has no ':'.", "Write 'key: value'."),
        ("did not find expected ',' or '}'", OpenBrace, "Close it, or put a value that begins with { into quotes."),
        ("did not find expected ',' or ']'", OpenBracket, "Close it, or put a value that begins with [ into quotes."),
    ];

    public static (Mark Place, string Message, string Hint) Describe(YamlException exception, string text)
    {
        foreach (var (part, message, hint) in Explanations)
        {
            if (exception.Message.Contains(part, StringComparison.OrdinalIgnoreCase))
                return (message == Tab ? FindTab(text, exception.Start) : exception.Start, message, hint);
        }

        return (
            exception.Start,
            "This is not valid YAML: " + WithoutQuotes(exception.Message),
            "Look for a wrong indentation, a missing space after ':' or a missing quote in this line or the one above it.");
    }

    // The parser tells where the value before the tab begins.
    private static Mark FindTab(string text, Mark start)
    {
        var lines = text.Split('\n');
        for (var i = Math.Max(0, start.Line - 1); i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.TrimStart(' ').StartsWith('\t'))
                return new Mark(start.Index, i + 1, line.Length - line.TrimStart(' ').Length + 1);
        }

        return start;
    }

    private static string WithoutQuotes(string message)
    {
        var clean = Quoted().Replace(message, "...").TrimEnd('.');
        return clean.Length == 0 ? "it cannot be read." : char.ToLowerInvariant(clean[0]) + clean[1..] + ".";
    }

    [GeneratedRegex("""('.*'|".*"|`.*`)""", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
