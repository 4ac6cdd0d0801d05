using System.Net;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>Finds out where the realm of the client is, and makes the connection that is signed in there.</summary>
/// <param name="settings">The source.</param>
/// <param name="services">What it gets besides.</param>
internal sealed class KeycloakConnector(KeycloakSourceSettings settings, SourceServices services)
{
    private const string OldPrefix = "/auth";

    private readonly string _realm = settings.TokenRealm ?? settings.Realm;

    /// <summary>Makes the connection. Credentials are sent with the first question to it.</summary>
    /// <exception cref="SourceException">The server is not there, has no such realm, or the settings cannot work.</exception>
    public Task<KeycloakClient> ConnectAsync(CancellationToken cancellationToken) => ApiErrors.TranslateAsync(async () =>
    {
        var (address, issuer) = await FindRealmAsync(cancellationToken).ConfigureAwait(false);
        var endpoint = ApiEndpoint.Of(settings, services, address, "base_url", AuthOf(address, issuer));
        var http = await VendorHttpClient.CreateAsync(endpoint, cancellationToken).ConfigureAwait(false);
        return new KeycloakClient(http, settings, address);
    });

    private static Uri Trimmed(Uri address) => new(address.GetLeftPart(UriPartial.Path).TrimEnd('/'));

    private AuthSettings AuthOf(Uri address, string? issuer)
    {
        var realm = $"{address.AbsoluteUri.TrimEnd('/')}/realms/{Uri.EscapeDataString(_realm)}";
        return new AuthSettings
        {
            Method = AuthMethod.OAuth2,
            TokenUrl = new Uri($"{realm}/protocol/openid-connect/token"),
            ClientId = settings.ClientId,
            ClientSecret = settings.ClientSecret,
            ClientAuthentication = settings.Key is null ? ClientAuthentication.Basic : ClientAuthentication.PrivateKeyJwt,
            Key = settings.Key,
            KeyId = settings.KeyId,
            Algorithm = settings.Algorithm,
            // The one audience that all versions and their client policies take; since 26.2 there may be no second one.
            AssertionAudience = settings.AssertionAudience ?? issuer ?? realm,
        };
    }

    private async Task<(Uri Address, string? Issuer)> FindRealmAsync(CancellationToken cancellationToken)
    {
        var given = Trimmed(settings.BaseUrl);
        var endpoint = ApiEndpoint.Of(settings, services, given, "base_url", auth: null);
        var http = await VendorHttpClient.CreateAsync(endpoint, cancellationToken).ConfigureAwait(false);
        await using var connection = http.ConfigureAwait(false);
        if (await DescribeAsync(http, string.Empty, cancellationToken).ConfigureAwait(false) is { } found)
            return (given, found.TextAt("issuer"));
        if (!given.AbsolutePath.EndsWith(OldPrefix, StringComparison.Ordinal)
            && await DescribeAsync(http, OldPrefix, cancellationToken).ConfigureAwait(false) is { } old)
            return (new Uri(given.AbsoluteUri.TrimEnd('/') + OldPrefix), old.TextAt("issuer"));
        throw new SourceException(
            SourceFailure.ServerError,
            $"Source '{settings.Name}': there is no realm '{_realm}' at {given}, nor below {OldPrefix} there; check base_url and "
                + (settings.TokenRealm is null ? "realm." : "token_realm."));
    }

    // OpenID Connect Discovery 1.0 section 4; asked without credentials.
    private async Task<DataNode?> DescribeAsync(VendorHttpClient http, string prefix, CancellationToken cancellationToken)
    {
        var request = new VendorHttpRequest
        {
            Method = HttpMethod.Get,
            Address = $"{prefix}/realms/{Uri.EscapeDataString(_realm)}/.well-known/openid-configuration",
            Purpose = $"find the realm '{_realm}'",
            Accept = "application/json",
        };
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // A page for people is what the servers in front of Keycloak have in place of an address that they do not know.
        if (response.Status == HttpStatusCode.NotFound || (response.IsSuccess && ResponseContent.IsWebPage(response)))
            return null;
        if (!response.IsSuccess)
            throw http.ToException(request, response);
        return http.Understand(request, () => ResponseContent.Parse(response, DataFormat.Json));
    }
}
