using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>The expressions of <c>filter=</c> and <c>search=</c>: comparisons, <c>and</c>, <c>or</c> and parentheses.</summary>
internal sealed partial class OktaExpression
{
    private readonly Queue<string> _words;
    private readonly bool _isSearch;

    private OktaExpression(IEnumerable<string> words, bool isSearch)
    {
        _words = new Queue<string>(words);
        _isSearch = isSearch;
    }

    /// <summary>Understands an expression; <see langword="null"/> where it cannot.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="isSearch">Whether texts compare without regard to case, as in a search.</param>
    public static Func<JsonObject, bool>? Read(string text, bool isSearch)
    {
        var expression = new OktaExpression(Word().Matches(text).Select(match => match.Value), isSearch);
        try
        {
            var condition = expression.ReadOr();
            return expression._words.Count == 0 ? condition : null;
        }
        catch (Exception error) when (error is InvalidOperationException or JsonException or FormatException)
        {
            return null;
        }
    }

    private Func<JsonObject, bool> ReadOr()
    {
        var left = ReadAnd();
        while (Take("or"))
        {
            var (one, other) = (left, ReadAnd());
            left = item => one(item) || other(item);
        }

        return left;
    }

    private Func<JsonObject, bool> ReadAnd()
    {
        var left = ReadTerm();
        while (Take("and"))
        {
            var (one, other) = (left, ReadTerm());
            left = item => one(item) && other(item);
        }

        return left;
    }

    private Func<JsonObject, bool> ReadTerm()
    {
        if (Take("("))
        {
            var inner = ReadOr();
            return Take(")") ? inner : throw new FormatException();
        }

        var (property, comparison) = (_words.Dequeue(), _words.Dequeue().ToLowerInvariant());
        var value = JsonSerializer.Deserialize<string>(_words.Dequeue())!;
        if (comparison is not ("eq" or "sw" or "gt" or "ge" or "lt" or "le"))
            throw new FormatException();
        return item => Matches(item, property, comparison, value);
    }

    private bool Matches(JsonObject item, string property, string comparison, string value)
    {
        JsonNode? node = item;
        foreach (var name in property.Split('.'))
            node = (node as JsonObject)?[name];
        if (node?.ToString() is not { } text)
            return false;
        var rule = _isSearch ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return comparison switch
        {
            "eq" => text.Equals(value, rule),
            "sw" => text.StartsWith(value, rule),
            "gt" => string.Compare(text, value, rule) > 0,
            "ge" => string.Compare(text, value, rule) >= 0,
            "lt" => string.Compare(text, value, rule) < 0,
            _ => string.Compare(text, value, rule) <= 0,
        };
    }

    private bool Take(string word)
    {
        if (!_words.TryPeek(out var next) || !next.Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        _words.Dequeue();
        return true;
    }

    [GeneratedRegex("""[()]|"(?:[^"\\]|\\.)*"|[^\s()"]+""", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
