using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Authentication;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using Microsoft.Identity.Client;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>Gets access tokens of an app registration by Microsoft's authentication library, with a secret or a certificate.</summary>
internal sealed class EntraTokenIssuer : ICredentialIssuer
{
    private readonly HttpEndpoint _endpoint;
    private readonly EntraPlaces _places;
    private readonly VendorHttpClient _door;
    private readonly MsalTransport _transport;
    private readonly IConfidentialClientApplication _app;
    private bool _hasIssued;

    private EntraTokenIssuer(
        HttpEndpoint endpoint, EntraPlaces places, VendorHttpClient door, MsalTransport transport, IConfidentialClientApplication app)
    {
        _endpoint = endpoint;
        _places = places;
        _door = door;
        _transport = transport;
        _app = app;
    }

    /// <summary>Fetches the secret, or reads the certificate. Sends nothing.</summary>
    /// <exception cref="VendorException">The settings cannot work.</exception>
    public static async Task<EntraTokenIssuer> CreateAsync(
        EntraSourceSettings settings, EntraPlaces places, HttpEndpoint endpoint, CancellationToken cancellationToken)
    {
        var authority = endpoint with { BaseUrl = places.Authority, BaseUrlKey = "authority_url", RateLimit = null };
        VendorTransport.RequireEncryption(authority, authority.BaseUrlKey, places.Authority);
        var door = await VendorHttpClient.CreateAsync(authority, cancellationToken).ConfigureAwait(false);
        var transport = new MsalTransport(door);
        try
        {
            var app = await CreateAppAsync(settings, places, authority, transport, cancellationToken).ConfigureAwait(false);
            return new EntraTokenIssuer(authority, places, door, transport, app);
        }
        catch (Exception error)
        {
            transport.Dispose();
            await door.DisposeAsync().ConfigureAwait(false);
            if (error is SecretUnavailableException or CertificateStoreException or MsalException)
                throw new VendorException(
                    VendorFailure.Authentication, endpoint.Redactor.Redact($"{endpoint.Name}: {error.Message}"), error);
            throw;
        }
    }

    public async Task<IssuedCredential> IssueAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The library keeps tokens too. Whoever asks again was refused, or the token is about to end: neither is helped by the same
            // one.
            var result = await _app.AcquireTokenForClient([_places.Scope])
                .WithForceRefresh(_hasIssued)
                .ExecuteAsync(cancellationToken)
                .ConfigureAwait(false);
            _hasIssued = true;
            return Read(result);
        }
        catch (MsalException error)
        {
            throw EntraTokenErrors.Translate(error, _endpoint, _door);
        }
    }

    // Tokens of apps end by themselves; the next run gets its own.
    public Task RevokeAsync(Credential credential, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _door.DisposeAsync().ConfigureAwait(false);
    }

    private IssuedCredential Read(AuthenticationResult result)
    {
        _endpoint.Redactor.Add(result.AccessToken);
        // The library has counted from the system's clock.
        var lifetime = result.ExpiresOn - TimeProvider.System.GetUtcNow();
        var description = string.Create(
            CultureInfo.InvariantCulture,
            $"access token from {_places.Authority.GetLeftPart(UriPartial.Authority)} (valid for {lifetime.TotalSeconds:0} s)");
        return new IssuedCredential(
            new Credential { Header = new("Authorization", $"Bearer {result.AccessToken}") },
            lifetime > TimeSpan.Zero ? lifetime : TimeSpan.Zero,
            description);
    }

    private static async Task<IConfidentialClientApplication> CreateAppAsync(
        EntraSourceSettings settings,
        EntraPlaces places,
        HttpEndpoint endpoint,
        MsalTransport transport,
        CancellationToken cancellationToken)
    {
        var builder = ConfidentialClientApplicationBuilder.Create(settings.ClientId)
            .WithAuthority($"https://{places.Authority.Authority}/{settings.TenantId}", validateAuthority: false)
            // Which authority it is was decided by the settings: nobody else is asked about it.
            .WithInstanceDiscovery(false)
            // The transport tries again by itself.
            .WithHttpClientFactory(transport, retryOnceOn5xx: false);
        builder = settings.Keystore is { } keystore
            ? builder.WithCertificate(
                await LoadCertificateAsync(keystore, endpoint, cancellationToken).ConfigureAwait(false), sendX5C: true)
            : builder.WithClientSecret(await RevealAsync(settings, endpoint, cancellationToken).ConfigureAwait(false));
        return builder.Build();
    }

    private static async Task<X509Certificate2> LoadCertificateAsync(
        CertificateStoreSettings keystore, HttpEndpoint endpoint, CancellationToken cancellationToken)
    {
        var own = await keystore.ToStore().LoadClientCertificateAsync(cancellationToken).ConfigureAwait(false);
        using var key = own.Certificate.GetRSAPrivateKey();
        return key is not null
            ? own.Certificate
            : throw new VendorException(
                VendorFailure.Authentication,
                $"{endpoint.Name}: the key of the certificate \"{own.Certificate.Subject}\" in keystore_file is not RSA; Entra takes no other.");
    }

    private static async Task<string> RevealAsync(EntraSourceSettings settings, HttpEndpoint endpoint, CancellationToken cancellationToken)
    {
        var given = settings.ClientSecret ?? throw new VendorException(
            VendorFailure.Authentication, $"{endpoint.Name}: there is neither client_secret nor keystore_file.");
        var secret = await given.RevealAsync(cancellationToken).ConfigureAwait(false);
        endpoint.Redactor.Add(secret);
        return secret;
    }
}
