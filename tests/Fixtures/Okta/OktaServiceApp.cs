using System.Security.Cryptography;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>A service app, which authenticates by assertions that it signs with its private key.</summary>
public sealed class OktaServiceApp
{
    /// <summary>The client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The name of the key (<c>kid</c>).</summary>
    public required string KeyId { get; init; }

    /// <summary>The public half of the key.</summary>
    public required RSA PublicKey { get; init; }

    /// <summary>The scopes that are granted.</summary>
    public HashSet<string> Scopes { get; } = ["okta.groups.read", "okta.users.read"];
}
