using System.Text.RegularExpressions;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>Filters as far as Graph answers them without asking an index: <c>property eq 'text'</c>, joined by <c>or</c>.</summary>
internal static partial class EntraFilter
{
    public static bool TryParse(string text, out Func<EntraObject, bool> matches)
    {
        matches = _ => false;
        var whole = Whole().Match(text);
        if (!whole.Success)
            return false;
        var terms = Term().Matches(text).Select(term =>
            (Property: term.Groups[1].Value, Value: term.Groups[2].Value.Replace("''", "'", StringComparison.Ordinal))).ToArray();
        matches = subject => terms.Any(term => string.Equals(subject[term.Property], term.Value, StringComparison.OrdinalIgnoreCase));
        return true;
    }

    [GeneratedRegex(@"^\w+ eq '(?:[^']|'')*'(?: or \w+ eq '(?:[^']|'')*')*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(\w+) eq '((?:[^']|'')*)'", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Term();
}
