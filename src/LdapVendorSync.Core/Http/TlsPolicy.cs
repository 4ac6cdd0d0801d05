using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Core.Http;

/// <summary>Judges the certificate of a vendor's server, remembers why one was refused, and presents one's own.</summary>
internal sealed class TlsPolicy
{
    private readonly RemoteCertificateValidator _validate;
    private readonly string _host;
    private readonly ClientCertificate? _own;
    private readonly HttpEndpoint _endpoint;
    private CertificateVerdict? _refusal;
    private bool _wasAsked;

    private TlsPolicy(HttpEndpoint endpoint, string host, RemoteCertificateValidator validate, ClientCertificate? own)
    {
        _endpoint = endpoint;
        _host = host;
        _validate = validate;
        _own = own;
    }

    /// <summary>Why the last certificate was refused; <see langword="null"/> where none was.</summary>
    public CertificateVerdict? Refusal => Volatile.Read(ref _refusal);

    /// <summary>The subject of the certificate that servers are shown; <see langword="null"/> for none.</summary>
    public string? OwnSubject => _own?.Certificate.Subject;

    /// <summary>Why no server will take that certificate; <see langword="null"/> where nothing is known against it.</summary>
    public string? OwnFault { get; private init; }

    /// <summary>Whether a server asked for a certificate, and there was none to show.</summary>
    public bool WasAskedInVain => Volatile.Read(ref _wasAsked);

    /// <summary>Reads the trust store and the key store, and prepares the judge.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unavailable"/> where one of them cannot be read.</exception>
    public static async Task<TlsPolicy> CreateAsync(HttpEndpoint endpoint, string host, CancellationToken cancellationToken)
    {
        var own = await LoadAsync(
            endpoint, endpoint.Keystore, (store, token) => store.LoadClientCertificateAsync(token), cancellationToken)
            .ConfigureAwait(false);
        if (!endpoint.VerifySsl)
            return new TlsPolicy(endpoint, host, CertificateValidator.AcceptAnything, own) { OwnFault = FaultOf(own, endpoint.TimeProvider) };
        var validator = new CertificateValidator
        {
            TimeProvider = endpoint.TimeProvider,
            TrustedRoots = await LoadAsync(
                endpoint, endpoint.Truststore, (store, token) => store.LoadTrustedAsync(token), cancellationToken).ConfigureAwait(false),
        };
        return new TlsPolicy(endpoint, host, validator.Validate, own) { OwnFault = FaultOf(own, endpoint.TimeProvider) };
    }

    public SslClientAuthenticationOptions ToOptions()
    {
        var options = new SslClientAuthenticationOptions
        {
            // The validator decides on revocation as on everything else.
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsAccepted(certificate, chain),
        };
        if (_own is null)
            options.LocalCertificateSelectionCallback = NoteThatServerAsks;
        else
            options.ClientCertificateContext = SslStreamCertificateContext.Create(_own.Certificate, _own.Others, offline: true);
        return options;
    }

    // Called before the server said anything, and again, with its certificate, where it asks for one of ours.
    private X509Certificate NoteThatServerAsks(
        object sender, string host, X509CertificateCollection local, X509Certificate? server, string[] issuers)
    {
        if (server is not null)
            Volatile.Write(ref _wasAsked, true);
        return null!;
    }

    private bool IsAccepted(X509Certificate? certificate, X509Chain? chain)
    {
        var intermediates = new X509Certificate2Collection();
        if (chain is not null)
            intermediates.AddRange(chain.ChainPolicy.ExtraStore);
        var verdict = _validate(new PresentedCertificate(_host, certificate as X509Certificate2, intermediates));
        Volatile.Write(ref _refusal, verdict.IsAccepted ? null : verdict);
        if (verdict.IsAccepted && certificate is X509Certificate2 accepted)
            _endpoint.Checked?.Invoke(Describe(accepted));
        return verdict.IsAccepted;
    }

    private CheckResult Describe(X509Certificate2 certificate)
    {
        var check = CertificateCheck.Of(certificate).ToResult(string.Empty, _endpoint.TimeProvider.GetUtcNow());
        return _endpoint.VerifySsl ? check : check with
        {
            Message = $"Not verified: {check.Message}",
            Hint = "Give the authority that issued the certificate in truststore_file, and leave verify_ssl out.",
            IsWarning = true,
        };
    }

    private static string? FaultOf(ClientCertificate? own, TimeProvider timeProvider)
    {
        if (own?.Certificate is not { } certificate)
            return null;
        var now = timeProvider.GetUtcNow();
        if (certificate.NotAfter.ToUniversalTime() < now)
            return $"(\"{certificate.Subject}\") expired on {Day(certificate.NotAfter)}";
        return certificate.NotBefore.ToUniversalTime() > now
            ? $"(\"{certificate.Subject}\") is valid from {Day(certificate.NotBefore)} on"
            : null;
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static async Task<T?> LoadAsync<T>(
        HttpEndpoint endpoint,
        CertificateStoreSettings? settings,
        Func<CertificateStore, CancellationToken, Task<T>> load,
        CancellationToken cancellationToken)
        where T : class
    {
        if (settings is null)
            return null;
        try
        {
            return await load(settings.ToStore(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is CertificateStoreException or SecretUnavailableException)
        {
            throw new VendorException(VendorFailure.Unavailable, $"{endpoint.Name}: {error.Message}", error);
        }
    }
}
