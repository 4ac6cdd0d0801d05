using System.Formats.Asn1;
using System.Text;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Controls;

namespace LdapVendorSync.Ldap.Tests.Fuzzing;

/// <summary>Messages as good servers send them, to be damaged.</summary>
internal static class ValidMessages
{
    private static readonly byte[] Uuid = [.. Enumerable.Range(1, 16).Select(number => (byte)number)];

    public static IReadOnlyList<byte[]> All { get; } =
    [
        LdapPeerMessage.Entry(5, "cn=a,dc=b", ("member;range=0-1", ["cn=x", "cn=y"]), ("mail", ["a@b"]), ("empty", [])),
        LdapPeerMessage.Entry(5, "cn=王,dc=b", [.. Enumerable.Range(0, 30).Select(number => ($"a{number}", new[] { "v", "w" }))]),
        LdapPeerMessage.SearchDone(5, 4, "size limit", [1, 2, 3]),
        LdapPeerMessage.SearchDone(5, 10, "referral", null, "ldap://a/", "ldap://b/"),
        LdapPeerMessage.Reference(5, "ldap://a/dc=a", "ldaps://b"),
        LdapPeerMessage.BindResponse(1, 49, "80090308: LdapErr: DSID-0C090400, comment: AcceptSecurityContext error, data 52e, v1db1"),
        LdapPeerMessage.NoticeOfDisconnection(52, "bye"),
        LdapPeerMessage.ExtendedResponse(3, 0, "1.2", [1]),
        LdapPeerMessage.Intermediate(5, "1.2.3", [9, 8, 7]),
        LdapPeerMessage.Intermediate(5, SyncInfo.ResponseName, Value(new Asn1Tag(TagClass.ContextSpecific, 3, true), writer =>
        {
            writer.WriteOctetString([1, 2]);
            writer.WriteBoolean(true);
            using (writer.PushSetOf()) writer.WriteOctetString(Uuid);
        })),
        WithControl(LdapPeerMessage.Entry(5, "cn=a", ("cn", ["a"])), SyncStateControl.ControlOid, Value(Asn1Tag.Sequence, writer =>
        {
            writer.WriteEncodedValue([0x0A, 0x01, 0x01]);
            writer.WriteOctetString(Uuid);
            writer.WriteOctetString([7]);
        })),
        WithControl(LdapPeerMessage.SearchDone(5), SyncDoneControl.ControlOid, Value(Asn1Tag.Sequence, writer =>
        {
            writer.WriteOctetString([7]);
            writer.WriteBoolean(true);
        })),
        WithControl(LdapPeerMessage.SearchDone(5), DirSyncControl.ControlOid, Value(Asn1Tag.Sequence, writer =>
        {
            writer.WriteInteger(1);
            writer.WriteInteger(0);
            writer.WriteOctetString([7, 8]);
        })),
    ];

    /// <summary>The message with a control behind its operation, whatever the control's value.</summary>
    public static byte[] WithControl(byte[] message, string oid, byte[] value)
    {
        var content = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            while (content.HasData) writer.WriteEncodedValue(content.ReadEncodedValue().Span);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                writer.WriteOctetString(Encoding.ASCII.GetBytes(oid));
                writer.WriteOctetString(value);
            }
        }

        return writer.Encode();
    }

    /// <summary>The value of a paging control.</summary>
    public static byte[] Paging(long size, byte[] cookie) => Value(Asn1Tag.Sequence, writer =>
    {
        writer.WriteInteger(size);
        writer.WriteOctetString(cookie);
    });

    private static byte[] Value(Asn1Tag tag, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence(tag)) write(writer);
        return writer.Encode();
    }
}
