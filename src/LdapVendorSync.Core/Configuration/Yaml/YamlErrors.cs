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

    public static (string Message, string? Hint) Describe(YamlException exception, string text)
    {
        if (StartsWithTab(text, exception.Start.Line))
            return ("The line is indented with a tab.", "Indent with spaces.");

        return exception.Message switch
        {
            SecondDocument => (SecondDocument, "Keep one document; remove the line '---'."),
            UnknownAlias => (UnknownAlias, "A value that begins with * must be put into quotes."),
            TooDeep or TooLarge => (exception.Message, null),
            KeyIsNoText => (KeyIsNoText, "A value that begins with { or [ or contains ': ' must be put into quotes."),
            var message => (
                "This is not valid YAML: " + WithoutQuotes(message),
                "Look for a wrong indentation, a missing space after ':' or a missing quote in this line or the one above it."),
        };
    }

    private static bool StartsWithTab(string text, long line)
    {
        var lines = text.Split('\n');
        return line >= 1 && line <= lines.Length && lines[line - 1].TrimStart(' ').StartsWith('\t');
    }

    private static string WithoutQuotes(string message)
    {
        var clean = Quoted().Replace(message, "...").TrimEnd('.');
        return clean.Length == 0 ? "it cannot be read." : char.ToLowerInvariant(clean[0]) + clean[1..] + ".";
    }

    [GeneratedRegex("""('.*'|".*"|`.*`)""", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
