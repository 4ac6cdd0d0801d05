namespace LdapVendorSync.Ldap.Controls;

/// <summary>Treats referral entries as plain entries instead of following them (RFC 3296).</summary>
/// <param name="isCritical">Whether the server must refuse the request if it does not know the control.</param>
public sealed class ManageDsaITControl(bool isCritical = false) : LdapControl(ControlOid, isCritical)
{
    /// <summary>The object identifier of the control.</summary>
    public const string ControlOid = "2.16.840.1.113730.3.4.2";
}
