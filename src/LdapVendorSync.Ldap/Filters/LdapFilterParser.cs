using System.Buffers;
using System.Text;

namespace LdapVendorSync.Ldap.Filters;

/// <summary>Reads the text form of RFC 4515.</summary>
internal sealed class LdapFilterParser(string text)
{
    /// <summary>Deeper nesting is refused: no one writes it by hand, and the tree is walked by recursion.</summary>
    internal const int MaxDepth = 128;

    private static readonly SearchValues<char> EndsOfAttribute = SearchValues.Create("=~<>:()");

    private int _position;
    private int _depth;

    private bool AtEnd => _position >= text.Length;

    private char Current => text[_position];

    public LdapFilter Parse()
    {
        SkipWhiteSpace();
        var filter = ParseFilter();
        SkipWhiteSpace();
        return AtEnd ? filter : throw Error("nothing may follow the closing parenthesis; join several filters with (&...) or (|...).");
    }

    private LdapFilter ParseFilter()
    {
        if (AtEnd) throw Error("a filter is missing here.");
        if (Current != '(') throw Error("a filter starts with '('.");
        if (++_depth > MaxDepth) throw Error($"more than {MaxDepth} filters are nested.");

        _position++;
        var filter = ParseContent();
        if (AtEnd) throw Error("a closing parenthesis is missing.");
        if (Current != ')') throw Error("a closing parenthesis is expected here.");
        _position++;
        _depth--;
        return filter;
    }

    private LdapFilter ParseContent()
    {
        if (AtEnd) throw Error("the filter ends after its opening parenthesis.");
        switch (Current)
        {
            case '&':
                _position++;
                return LdapFilter.And(ParseList());
            case '|':
                _position++;
                return LdapFilter.Or(ParseList());
            case '!':
                _position++;
                SkipWhiteSpace();
                var negated = ParseFilter();
                SkipWhiteSpace();
                return LdapFilter.Not(negated);
            default:
                return ParseItem();
        }
    }

    private List<LdapFilter> ParseList()
    {
        var filters = new List<LdapFilter>();
        SkipWhiteSpace();
        while (!AtEnd && Current == '(')
        {
            filters.Add(ParseFilter());
            SkipWhiteSpace();
        }

        return filters;
    }

    private LdapFilter ParseItem()
    {
        var start = _position;
        var end = text.AsSpan(start).IndexOfAny(EndsOfAttribute);
        if (end < 0 || text[start + end] is '(' or ')')
        {
            _position = end < 0 ? text.Length : start + end;
            throw Error("an item needs a comparison: =, >=, <=, ~= or :=.");
        }

        _position = start + end;
        if (Current == ':') return ParseExtensible(start);

        var attribute = TakeAttribute(start);
        switch (Current)
        {
            case '=':
                _position++;
                return ParseEqualityPresenceOrSubstrings(attribute);
            case '>':
                Expect(">=");
                return new ComparisonFilter(LdapFilterComparison.GreaterOrEqual, attribute, ParseValue());
            case '<':
                Expect("<=");
                return new ComparisonFilter(LdapFilterComparison.LessOrEqual, attribute, ParseValue());
            default:
                Expect("~=");
                return new ComparisonFilter(LdapFilterComparison.Approx, attribute, ParseValue());
        }
    }

    private LdapFilter ParseEqualityPresenceOrSubstrings(string attribute)
    {
        var first = ParseValue(stopAtAsterisk: true);
        if (AtEnd || Current != '*') return new ComparisonFilter(LdapFilterComparison.Equality, attribute, first);

        var parts = new List<ReadOnlyMemory<byte>>();
        while (!AtEnd && Current == '*')
        {
            if (parts.Count > 0 && parts[^1].IsEmpty) throw Error("two asterisks stand next to each other.");
            _position++;
            parts.Add(ParseValue(stopAtAsterisk: true));
        }

        var final = parts[^1];
        parts.RemoveAt(parts.Count - 1);
        if (first.Length == 0 && final.IsEmpty && parts.Count == 0) return new PresentFilter(attribute);
        return new SubstringsFilter(attribute, NullIfEmpty(first), parts, NullIfEmpty(final));
    }

