namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>An account of a realm.</summary>
public sealed class KeycloakUser
{
    /// <summary>The id that stays.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>The login name, in lower case as Keycloak keeps it; lists are ordered by it.</summary>
    public required string UserName { get; set; }

    /// <summary>The mail address.</summary>
    public string? Email { get; set; }

    /// <summary>The given name.</summary>
    public string? FirstName { get; set; }

    /// <summary>The family name.</summary>
    public string? LastName { get; set; }

    /// <summary>Whether it may be used.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The provider that it was imported by, such as an LDAP server.</summary>
    public string? FederationLink { get; set; }

    /// <summary>Whether the provider has it no more: it is left out of the page on which it would be, and removed.</summary>
    public bool IsGoneFromProvider { get; set; }

    /// <summary>Whether the provider is switched off or cannot be reached: it is shown as disabled, whatever the database has.</summary>
    public bool IsProviderAway { get; set; }

    /// <summary>Whether fine-grained permissions show it to those who have no role to view people.</summary>
    public bool IsShownToAll { get; set; }

    /// <summary>Whether it is the account of a client.</summary>
    public bool IsServiceAccount { get; set; }

    /// <summary>The attributes, each with all of its values.</summary>
    public Dictionary<string, string[]> Attributes { get; } = [];
}
