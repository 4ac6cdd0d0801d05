using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>How requests to a vendor, or to a source with an API, are authenticated.</summary>
public sealed record AuthSettings
{
    /// <summary>The method.</summary>
    [Setting("The method; it says which of the other keys are needed.")]
    public required AuthMethod Method { get; init; }

    /// <summary>The account, for <see cref="AuthMethod.Basic"/> and <see cref="AuthMethod.Login"/>.</summary>
    [Setting("The account, for basic and login.")]
    public string? Username { get; init; }

    /// <summary>The password, for <see cref="AuthMethod.Basic"/> and <see cref="AuthMethod.Login"/>.</summary>
    [Setting("The password, for basic and login.", EnvironmentVariable = "{name}_PASSWORD")]
    public Secret? Password { get; init; }

    /// <summary>The token, for <see cref="AuthMethod.Token"/>, <see cref="AuthMethod.Bearer"/> and <see cref="AuthMethod.Login"/>.</summary>
    [Setting("The token, for token and bearer; for login, one that the login call sends.", EnvironmentVariable = "{name}_TOKEN")]
    public Secret? Token { get; init; }

    /// <summary>The word before the token in the Authorization header.</summary>
    [Setting("The word before the token in the Authorization header, for token, oauth2 and login.")]
    public string Scheme { get; init; } = "Bearer";

    /// <summary>The header's name, for <see cref="AuthMethod.Header"/> and <see cref="AuthMethod.Login"/>.</summary>
    [Setting("The header's name, for header; for login, the header that carries the token in place of Authorization.")]
    public string? Header { get; init; }

    /// <summary>The parameter's name, for <see cref="AuthMethod.Query"/> and <see cref="AuthMethod.Login"/>.</summary>
    [Setting("The name of the query parameter, for query; for login, the parameter that carries the token in place of Authorization.")]
    public string? Parameter { get; init; }

    /// <summary>The value, for <see cref="AuthMethod.Header"/> and <see cref="AuthMethod.Query"/>.</summary>
    [Setting("The value, for header and query.", EnvironmentVariable = "{name}_HEADER_VALUE")]
    public Secret? Value { get; init; }

    /// <summary>Where tokens are issued, for <see cref="AuthMethod.OAuth2"/>.</summary>
    [Setting("Where tokens are issued, for oauth2.")]
    public Uri? TokenUrl { get; init; }

    /// <summary>The client's id, for <see cref="AuthMethod.OAuth2"/>.</summary>
    [Setting("The client's id, for oauth2.")]
    public string? ClientId { get; init; }

    /// <summary>The client's secret, for <see cref="AuthMethod.OAuth2"/>.</summary>
    [Setting("The client's secret, for oauth2.", EnvironmentVariable = "{name}_CLIENT_SECRET")]
    public Secret? ClientSecret { get; init; }

    /// <summary>How the client proves who it is, for <see cref="AuthMethod.OAuth2"/>.</summary>
    [Setting("How the client proves who it is, for oauth2: the secret in a header or in the form, a signed assertion, or keystore_file alone.")]
    public ClientAuthentication ClientAuthentication { get; init; } = ClientAuthentication.Basic;

    /// <summary>The scope to ask for, for <see cref="AuthMethod.OAuth2"/>.</summary>
    [Setting("The scope to ask for, for oauth2; several are separated by blanks.")]
    public string? Scope { get; init; }

    /// <summary>The API that the token is for, as several servers call it.</summary>
    [Setting("The API that the token is for, for oauth2, where the server calls it audience.")]
    public string? Audience { get; init; }

    /// <summary>The API that the token is for (RFC 8707).</summary>
    [Setting("The API that the token is for, for oauth2, where the server calls it resource (RFC 8707).")]
    public string? Resource { get; init; }

    /// <summary>Further parameters of the token request.</summary>
    [Setting("Further parameters of the token request, for oauth2.")]
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The private key that signs assertions; <see langword="null"/> for the vendor's client certificate.</summary>
    [Setting("The private key that signs assertions, for private_key_jwt; where it is left out, that of keystore_file.", Prefix = "key_")]
    public CertificateStoreSettings? Key { get; init; }

    /// <summary>The name by which the server knows the key (<c>kid</c>).</summary>
    [Setting("The name by which the server knows the key (kid), for private_key_jwt.")]
    public string? KeyId { get; init; }

    /// <summary>The signature algorithm (RFC 7518 section 3.1); <see langword="null"/> for the usual one of the key.</summary>
    [Setting("The signature algorithm, for private_key_jwt; where it is left out, RS256, or for EC keys that of the curve.")]
    [AllowedValues("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")]
    public string? Algorithm { get; init; }

    /// <summary>Whom assertions are for (<c>aud</c>); <see langword="null"/> for <see cref="TokenUrl"/>.</summary>
    [Setting("Whom assertions are for (aud), for private_key_jwt; where it is left out, token_url.")]
    public string? AssertionAudience { get; init; }

    /// <summary>The request that logs in, for <see cref="AuthMethod.Login"/>.</summary>
    [Setting("The request that logs in, for login.")]
    public LoginSettings? Login { get; init; }
}
