namespace LdapVendorSync.Core.Members;

/// <summary>
/// What a member of a source group is that is no person, by its object class in Active Directory, or by its type elsewhere.
/// </summary>
public enum NonPersonKind
{
    /// <summary>An address without an account (<c>contact</c>, <c>orgContact</c>).</summary>
    Contact,

    /// <summary>A machine (<c>computer</c>, <c>device</c>).</summary>
    Computer,

    /// <summary>The stand-in for an account of another forest, or for a well-known group (<c>foreignSecurityPrincipal</c>).</summary>
    ForeignSecurityPrincipal,

    /// <summary>The account of a service on one machine (<c>msDS-ManagedServiceAccount</c>).</summary>
    ManagedServiceAccount,

    /// <summary>The account of a service on several machines (<c>msDS-GroupManagedServiceAccount</c>).</summary>
    GroupManagedServiceAccount,

    /// <summary>An application of an Entra tenant (<c>servicePrincipal</c>).</summary>
    ServicePrincipal,

    /// <summary>The account by which an application signs in as itself (Keycloak's service accounts of clients).</summary>
    ServiceAccount,
}
