using System.Formats.Asn1;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>A request as a scripted peer read it.</summary>
/// <param name="MessageId">The message id to answer to.</param>
/// <param name="Operation">The application tag: see the constants.</param>
/// <param name="Bytes">The whole message.</param>
public sealed record LdapPeerRequest(int MessageId, int Operation, byte[] Bytes)
{
    public const int Bind = 0;
    public const int Unbind = 2;
    public const int Search = 3;
    public const int Abandon = 16;
    public const int Extended = 23;

    /// <summary>The message id that an abandon request names.</summary>
    public int AbandonedId
    {
        get
        {
            var message = new AsnReader(Bytes, AsnEncodingRules.BER).ReadSequence();
            message.ReadInteger();
            return (int)message.ReadInteger(new Asn1Tag(TagClass.Application, Abandon));
        }
    }

    /// <summary>Reads a request from the bytes of its message.</summary>
    public static LdapPeerRequest Read(byte[] bytes)
    {
        var message = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        return new LdapPeerRequest((int)message.ReadInteger(), message.PeekTag().TagValue, bytes);
    }
}
