namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>What a draft cannot do without. Each is a parameter of the cmdlet and, in kebab-case, an option of the command.</summary>
public enum DraftInput
{
    /// <summary>The kind of source.</summary>
    SourceType,

    /// <summary>The servers, the domain, or the address of the source.</summary>
    Server,

    /// <summary>The file that is the source.</summary>
    SourceFile,

    /// <summary>The realm of Keycloak.</summary>
    Realm,

    /// <summary>The tenant of Entra.</summary>
    TenantId,

    /// <summary>The client or application that reads the source.</summary>
    ClientId,

    /// <summary>The provider of the vendor.</summary>
    Module,

    /// <summary>The address of the vendor.</summary>
    BaseUri,

    /// <summary>The database of the vendor.</summary>
    Database,

    /// <summary>The account at the vendor.</summary>
    VendorUserName,

    /// <summary>A source group.</summary>
    SourceGroup,

    /// <summary>The vendor group that follows it.</summary>
    VendorGroup,
}
