using System.Formats.Asn1;

namespace LdapVendorSync.Ldap.Protocol;

/// <summary>Reads BER elements one after another without allocating, within the restrictions of RFC 4511 section 5.1: definite lengths
/// and primitive strings only. Depth is bounded by the grammar that the caller follows; nothing here recurses.</summary>
/// <remarks>Every member throws <see cref="AsnContentException"/> on malformed input.</remarks>
internal ref struct BerReader(ReadOnlyMemory<byte> data)
{
    private const byte IndefiniteLength = 0x80;
    private const byte HighTagNumber = 0x1F;
    private const byte OctetStringIdentifier = 0x04;
    private const byte SequenceIdentifier = 0x30;
    private const byte SetIdentifier = 0x31;

    private ReadOnlyMemory<byte> _rest = data;

    public readonly bool HasData => !_rest.IsEmpty;

    public BerReader ReadSequence() => TryOpen(SequenceIdentifier, out var content)
        ? new BerReader(content)
        : ReadConstructed(Asn1Tag.Sequence);

    public BerReader ReadSet()
    {
        if (TryOpen(SetIdentifier, out var content)) return new BerReader(content);
        RejectIndefiniteLength();
        AsnDecoder.ReadSetOf(_rest.Span, AsnEncodingRules.BER, out var offset, out var length, out var consumed);
        return Open(offset, length, consumed);
    }

    /// <summary>Opens a constructed element that is a sequence or tagged as one, and steps behind it.</summary>
    public BerReader ReadConstructed(Asn1Tag tag)
    {
        RejectIndefiniteLength();
        AsnDecoder.ReadSequence(_rest.Span, AsnEncodingRules.BER, out var offset, out var length, out var consumed, tag);
        return Open(offset, length, consumed);
    }

    public ReadOnlyMemory<byte> ReadOctetString() => TryOpen(OctetStringIdentifier, out var content)
        ? content
        : ReadOctetString(Asn1Tag.PrimitiveOctetString);

    /// <summary>Reads a primitive string as a slice of the input.</summary>
    public ReadOnlyMemory<byte> ReadOctetString(Asn1Tag tag)
    {
        if (!AsnDecoder.TryReadPrimitiveOctetString(_rest.Span, AsnEncodingRules.BER, out var value, out var consumed, tag))
        {
            throw new AsnContentException("A string is in constructed form, which LDAP does not allow.");
        }

        var slice = _rest.Slice(consumed - value.Length, value.Length);
        _rest = _rest[consumed..];
        return slice;
    }

    /// <summary>Reads a string if the next element has this tag.</summary>
    public ReadOnlyMemory<byte>? ReadOptionalOctetString(Asn1Tag tag)
    {
        // Not a conditional expression: null would turn into empty memory there
        if (!NextIs(tag)) return null;
        return ReadOctetString(tag);
    }

    /// <summary>Reads a string that must be UTF-8.</summary>
    public string ReadUtf8String() => ReadUtf8String(Asn1Tag.PrimitiveOctetString);

    public string ReadUtf8String(Asn1Tag tag) =>
        StrictUtf8.TryGetString(ReadOctetString(tag).Span, out var text)
            ? text
            : throw new AsnContentException("A string that must be UTF-8 is not.");

    public int ReadNonNegativeInteger()
    {
        var isInt32 = AsnDecoder.TryReadInt32(_rest.Span, AsnEncodingRules.BER, out var value, out var consumed);
        if (!isInt32 || value < 0) throw new AsnContentException("An integer is outside the range 0 to 2147483647.");
        _rest = _rest[consumed..];
        return value;
    }

    /// <summary>Steps over an integer that says nothing.</summary>
    public void SkipInteger()
    {
        AsnDecoder.ReadIntegerBytes(_rest.Span, AsnEncodingRules.BER, out var consumed);
        _rest = _rest[consumed..];
    }

    public int ReadEnumerated()
    {
        var bytes = AsnDecoder.ReadEnumeratedBytes(_rest.Span, AsnEncodingRules.BER, out var consumed);
        if (bytes.Length > sizeof(int) || (bytes[0] & 0x80) != 0)
        {
            throw new AsnContentException("An enumerated value is outside the range 0 to 2147483647.");
        }

        var value = 0;
        foreach (var octet in bytes) value = value << 8 | octet;
        _rest = _rest[consumed..];
        return value;
    }

    public bool ReadBoolean()
    {
        var value = AsnDecoder.ReadBoolean(_rest.Span, AsnEncodingRules.BER, out var consumed);
        _rest = _rest[consumed..];
        return value;
    }

    /// <summary>Whether another element follows and has this tag.</summary>
    public readonly bool NextIs(Asn1Tag tag) => HasData && Asn1Tag.TryDecode(_rest.Span, out var next, out _) && next == tag;

    /// <summary>Opens the protocol operation of a message, whichever it is, and steps behind it.</summary>
    public BerReader ReadOperation(out LdapOperation operation)
    {
        var tag = Asn1Tag.Decode(_rest.Span, out _);
        if (tag.TagClass != TagClass.Application || !tag.IsConstructed) throw new AsnContentException("The message holds no response.");
        operation = (LdapOperation)tag.TagValue;
        return ReadConstructed(tag);
    }

    /// <summary>
    /// Steps over an element whose identifier is this octet, if its length is definite and all of it is there. An entry has dozens of these.
    /// Whatever else comes is left to <see cref="AsnDecoder"/>, which says what is wrong with it.
    /// </summary>
    private bool TryOpen(byte identifier, out ReadOnlyMemory<byte> content)
    {
        content = default;
        var data = _rest.Span;
        if (data.Length < 2 || data[0] != identifier) return false;

        var offset = 2;
        uint length = data[1];
        if (length > IndefiniteLength)
        {
            var octets = (int)length - IndefiniteLength;
            if (octets > sizeof(uint) || data.Length < offset + octets) return false;
            length = 0;
            foreach (var octet in data.Slice(offset, octets)) length = length << 8 | octet;
            offset += octets;
        }
        else if (length == IndefiniteLength)
        {
            return false;
        }

        if (length > data.Length - offset) return false;
        content = _rest.Slice(offset, (int)length);
        _rest = _rest[(offset + (int)length)..];
        return true;
    }

    private BerReader Open(int offset, int length, int consumed)
    {
        var content = _rest.Slice(offset, length);
        _rest = _rest[consumed..];
        return new BerReader(content);
    }

    private readonly void RejectIndefiniteLength()
    {
        var span = _rest.Span;
        if (span.Length < 2 || (span[0] & HighTagNumber) == HighTagNumber) return;
        if (span[1] == IndefiniteLength) throw new AsnContentException("An element has an indefinite length, which LDAP does not allow.");
    }
}
