using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>A realm of a Keycloak server, read through its admin API.</summary>
public sealed record KeycloakSourceSettings : ApiSourceSettings
{
    /// <inheritdoc />
    public override string Type => "keycloak";

    /// <summary>Where Keycloak is; with or without the <c>/auth</c> that all addresses began with before version 17.</summary>
    [Setting("Where Keycloak is, such as https://sso.example.com; the /auth of versions before 17 is found by asking, or is a part of it.")]
    public required Uri BaseUrl { get; init; }

    /// <summary>The realm whose people and groups are read.</summary>
    [Setting("The realm whose people and groups are read: its name, not its id.")]
    [MinLength(1)]
    public required string Realm { get; init; }

    /// <summary>The realm of the client; <see langword="null"/> for <see cref="Realm"/>.</summary>
    [Setting("The realm that the client lives in, such as master; where left out, realm.")]
    [MinLength(1)]
    public string? TokenRealm { get; init; }

    /// <summary>The client whose service account reads.</summary>
    [Setting("The client whose service account reads.")]
    [MinLength(1)]
    public required string ClientId { get; init; }

    /// <summary>The client's secret.</summary>
    [Setting(
        "The client's secret; instead of key_file.",
        EnvironmentVariable = "{name}_CLIENT_SECRET",
        SoleEnvironmentVariable = "KEYCLOAK_CLIENT_SECRET")]
    public Secret? ClientSecret { get; init; }

    /// <summary>The private key that signs assertions (RFC 7523).</summary>
    [Setting("The private key by which the client proves who it is (private_key_jwt); instead of client_secret.", Prefix = "key_")]
    public CertificateStoreSettings? Key { get; init; }

    /// <summary>The name by which Keycloak knows the key (<c>kid</c>).</summary>
    [Setting("The name by which Keycloak knows the key (kid), where it knows several.")]
    public string? KeyId { get; init; }

    /// <summary>The signature algorithm (RFC 7518 section 3.1); <see langword="null"/> for the usual one of the key.</summary>
    [Setting("The signature algorithm of assertions; where it is left out, RS256, or for EC keys that of the curve.")]
    [AllowedValues("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")]
    public string? Algorithm { get; init; }

    /// <summary>Whom assertions are for (<c>aud</c>); <see langword="null"/> for the issuer that the realm names.</summary>
    [Setting("Whom assertions are for (aud); where it is left out, the issuer that the realm names.")]
    public string? AssertionAudience { get; init; }

    /// <summary>How many people or groups are asked for at once.</summary>
    [Setting("How many people or groups are asked for at once.")]
    [Range(2, 10_000)]
    public int PageSize { get; init; } = 500;
}
