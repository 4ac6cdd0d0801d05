using System.Formats.Asn1;
using LdapVendorSync.Ldap.Protocol;

namespace LdapVendorSync.Ldap.Controls;

/// <summary>Reads the <c>syncUUID</c> of RFC 4533: the sixteen octets of an <c>entryUUID</c> in the order of its text (RFC 4122).</summary>
internal static class SyncUuid
{
    private const int Length = 16;

    public static Guid Read(ref BerReader reader)
    {
        var octets = reader.ReadOctetString();
        return octets.Length == Length
            ? new Guid(octets.Span, bigEndian: true)
            : throw new AsnContentException($"A UUID has {octets.Length} octets instead of {Length}.");
    }
}
