using System.Buffers;
using System.Formats.Asn1;
using System.Text;

namespace LdapVendorSync.Ldap.Names;

/// <summary>Walks through the text form of RFC 4514, one attribute with its value after another.</summary>
/// <remarks>Unescaped spaces around the separators are skipped, as they are when people write names by hand.</remarks>
internal ref struct DistinguishedNameReader(string text)
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\,+\"<>;\0");
    private static readonly SearchValues<char> Escapable = SearchValues.Create("\"+,;<>\\ #=");

    private readonly string _text = text;
    private int _position;
    private bool _started;

    /// <summary>The type last read.</summary>
    public ReadOnlySpan<char> Type { get; private set; }

    /// <summary>The value last read, unescaped.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Whether the value last read is <c>#</c> and hexadecimal digits for BER bytes that are no text.</summary>
    public bool IsEncoded { get; private set; }

    /// <summary>Whether what was last read belongs to the same RDN as what came before.</summary>
    public bool ContinuesRdn { get; private set; }

    private readonly bool AtEnd => _position >= _text.Length;

    private readonly char Current => _text[_position];

    /// <summary>Reads the next attribute with its value.</summary>
    /// <returns>False at the end of the name.</returns>
    /// <exception cref="DistinguishedNameFormatException">The text is malformed.</exception>
    public bool Read()
    {
        if (!_started) SkipSpaces();
        if (AtEnd) return false;
        if (_started)
        {
            ContinuesRdn = Current == '+';
            _position++;
        }

        _started = true;
        ReadType();
        ReadValue();
        return true;
    }

    private void ReadType()
    {
        SkipSpaces();
        var start = _position;
        while (!AtEnd && Current is not ('=' or ',' or '+' or ' ')) _position++;
        Type = _text.AsSpan(start, _position - start);
        SkipSpaces();
        if (AtEnd || Current != '=') throw Error(_position, "an attribute type and = are expected, such as cn=.");
        if (!DistinguishedNameText.IsType(Type)) throw Error(start, $"\"{Type}\" is not an attribute type.");
        _position++;
    }

    private void ReadValue()
    {
        SkipSpaces();
        IsEncoded = false;
        if (!AtEnd && Current == '#')
        {
            ReadEncodedValue();
            return;
        }

        var start = _position;
        var length = _text.AsSpan(start).IndexOfAny(Special);
        if (length >= 0 && _text[start + length] is not (',' or '+'))
        {
            ReadEscapedValue();
            return;
        }

        _position = length < 0 ? _text.Length : start + length;
        Value = _text.AsSpan(start, _position - start).TrimEnd(' ');
        RequireWellFormed(start);
    }

    private void ReadEscapedValue()
    {
        var start = _position;
        var value = new StringBuilder();
        var significantLength = 0;
        while (!AtEnd && Current is not (',' or '+'))
        {
            if (Current == '\\')
            {
                ReadEscape(value);
                significantLength = value.Length;
                continue;
            }

            if (Special.Contains(Current)) throw Error(_position, "this character must be escaped with a backslash.");
            value.Append(Current);
            if (Current != ' ') significantLength = value.Length;
            _position++;
        }

        Value = value.ToString(0, significantLength);
        RequireWellFormed(start);
    }

    private void ReadEscape(StringBuilder value)
    {
        if (_position + 1 < _text.Length && Escapable.Contains(_text[_position + 1]))
        {
            value.Append(_text[_position + 1]);
            _position += 2;
            return;
        }

        var start = _position;
        var bytes = new List<byte>();
        while (!AtEnd && Current == '\\' && IsHexPair(_position + 1))
        {
            bytes.Add(Convert.FromHexString(_text.AsSpan(_position + 1, 2))[0]);
            _position += 3;
        }

        if (bytes.Count == 0) throw Error(start, "a backslash must be followed by a special character or two hexadecimal digits.");
        if (!StrictUtf8.TryGetString(bytes.ToArray(), out var text)) throw Error(start, "the escaped bytes are not UTF-8.");
        value.Append(text);
    }

    private void ReadEncodedValue()
    {
        var start = _position++;
        while (IsHexPair(_position)) _position += 2;
        var digits = _text.AsSpan(start + 1, _position - start - 1);
        SkipSpaces();
        if (digits.IsEmpty || (!AtEnd && Current is not (',' or '+')))
        {
            throw Error(_position, "after # pairs of hexadecimal digits are expected; a # in a text is written as \\#.");
        }

        var text = TextOf(Convert.FromHexString(digits));
        IsEncoded = text is null;
        Value = text ?? string.Concat("#", digits.ToString().ToLowerInvariant());
    }

    /// <summary>The text in a BER string, so that <c>#04024869</c> equals <c>Hi</c>; null for anything else.</summary>
    private static string? TextOf(byte[] encoded)
    {
        try
        {
            var tag = Asn1Tag.Decode(encoded, out _);
            var isText = tag.TagClass == TagClass.Universal && (UniversalTagNumber)tag.TagValue is
                UniversalTagNumber.OctetString or UniversalTagNumber.UTF8String
                or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String;
            if (!isText || tag.IsConstructed) return null;

            AsnDecoder.ReadEncodedValue(encoded, AsnEncodingRules.BER, out var offset, out var length, out var consumed);
            return consumed == encoded.Length && StrictUtf8.TryGetString(encoded.AsSpan(offset, length), out var text) ? text : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private readonly void RequireWellFormed(int start)
    {
        if (Ascii.IsValid(Value)) return;
        for (var rest = Value; !rest.IsEmpty;)
        {
            var status = Rune.DecodeFromUtf16(rest, out _, out var length);
            if (status != OperationStatus.Done) throw Error(start, "the value holds half a surrogate pair.");
            rest = rest[length..];
        }
    }

    private readonly bool IsHexPair(int position) =>
        position + 1 < _text.Length && char.IsAsciiHexDigit(_text[position]) && char.IsAsciiHexDigit(_text[position + 1]);

    private void SkipSpaces()
    {
        while (!AtEnd && Current == ' ') _position++;
    }

    private readonly DistinguishedNameFormatException Error(int position, string problem) => new(_text, position, problem);
}
