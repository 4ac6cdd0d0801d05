using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>Makes what authenticates a vendor's requests, by its <c>auth</c> block.</summary>
internal static class CredentialSources
{
    /// <summary>Fetches the secrets and reads the keys. Sends nothing.</summary>
    /// <exception cref="VendorException">The endpoint cannot work.</exception>
    public static async Task<ICredentialSource> CreateAsync(HttpEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Issuer is { } issuer)
            return new RenewedCredential(endpoint, issuer, "access token");
        try
        {
            return endpoint.Auth switch
            {
                { Method: AuthMethod.OAuth2 } auth => await OAuth2Async(endpoint, auth, cancellationToken).ConfigureAwait(false),
                { Method: AuthMethod.Login } auth => await LoginAsync(endpoint, auth, cancellationToken).ConfigureAwait(false),
                var auth => await FixedCredential.CreateAsync(auth, endpoint.Redactor, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (SecretUnavailableException error)
        {
            throw new VendorException(VendorFailure.Authentication, $"{endpoint.Name}: {error.Message}", error);
        }
        catch (CertificateStoreException error)
        {
            throw new VendorException(VendorFailure.Unavailable, $"{endpoint.Name}: {error.Message}", error);
        }
    }

    private static async Task<ICredentialSource> OAuth2Async(HttpEndpoint endpoint, AuthSettings auth, CancellationToken cancellationToken)
    {
        var url = auth.TokenUrl ?? throw Lacks("token_url", auth);
        _ = auth.ClientId ?? throw Lacks("client_id", auth);
        VendorTransport.RequireEncryption(endpoint, "token_url", url);
        var proof = await ClientProof.CreateAsync(endpoint, auth, cancellationToken).ConfigureAwait(false);
        var client = await ClientAsync(endpoint, new Uri(url.GetLeftPart(UriPartial.Authority)), cancellationToken).ConfigureAwait(false);
        return new RenewedCredential(endpoint, new OAuth2Issuer(endpoint, auth, client, proof), "access token");
    }

    private static async Task<ICredentialSource> LoginAsync(HttpEndpoint endpoint, AuthSettings auth, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(endpoint, endpoint.BaseUrl!, cancellationToken).ConfigureAwait(false);
        var issuer = await LoginIssuer.CreateAsync(endpoint, auth, client, cancellationToken).ConfigureAwait(false);
        return new RenewedCredential(endpoint, issuer, "login", [.. auth.Login!.ExpiredStatuses]);
    }

    // With the vendor's time limits, retries, certificates and proxy, but not at its rate: it is another matter than the API.
    private static Task<VendorHttpClient> ClientAsync(HttpEndpoint endpoint, Uri baseUrl, CancellationToken cancellationToken) =>
        VendorHttpClient.CreateAsync(
            endpoint with { BaseUrl = baseUrl, Auth = null, Issuer = null, RateLimit = null, Checked = null },
            cancellationToken);

    private static VendorException Lacks(string key, AuthSettings auth) =>
        new(VendorFailure.Unsupported, $"'auth.{key}' is missing, which method '{auth.Method}' needs.");
}
