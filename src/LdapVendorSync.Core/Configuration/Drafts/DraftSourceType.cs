namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>The kinds of source that a draft can begin with; in lower case the <c>type</c> of the source.</summary>
public enum DraftSourceType
{
    /// <summary>An LDAP server or Active Directory.</summary>
    Ldap,

    /// <summary>An LDIF file.</summary>
    Ldif,

    /// <summary>CSV files.</summary>
    Csv,

    /// <summary>An Okta organization.</summary>
    Okta,

    /// <summary>A realm of a Keycloak server.</summary>
    Keycloak,

    /// <summary>An Entra tenant.</summary>
    Entra,
}
