namespace LdapVendorSync.Ldap.Protocol;

/// <summary>The OIDs of the extended operations this client speaks.</summary>
internal static class LdapOids
{
    /// <summary>RFC 4511 section 4.14.</summary>
    public const string StartTls = "1.3.6.1.4.1.1466.20037";

    /// <summary>RFC 4511 section 4.4.1.</summary>
    public const string NoticeOfDisconnection = "1.3.6.1.4.1.1466.20036";

    /// <summary>RFC 4532.</summary>
    public const string WhoAmI = "1.3.6.1.4.1.4203.1.11.3";
}
