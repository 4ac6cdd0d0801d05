using System.Formats.Asn1;
using System.Text;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>Encodes what a server sends, independently of the client under test.</summary>
public static class LdapPeerMessage
{
    private const string NoticeOid = "1.3.6.1.4.1.1466.20036";
    private const string PagedResultsOid = "1.2.840.113556.1.4.319";

    public static byte[] BindResponse(int messageId, int code, string diagnostic = "") =>
        Result(messageId, 1, code, diagnostic: diagnostic);

    /// <summary>A bind that goes on (RFC 4511 section 4.2.2).</summary>
    public static byte[] SaslChallenge(int messageId, byte[] challenge) =>
        Result(messageId, 1, 14, afterResult: writer => writer.WriteOctetString(challenge, new Asn1Tag(TagClass.ContextSpecific, 7)));

    public static byte[] SearchDone(
        int messageId, int code = 0, string diagnostic = "", byte[]? pagingCookie = null, params string[] referrals) =>
        Result(messageId, 5, code, diagnostic: diagnostic, referrals: referrals, pagingCookie: pagingCookie);

    public static byte[] ExtendedResponse(int messageId, int code, string? name = null, byte[]? value = null, string diagnostic = "") =>
        Result(messageId, 24, code, diagnostic: diagnostic, afterResult: writer =>
        {
            if (name is not null) writer.WriteOctetString(Encoding.UTF8.GetBytes(name), new Asn1Tag(TagClass.ContextSpecific, 10));
            if (value is not null) writer.WriteOctetString(value, new Asn1Tag(TagClass.ContextSpecific, 11));
        });

    public static byte[] NoticeOfDisconnection(int code, string diagnostic) => ExtendedResponse(0, code, NoticeOid, diagnostic: diagnostic);

    public static byte[] Entry(int messageId, string dn, params (string Name, string[] Values)[] attributes) => Message(messageId, writer =>
    {
        using (writer.PushSequence(Application(4)))
        {
            WriteText(writer, dn);
            using (writer.PushSequence())
            {
                foreach (var (name, values) in attributes) WriteAttribute(writer, name, values);
            }
        }
    });

    public static byte[] Reference(int messageId, params string[] uris) => Message(messageId, writer =>
    {
        using (writer.PushSequence(Application(19)))
        {
            foreach (var uri in uris) WriteText(writer, uri);
        }
    });

    public static byte[] Intermediate(int messageId, string name, byte[] value) => Message(messageId, writer =>
    {
        using (writer.PushSequence(Application(25)))
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(name), new Asn1Tag(TagClass.ContextSpecific, 0));
            writer.WriteOctetString(value, new Asn1Tag(TagClass.ContextSpecific, 1));
        }
    });

    /// <summary>Any operation whose content is a result (RFC 4511 section 4.1.9).</summary>
    public static byte[] Result(
        int messageId,
        int operation,
        int code,
        string matchedDn = "",
        string diagnostic = "",
        string[]? referrals = null,
        byte[]? pagingCookie = null,
        Action<AsnWriter>? afterResult = null) => Message(messageId, writer =>
    {
        using (writer.PushSequence(Application(operation)))
        {
            writer.WriteEncodedValue(Enumerated(code));
            WriteText(writer, matchedDn);
            WriteText(writer, diagnostic);
            if (referrals is { Length: > 0 }) WriteReferrals(writer, referrals);
            afterResult?.Invoke(writer);
        }

        if (pagingCookie is not null) WritePagingControl(writer, pagingCookie);
    });

    private static byte[] Message(int messageId, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(messageId);
            write(writer);
        }

        return writer.Encode();
    }

    private static void WriteAttribute(AsnWriter writer, string name, string[] values)
    {
        using (writer.PushSequence())
        {
            WriteText(writer, name);
            using (writer.PushSetOf())
            {
                foreach (var value in values) WriteText(writer, value);
            }
        }
    }

    private static void WriteReferrals(AsnWriter writer, string[] referrals)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        {
            foreach (var referral in referrals) WriteText(writer, referral);
        }
    }

    private static void WritePagingControl(AsnWriter writer, byte[] cookie)
    {
        var value = new AsnWriter(AsnEncodingRules.BER);
        using (value.PushSequence())
        {
            value.WriteInteger(0);
            value.WriteOctetString(cookie);
        }

        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
        {
            WriteText(writer, PagedResultsOid);
            writer.WriteOctetString(value.Encode());
        }
    }

    /// <summary>An ENUMERATED of any non-negative value; the framework's writer takes only enums that declare it.</summary>
    private static byte[] Enumerated(int value)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        writer.WriteInteger(value);
        var bytes = writer.Encode();
        bytes[0] = 0x0A;
        return bytes;
    }

    private static void WriteText(AsnWriter writer, string text) => writer.WriteOctetString(Encoding.UTF8.GetBytes(text));

    private static Asn1Tag Application(int number) => new(TagClass.Application, number, isConstructed: true);
}
