using System.Formats.Asn1;

namespace LdapVendorSync.Ldap.Controls;

/// <summary>Asks a search for what changed in its content since a cookie, in the mode "refreshOnly" (RFC 4533 section 2.2).</summary>
/// <remarks>
/// Each entry then carries a <see cref="SyncStateControl"/>, the result a <see cref="SyncDoneControl"/>, and intermediate responses are
/// <see cref="SyncInfo"/>. A server that no longer knows what changed since the cookie may answer
/// <see cref="LdapResultCode.SyncRefreshRequired"/>.
/// </remarks>
public sealed class SyncRequestControl : LdapControl
{
    /// <summary>The object identifier of the control.</summary>
    public const string ControlOid = "1.3.6.1.4.1.4203.1.9.1.1";

    /// <summary>Creates the control.</summary>
    /// <param name="cookie">The cookie that the last synchronisation ended with; null for the whole content.</param>
    /// <param name="reloadHint">Whether the server may send the whole content afresh instead of
    /// <see cref="LdapResultCode.SyncRefreshRequired"/>.</param>
    /// <param name="isCritical">Whether the server must refuse the request if it does not know the control; without, a plain search could
    /// be taken for one.</param>
    public SyncRequestControl(ReadOnlyMemory<byte>? cookie = null, bool reloadHint = false, bool isCritical = true)
        : base(ControlOid, isCritical, Encode(cookie, reloadHint))
    {
        Cookie = cookie;
        ReloadHint = reloadHint;
    }

    /// <summary>The cookie that the last synchronisation ended with; null for the whole content.</summary>
    public ReadOnlyMemory<byte>? Cookie { get; }

    /// <summary>Whether the server may send the whole content afresh.</summary>
    public bool ReloadHint { get; }

    private static byte[] Encode(ReadOnlyMemory<byte>? cookie, bool reloadHint)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteEnumeratedValue(Mode.RefreshOnly);
            if (cookie is { } known) writer.WriteOctetString(known.Span);
            // A default value is not sent (RFC 4511 section 5.1)
            if (reloadHint) writer.WriteBoolean(true);
        }

        return writer.Encode();
    }

    // The other one, refreshAndPersist (3), is not for runs that end
    private enum Mode
    {
        RefreshOnly = 1,
    }
}
