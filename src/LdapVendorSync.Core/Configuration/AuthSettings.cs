using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>How requests to a vendor are authenticated.</summary>
public sealed record AuthSettings
{
    /// <summary>The method.</summary>
    [Setting("The method; it says which of the other keys are needed.")]
    public required AuthMethod Method { get; init; }

    /// <summary>The account, for <see cref="AuthMethod.Basic"/>.</summary>
    [Setting("The account, for basic.")]
    public string? Username { get; init; }

    /// <summary>The password, for <see cref="AuthMethod.Basic"/>.</summary>
    [Setting("The password, for basic.", EnvironmentVariable = "{name}_PASSWORD")]
    public Secret? Password { get; init; }

    /// <summary>The token, for <see cref="AuthMethod.Token"/> and <see cref="AuthMethod.Bearer"/>.</summary>
    [Setting("The token, for token and bearer.", EnvironmentVariable = "{name}_TOKEN")]
    public Secret? Token { get; init; }

    /// <summary>The word before the token, for <see cref="AuthMethod.Token"/>.</summary>
    [Setting("The word before the token in the Authorization header, for token.")]
    public string Scheme { get; init; } = "Bearer";

    /// <summary>The header's name, for <see cref="AuthMethod.Header"/>.</summary>
    [Setting("The header's name, for header.")]
    public string? Header { get; init; }

    /// <summary>The header's value, for <see cref="AuthMethod.Header"/>.</summary>
    [Setting("The header's value, for header.", EnvironmentVariable = "{name}_HEADER_VALUE")]
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

    /// <summary>The scope to ask for, for <see cref="AuthMethod.OAuth2"/>.</summary>
    [Setting("The scope to ask for, for oauth2.")]
    public string? Scope { get; init; }
}
