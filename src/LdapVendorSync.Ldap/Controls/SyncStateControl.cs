using System.Formats.Asn1;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Controls;

/// <summary>What has become of an entry since the cookie of a synchronisation (RFC 4533 section 2.3).</summary>
/// <param name="State">What has become of it.</param>
/// <param name="EntryUuid">The entry's <c>entryUUID</c>, which stays when it is renamed.</param>
/// <param name="Cookie">The state of the content with this entry; null where the server did not send one.</param>
public sealed record SyncStateControl(SyncState State, Guid EntryUuid, ReadOnlyMemory<byte>? Cookie)
{
    /// <summary>The object identifier of the control.</summary>
    public const string ControlOid = "1.3.6.1.4.1.4203.1.9.1.2";

    /// <summary>Finds and decodes the control among those of an entry or reference.</summary>
    /// <param name="controls">The controls of an entry or reference.</param>
    /// <returns>The control, or null when the server sent none.</returns>
    /// <exception cref="LdapProtocolException">The control's value is malformed.</exception>
    public static SyncStateControl? Find(IEnumerable<LdapControl> controls) =>
        ControlValue.Find(controls, ControlOid, "sync state control", value =>
        {
            var sequence = value.ReadSequence();
            var state = (SyncState)sequence.ReadEnumerated();
            if (!Enum.IsDefined(state)) throw new AsnContentException($"The state {(int)state} is not known.");
            return new SyncStateControl(
                state, SyncUuid.Read(ref sequence), sequence.ReadOptionalOctetString(Asn1Tag.PrimitiveOctetString));
        });
}

/// <summary>What has become of an entry.</summary>
public enum SyncState
{
    /// <summary>It is there and has not changed.</summary>
    Present = 0,

    /// <summary>It has come in, or its content is sent as if it had.</summary>
    Add = 1,

    /// <summary>It has changed.</summary>
    Modify = 2,

    /// <summary>It is no longer in the content: deleted, or moved out of the search.</summary>
    Delete = 3,
}
