using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Which kind of directory it is; decides what the settings leave out.</summary>
public enum DirectoryDialect
{
    /// <summary>What the server says of itself in its root DSE, else in its schema.</summary>
    Auto,

    /// <summary>Active Directory, AD LDS, Samba AD.</summary>
    ActiveDirectory,

    /// <summary>OpenLDAP.</summary>
    [JsonStringEnumMemberName("openldap")]
    OpenLdap,

    /// <summary>389 Directory Server, Red Hat Directory Server.</summary>
    [JsonStringEnumMemberName("389ds")]
    DirectoryServer389,

    /// <summary>FreeIPA, Red Hat Identity Management.</summary>
    [JsonStringEnumMemberName("freeipa")]
    FreeIpa,

    /// <summary>Any other: whatever is usual anywhere counts.</summary>
    Generic,
}
