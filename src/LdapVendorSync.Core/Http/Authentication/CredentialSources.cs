using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Validation;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>Makes what authenticates a vendor's requests, by its <c>auth</c> block.</summary>
internal static class CredentialSources
{
    /// <summary>Fetches the secrets and reads the keys. Sends nothing.</summary>
    /// <exception cref="VendorException">The settings cannot work.</exception>
    public static async Task<ICredentialSource> CreateAsync(VendorContext context, CancellationToken cancellationToken)
    {
        var settings = context.Settings;
        try
        {
            return settings.Auth switch
            {
                { Method: AuthMethod.OAuth2 } auth => await OAuth2Async(context, auth, cancellationToken).ConfigureAwait(false),
                { Method: AuthMethod.Login } auth => await LoginAsync(context, auth, cancellationToken).ConfigureAwait(false),
                var auth => await FixedCredential.CreateAsync(auth, context.Redactor, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (SecretUnavailableException error)
        {
            throw new VendorException(VendorFailure.Authentication, $"{settings.Name}: {error.Message}", error);
        }
        catch (CertificateStoreException error)
        {
            throw new VendorException(VendorFailure.Unavailable, $"{settings.Name}: {error.Message}", error);
        }
    }

    private static async Task<ICredentialSource> OAuth2Async(VendorContext context, AuthSettings auth, CancellationToken cancellationToken)
    {
        var url = auth.TokenUrl ?? throw Lacks("token_url", auth);
        _ = auth.ClientId ?? throw Lacks("client_id", auth);
        if (url.Scheme != Uri.UriSchemeHttps && !Addresses.IsLoopback(url) && !context.Settings.AllowPlaintext)
        {
            throw new VendorException(
                VendorFailure.Unsupported,
                $"{context.Settings.Name}: token_url is plain http://, where anybody could read the credentials; "
                    + "use https://, or say allow_plaintext: true.");
        }

        var proof = await ClientProof.CreateAsync(context, auth, cancellationToken).ConfigureAwait(false);
        var client = await ClientAsync(context, new Uri(url.GetLeftPart(UriPartial.Authority)), cancellationToken).ConfigureAwait(false);
        return new RenewedCredential(context, new OAuth2Issuer(context, auth, client, proof), "access token");
    }

    private static async Task<ICredentialSource> LoginAsync(VendorContext context, AuthSettings auth, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(context, context.Settings.BaseUrl!, cancellationToken).ConfigureAwait(false);
        var issuer = await LoginIssuer.CreateAsync(context, auth, client, cancellationToken).ConfigureAwait(false);
        return new RenewedCredential(context, issuer, "login", [.. auth.Login!.ExpiredStatuses]);
    }

    // With the vendor's time limits, retries, certificates and proxy, but not at its rate: it is another matter than the API.
    private static Task<VendorHttpClient> ClientAsync(VendorContext context, Uri baseUrl, CancellationToken cancellationToken) =>
        VendorHttpClient.CreateAsync(
            context with { Settings = context.Settings with { BaseUrl = baseUrl, Auth = null, RateLimit = null }, Checked = null },
            cancellationToken);

    private static VendorException Lacks(string key, AuthSettings auth) =>
        new(VendorFailure.Unsupported, $"'auth.{key}' is missing, which method '{auth.Method}' needs.");
}
