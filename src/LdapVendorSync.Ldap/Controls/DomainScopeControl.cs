namespace LdapVendorSync.Ldap.Controls;

/// <summary>Keeps Active Directory from sending references to other domains (LDAP_SERVER_DOMAIN_SCOPE_OID, MS-ADTS section
/// 3.1.1.3.4.1.2).</summary>
/// <param name="isCritical">Whether the server must refuse the request if it does not know the control.</param>
public sealed class DomainScopeControl(bool isCritical = false) : LdapControl(ControlOid, isCritical)
{
    /// <summary>The object identifier of the control.</summary>
    public const string ControlOid = "1.2.840.113556.1.4.1339";
}
