using System.Text.Json;
using System.Text.RegularExpressions;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History.Purging;

/// <summary>Takes the names of a person out of texts: sentences, lists and differences in JSON.</summary>
internal sealed class TextEraser
{
    private const int ShortestWord = 4;
    private readonly Regex _names;

    /// <param name="names">Everything that tells who the person is.</param>
    public TextEraser(IEnumerable<string> names)
    {
        var forms = names
            .Select(name => name.Trim())
            .Where(name => name.Length > 0)
            .SelectMany(name => new[] { name, Escaped(name) })
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(name => name.Length)
            .Select(Pattern)
            .DefaultIfEmpty("(?!)");
        _names = new Regex(string.Join('|', forms), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>Whether a text names the person.</summary>
    public bool IsToldBy(string text) => _names.IsMatch(text);

    /// <summary>The text with <see cref="PersonEraser.Nobody"/> in place of the person.</summary>
    public string Erase(string text) => _names.Replace(text, PersonEraser.Nobody);

    /// <summary>A text, or a value that may be a short name or a number by itself, without the person.</summary>
    public string EraseValue(string value) => Erase($"\"{value}\"")[1..^1];

    /// <summary>
    /// Differences of somebody else, whose value names the person (a manager), without that value: no undo shall write what stands in its
    /// place into an application.
    /// </summary>
    public IReadOnlyList<AttributeDifference> Erase(IReadOnlyList<AttributeDifference> differences) =>
        differences.Any(IsToldBy)
            ? [.. differences.Select(difference => IsToldBy(difference) ? new AttributeDifference(difference.Attribute, null, null) : difference)]
            : differences;

    private bool IsToldBy(AttributeDifference difference) =>
        (difference.Before is { } before && IsToldBy(before)) || (difference.After is { } after && IsToldBy(after));

    // A short name or a number would turn up in ordinary text, unless it is quoted as an id.
    private static string Pattern(string name)
    {
        var escaped = Regex.Escape(name);
        return name.Length < ShortestWord || name.All(char.IsAsciiDigit)
            ? $"(?<=['\"]){escaped}(?=['\"])"
            : $@"(?<![\p{{L}}\p{{N}}]){escaped}(?![\p{{L}}\p{{N}}])";
    }

    private static string Escaped(string name) =>
        JsonSerializer.Serialize<IReadOnlyList<string>>([name], HistoryJson.Readable.IReadOnlyListString)[2..^2];
}