    private ExtensibleFilter ParseExtensible(int start)
    {
        var attribute = _position == start ? null : TakeAttribute(start);
        var dnAttributes = TryTake(":dn:", keepLast: true);
        var rule = text.AsSpan(_position).StartsWith(":=") ? null : TakeRule();
        Expect(":=");
        if (attribute is null && rule is null) throw Error("without an attribute an extensible match needs a matching rule.");
        return new ExtensibleFilter(attribute, rule, ParseValue(), dnAttributes);
    }

    private string TakeAttribute(int start)
    {
        var attribute = text[start.._position];
        if (attribute.Length == 0)
        {
            throw Error("an attribute name is missing.");
        }

        if (FilterText.IsAttribute(attribute)) return attribute;
        _position = start;
        throw Error($"\"{attribute}\" is not an attribute name.");
    }

    private string TakeRule()
    {
        _position++;
        var start = _position;
        var length = text.AsSpan(start).IndexOf(':');
        var rule = length < 0 ? text[start..] : text.Substring(start, length);
        if (!FilterText.IsRule(rule)) throw Error("the OID or name of a matching rule, then :=, is expected here.");
        _position = start + rule.Length;
        return rule;
    }

    /// <summary>Reads up to the closing parenthesis, or to an asterisk where that has a meaning.</summary>
    private byte[] ParseValue(bool stopAtAsterisk = false)
    {
        var value = new ArrayBufferWriter<byte>();
        while (!AtEnd && Current != ')')
        {
            switch (Current)
            {
                case '*' when stopAtAsterisk:
                    return value.WrittenSpan.ToArray();
                case '*':
                    throw Error("an asterisk in a value must be written as \\2a.");
                case '(':
                    throw Error("an opening parenthesis in a value must be written as \\28.");
                case '\0':
                    throw Error("a NUL character in a value must be written as \\00.");
                case '\\':
                    value.Write([ParseEscape()]);
                    break;
                default:
                    AppendRune(value);
                    break;
            }
        }

        return value.WrittenSpan.ToArray();
    }

    private byte ParseEscape()
    {
        if (_position + 2 >= text.Length || !char.IsAsciiHexDigit(text[_position + 1]) || !char.IsAsciiHexDigit(text[_position + 2]))
        {
            throw Error("a backslash must be followed by two hexadecimal digits; a backslash itself is written as \\5c.");
        }

        var octet = Convert.FromHexString(text.AsSpan(_position + 1, 2))[0];
        _position += 3;
        return octet;
    }

    private void AppendRune(ArrayBufferWriter<byte> value)
    {
        if (Rune.DecodeFromUtf16(text.AsSpan(_position), out var rune, out var length) != OperationStatus.Done)
        {
            throw Error("half a surrogate pair is no character.");
        }

        value.Advance(rune.EncodeToUtf8(value.GetSpan(4)));
        _position += length;
    }

    private bool TryTake(string token, bool keepLast)
    {
        if (!text.AsSpan(_position).StartsWith(token, StringComparison.OrdinalIgnoreCase)) return false;
        _position += keepLast ? token.Length - 1 : token.Length;
        return true;
    }

    private void Expect(string token)
    {
        if (!TryTake(token, keepLast: false)) throw Error($"{token} is expected here.");
    }

    private void SkipWhiteSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(Current)) _position++;
    }

    private LdapFilterFormatException Error(string problem) => new(text, _position, problem);

    // A bare null would become an empty ReadOnlyMemory by way of its conversion from arrays
    private static ReadOnlyMemory<byte>? NullIfEmpty(ReadOnlyMemory<byte> part) => part.IsEmpty ? default(ReadOnlyMemory<byte>?) : part;
}
