namespace LdapVendorSync.Ldap.Controls;

/// <summary>Lets a search of Active Directory find deleted objects too (LDAP_SERVER_SHOW_DELETED_OID, MS-ADTS section
/// 3.1.1.3.4.1.14).</summary>
/// <param name="isCritical">Whether the server must refuse the request if it does not know the control.</param>
public sealed class ShowDeletedControl(bool isCritical = true) : LdapControl(ControlOid, isCritical)
{
    /// <summary>The object identifier of the control.</summary>
    public const string ControlOid = "1.2.840.113556.1.4.417";
}
