using System.Management.Automation;
using System.Management.Automation.Language;
using LdapVendorSync.PowerShell.Display;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>The word before the cursor, maybe begun with a quote.</summary>
internal sealed class TypedWord
{
    private readonly string _text;
    private readonly bool _isQuoted;

    /// <summary>Understands a word as it was typed.</summary>
    public TypedWord(string? typed)
    {
        var word = typed ?? string.Empty;
        _isQuoted = word is ['\'' or '"', ..];
        if (!_isQuoted)
        {
            _text = word;
            return;
        }

        var quote = word[0];
        var inner = word[1..];
        _text = inner.EndsWith(quote) ? inner[..^1] : inner;
        if (quote == '\'')
            _text = _text.Replace("''", "'", StringComparison.Ordinal);
    }

    /// <summary>The values that begin with the word, in any case; what stands for any text elsewhere stands for itself.</summary>
    public IEnumerable<CompletionResult> Complete(IEnumerable<Candidate> candidates) => candidates
        .Where(candidate => CanBeTyped(candidate.Value) && NameOf(candidate).StartsWith(_text, StringComparison.OrdinalIgnoreCase))
        .DistinctBy(candidate => candidate.Value, StringComparer.Ordinal)
        .Select(Show);

    private static string NameOf(Candidate candidate) => candidate.IsExpression ? candidate.Label! : candidate.Value;

    // A control character in a command line does harm, and could not be seen.
    private static bool CanBeTyped(string value) => value.Length > 0 && !value.Any(char.IsControl);

    private CompletionResult Show(Candidate candidate)
    {
        var label = ViewText.Text(candidate.Label ?? candidate.Value);
        var description = ViewText.Text(candidate.Description);
        var text = candidate.IsExpression ? candidate.Value : Quote(candidate.Value);
        return new CompletionResult(text, label, CompletionResultType.ParameterValue, description.Length > 0 ? description : label);
    }

    private string Quote(string value) =>
        _isQuoted || !IsPlain(value) ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'" : value;

    private static bool IsPlain(string value) =>
        value[0] != '-' && value[0] != '.' && value.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
