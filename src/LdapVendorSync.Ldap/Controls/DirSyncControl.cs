using System.Formats.Asn1;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Controls;

/// <summary>Asks an Active Directory domain controller for what changed in a naming context since a cookie
/// (LDAP_SERVER_DIRSYNC_OID, MS-ADTS section 3.1.1.3.4.1.3).</summary>
/// <remarks>The search has the root of a naming context as its base and the scope Subtree. Entries bring only those attributes that
/// changed. Without <see cref="DirSyncOptions.ObjectSecurity"/> the account needs the right "Replicating Directory Changes".</remarks>
public sealed class DirSyncControl : LdapControl
{
    /// <summary>The object identifier of the control, in request and response.</summary>
    public const string ControlOid = "1.2.840.113556.1.4.841";

    /// <summary>Creates the control.</summary>
    /// <param name="cookie">The cookie of the answer before; empty for the whole naming context.</param>
    /// <param name="options">What to send.</param>
    /// <param name="maxBytes">About how many bytes of attribute values an answer may hold; 0 leaves it to the server.</param>
    /// <param name="isCritical">Whether the server must refuse the request if it does not know the control; without, a plain search could
    /// be taken for one.</param>
    public DirSyncControl(
        ReadOnlyMemory<byte> cookie = default, DirSyncOptions options = DirSyncOptions.None, int maxBytes = 0, bool isCritical = true)
        : base(ControlOid, isCritical, Encode(cookie, options, maxBytes))
    {
    }

    private static byte[] Encode(ReadOnlyMemory<byte> cookie, DirSyncOptions options, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            // The highest flag makes it negative: servers read 32 bits
            writer.WriteInteger(unchecked((int)options));
            writer.WriteInteger(maxBytes);
            writer.WriteOctetString(cookie.Span);
        }

        return writer.Encode();
    }
}

/// <summary>Where a DirSync search stands: the control of its result.</summary>
/// <param name="HasMore">Whether more changes follow: the search is to be repeated with the cookie.</param>
/// <param name="Cookie">With what to ask next.</param>
public sealed record DirSyncResponseControl(bool HasMore, ReadOnlyMemory<byte> Cookie)
{
    /// <summary>Finds and decodes the control among those of a result.</summary>
    /// <param name="controls">The controls of a result.</param>
    /// <returns>The control, or null when the server sent none.</returns>
    /// <exception cref="LdapProtocolException">The control's value is malformed.</exception>
    public static DirSyncResponseControl? Find(IEnumerable<LdapControl> controls) =>
        ControlValue.Find(controls, DirSyncControl.ControlOid, "DirSync control", value =>
        {
            var sequence = value.ReadSequence();
            var hasMore = sequence.ReadNonNegativeInteger() != 0;
            sequence.SkipInteger();
            return new DirSyncResponseControl(hasMore, sequence.ReadOctetString());
        });
}

/// <summary>What a DirSync search sends.</summary>
[Flags]
public enum DirSyncOptions : uint
{
    /// <summary>Everything, for accounts with the right "Replicating Directory Changes".</summary>
    None = 0,

    /// <summary>Only what the account may read, without a further right (LDAP_DIRSYNC_OBJECT_SECURITY).</summary>
    ObjectSecurity = 0x1,

    /// <summary>Parents before their children (LDAP_DIRSYNC_ANCESTORS_FIRST_ORDER).</summary>
    AncestorsFirstOrder = 0x800,

    /// <summary>No secret attributes (LDAP_DIRSYNC_PUBLIC_DATA_ONLY).</summary>
    PublicDataOnly = 0x2000,

    /// <summary>Of linked attributes such as <c>member</c> only the values that changed (LDAP_DIRSYNC_INCREMENTAL_VALUES).</summary>
    IncrementalValues = 0x80000000,
}
