using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>The groups and people of an Okta organization.</summary>
public sealed record OktaSourceSettings : ApiSourceSettings
{
    /// <inheritdoc />
    public override string Type => "okta";

    /// <summary>The organization's domain, with or without <c>https://</c>.</summary>
    [Setting("The domain of the organization, such as acme.okta.com, or the custom one; not the one with -admin.")]
    [MinLength(1)]
    public required string Domain { get; init; }

    /// <summary>The API token; <see langword="null"/> where <see cref="Auth"/> is given.</summary>
    [Setting(
        "The API token (SSWS), best of an administrator who may only read; instead of auth.",
        EnvironmentVariable = "{name}_API_TOKEN",
        SoleEnvironmentVariable = "OKTA_API_TOKEN")]
    public Secret? ApiToken { get; init; }

    /// <summary>A service app with a key of its own; <see langword="null"/> where <see cref="ApiToken"/> is given.</summary>
    [Setting(
        "A service app (OAuth 2.0) with a private key, instead of api_token: method oauth2 with client_id, key_file and key_id. "
        + "Where they are left out, token_url is that of the domain, scope okta.groups.read okta.users.read, "
        + "and client_authentication private_key_jwt.")]
    public AuthSettings? Auth { get; init; }

    /// <summary>How many groups or people to ask for at once.</summary>
    [Setting("How many groups or people to ask for at once; Okta recommends 200.")]
    [Range(1, 200)]
    public int PageSize { get; init; } = 200;

    /// <summary>What an account counts as, by its status.</summary>
    [Setting(
        "What an account counts as, by its status: enabled, disabled, or left_out. Whoever has a status that is not known here is kept "
        + "as they are.")]
    public OktaStatusSettings Statuses { get; init; } = new();
}
