using System.Formats.Asn1;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Controls;

/// <summary>How a synchronisation ended (RFC 4533 section 2.4).</summary>
/// <param name="Cookie">With what to ask the next time; null where the server did not send one.</param>
/// <param name="RefreshDeletes">Whether deleted entries were named. Otherwise those that were neither sent nor named as present are
/// gone, unless nothing has changed at all.</param>
public sealed record SyncDoneControl(ReadOnlyMemory<byte>? Cookie, bool RefreshDeletes)
{
    /// <summary>The object identifier of the control.</summary>
    public const string ControlOid = "1.3.6.1.4.1.4203.1.9.1.3";

    /// <summary>Finds and decodes the control among those of a result.</summary>
    /// <param name="controls">The controls of a result.</param>
    /// <returns>The control, or null when the server sent none.</returns>
    /// <exception cref="LdapProtocolException">The control's value is malformed.</exception>
    public static SyncDoneControl? Find(IEnumerable<LdapControl> controls) =>
        ControlValue.Find(controls, ControlOid, "sync done control", value =>
        {
            var sequence = value.ReadSequence();
            var cookie = sequence.ReadOptionalOctetString(Asn1Tag.PrimitiveOctetString);
            return new SyncDoneControl(cookie, sequence.NextIs(Asn1Tag.Boolean) && sequence.ReadBoolean());
        });
}
