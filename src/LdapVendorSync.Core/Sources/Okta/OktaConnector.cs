using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>Opens the way to an Okta organization.</summary>
internal static class OktaConnector
{
    /// <summary>Prepares the connection: fetches the token, or reads the key. Sends nothing.</summary>
    /// <exception cref="SourceException">The settings cannot work.</exception>
    public static async Task<IDirectoryApi> ConnectAsync(
        OktaSourceSettings settings, SourceServices services, CancellationToken cancellationToken)
    {
        if (!OktaDomain.TryParse(settings.Domain, settings.AllowPlaintext, out var address, out var problem))
            throw new SourceException(SourceFailure.Unavailable, $"Source '{settings.Name}': domain: {problem.Message} {problem.Hint}");
        var auth = AuthOf(settings, address!);
        var endpoint = ApiEndpoint.Of(settings, services, address!, "domain", auth) with
        {
            AuthKey = settings.Auth is null ? "api_token" : "auth",
            ReadError = OktaErrors.Read,
        };
        var http = await ApiErrors.TranslateAsync(() => VendorHttpClient.CreateAsync(endpoint, cancellationToken)).ConfigureAwait(false);
        return new OktaApi(new OktaClient(http, settings.PageSize), settings);
    }

    /// <summary>How requests are authenticated, with what Okta makes the usual.</summary>
    /// <exception cref="SourceException">There is nothing to authenticate by.</exception>
    private static AuthSettings AuthOf(OktaSourceSettings settings, Uri address)
    {
        // Okta gives tokens for its API only to clients that sign.
        if (settings.Auth is { } auth)
        {
            return auth with
            {
                ClientAuthentication = ClientAuthentication.PrivateKeyJwt,
                TokenUrl = auth.TokenUrl ?? new Uri(address, "/oauth2/v1/token"),
                Scope = auth.Scope ?? OktaNeed.AllScopes,
            };
        }

        return settings.ApiToken is { } token
            ? new AuthSettings { Method = AuthMethod.Token, Scheme = "SSWS", Token = token }
            : throw new SourceException(SourceFailure.Authentication, $"Source '{settings.Name}': there is neither api_token nor auth.");
    }
}
