using System.Formats.Asn1;
using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Protocol;

/// <summary>Decodes what a server sends (RFC 4511 section 4). Trailing elements of a sequence are ignored, as its section 4
/// demands.</summary>
/// <remarks>Not for several threads at once; it keeps the attribute names of its connection.</remarks>
internal sealed class ResponseDecoder
{
    private readonly AttributeNameCache _names = new();
    private readonly List<LdapAttribute> _attributes = [];
    private readonly List<ReadOnlyMemory<byte>> _values = [];

    /// <summary>Decodes one message. What is returned keeps slices of it.</summary>
    /// <param name="frame">The whole message, from the tag of its outer sequence to its last byte.</param>
    /// <exception cref="LdapProtocolException">It is malformed.</exception>
    public LdapMessage Decode(ReadOnlyMemory<byte> frame)
    {
        try
        {
            var message = new BerReader(frame).ReadSequence();
            var messageId = message.ReadNonNegativeInteger();
            var content = message.ReadOperation(out var operation);
            var controls = message.NextIs(LdapTags.Controls) ? ReadControls(message.ReadConstructed(LdapTags.Controls)) : [];
            return DecodeOperation(messageId, operation, content, controls);
        }
        catch (AsnContentException e)
        {
            throw new LdapProtocolException($"The server sent a malformed message: {e.Message}", e);
        }
    }

    private LdapMessage DecodeOperation(int messageId, LdapOperation operation, BerReader content, IReadOnlyList<LdapControl> controls) =>
        operation switch
        {
            LdapOperation.SearchResultEntry => new(messageId, LdapMessageKind.SearchItem, ReadEntry(content, controls)),
            LdapOperation.SearchResultReference => new(
                messageId, LdapMessageKind.SearchItem, new LdapSearchReference(ReadUris(content), controls)),
            LdapOperation.IntermediateResponse => new(messageId, LdapMessageKind.SearchItem, ReadIntermediate(content, controls)),
            LdapOperation.SearchResultDone => new(messageId, LdapMessageKind.SearchDone, ReadResult(ref content, controls)),
            LdapOperation.BindResponse => new(messageId, LdapMessageKind.BindResponse, ReadBind(content, controls)),
            LdapOperation.ExtendedResponse => new(messageId, LdapMessageKind.ExtendedResponse, ReadExtended(content, controls)),
            _ => throw new AsnContentException($"operation {(int)operation} is no response that this client asks for."),
        };

    private LdapEntry ReadEntry(BerReader content, IReadOnlyList<LdapControl> controls)
    {
        var dn = content.ReadUtf8String();
        var list = content.ReadSequence();
        _attributes.Clear();
        while (list.HasData)
        {
            var attribute = list.ReadSequence();
            var description = _names.Get(attribute.ReadOctetString().Span);
            _attributes.Add(new LdapAttribute(description, ReadValues(attribute.ReadSet())));
        }

        return new LdapEntry(dn, [.. _attributes], controls);
    }

    private ReadOnlyMemory<byte>[] ReadValues(BerReader set)
    {
        _values.Clear();
        while (set.HasData) _values.Add(set.ReadOctetString());
        return [.. _values];
    }

    private static LdapResult ReadResult(ref BerReader content, IReadOnlyList<LdapControl> controls)
    {
        var code = (LdapResultCode)content.ReadEnumerated();
        var matchedDn = content.ReadUtf8String();
        // Some servers write diagnostics in a code page of theirs; that is no reason to lose the result
        var diagnosticMessage = System.Text.Encoding.UTF8.GetString(content.ReadOctetString().Span);
        var referrals = content.NextIs(LdapTags.Referral) ? ReadUris(content.ReadConstructed(LdapTags.Referral)) : [];
        return new LdapResult(code, matchedDn, diagnosticMessage, referrals, controls);
    }

    private static LdapBindResult ReadBind(BerReader content, IReadOnlyList<LdapControl> controls)
    {
        var result = ReadResult(ref content, controls);
        return new LdapBindResult(result, content.ReadOptionalOctetString(LdapTags.ServerSaslCredentials));
    }

    private static LdapExtendedResult ReadExtended(BerReader content, IReadOnlyList<LdapControl> controls)
    {
        var result = ReadResult(ref content, controls);
        var name = content.NextIs(LdapTags.ExtendedResponseName) ? content.ReadUtf8String(LdapTags.ExtendedResponseName) : null;
        return new LdapExtendedResult(result, name, content.ReadOptionalOctetString(LdapTags.ExtendedResponseValue));
    }

    private static LdapIntermediateResponse ReadIntermediate(BerReader content, IReadOnlyList<LdapControl> controls)
    {
        var name = content.NextIs(LdapTags.IntermediateResponseName) ? content.ReadUtf8String(LdapTags.IntermediateResponseName) : null;
        return new LdapIntermediateResponse(name, content.ReadOptionalOctetString(LdapTags.IntermediateResponseValue) ?? default, controls);
    }

    private static List<string> ReadUris(BerReader content)
    {
        var uris = new List<string>();
        while (content.HasData) uris.Add(content.ReadUtf8String());
        return uris;
    }

    private static List<LdapControl> ReadControls(BerReader content)
    {
        var controls = new List<LdapControl>();
        while (content.HasData)
        {
            var control = content.ReadSequence();
            var oid = control.ReadUtf8String();
            if (oid.Length == 0) throw new AsnContentException("A control has no OID.");
            var isCritical = control.NextIs(Asn1Tag.Boolean) && control.ReadBoolean();
            controls.Add(new LdapControl(oid, isCritical, control.ReadOptionalOctetString(Asn1Tag.PrimitiveOctetString)));
        }

        return controls;
    }
}
