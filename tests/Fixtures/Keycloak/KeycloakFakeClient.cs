using System.Security.Cryptography;

namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>A client with a service account.</summary>
public sealed class KeycloakFakeClient
{
    /// <summary>Its id.</summary>
    public required string ClientId { get; init; }

    /// <summary>Its secret; <see langword="null"/> where it signs assertions.</summary>
    public string? Secret { get; set; }

    /// <summary>The public key that its assertions are verified with.</summary>
    public RSA? Key { get; set; }

    /// <summary>Its roles, for each realm that it may ask about.</summary>
    public Dictionary<string, HashSet<string>> Roles { get; } = [];
}
