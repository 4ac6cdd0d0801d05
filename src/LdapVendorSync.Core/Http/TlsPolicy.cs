using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Core.Http;

/// <summary>Judges the certificate of a vendor's server, and remembers why one was refused.</summary>
internal sealed class TlsPolicy
{
    private readonly RemoteCertificateValidator _validate;
    private readonly string _host;
    private CertificateVerdict? _refusal;

    private TlsPolicy(string host, RemoteCertificateValidator validate)
    {
        _host = host;
        _validate = validate;
    }

    /// <summary>Why the last certificate was refused; <see langword="null"/> where none was.</summary>
    public CertificateVerdict? Refusal => Volatile.Read(ref _refusal);

    /// <summary>Reads the trust store and prepares the judge.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unavailable"/> where the trust store cannot be read.</exception>
    public static async Task<TlsPolicy> CreateAsync(VendorContext context, string host, CancellationToken cancellationToken)
    {
        var settings = context.Settings;
        if (!settings.VerifySsl)
            return new TlsPolicy(host, CertificateValidator.AcceptAnything);
        var validator = new CertificateValidator
        {
            TimeProvider = context.TimeProvider,
            TrustedRoots = settings.Truststore is { } store ? await LoadAsync(store, cancellationToken).ConfigureAwait(false) : null,
        };
        return new TlsPolicy(host, validator.Validate);
    }

    public SslClientAuthenticationOptions ToOptions() => new()
    {
        // The validator decides on revocation as on everything else.
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsAccepted(certificate, chain),
    };

    private bool IsAccepted(X509Certificate? certificate, X509Chain? chain)
    {
        var intermediates = new X509Certificate2Collection();
        if (chain is not null)
            intermediates.AddRange(chain.ChainPolicy.ExtraStore);
        var verdict = _validate(new PresentedCertificate(_host, certificate as X509Certificate2, intermediates));
        Volatile.Write(ref _refusal, verdict.IsAccepted ? null : verdict);
        return verdict.IsAccepted;
    }

    private static async Task<X509Certificate2Collection> LoadAsync(
        Configuration.CertificateStoreSettings store, CancellationToken cancellationToken)
    {
        try
        {
            return await new CertificateStore(store.File, store.Password, store.Type).LoadTrustedAsync(cancellationToken).ConfigureAwait(
                false);
        }
        catch (Exception error) when (error is CertificateStoreException or SecretUnavailableException)
        {
            throw new VendorException(VendorFailure.Unavailable, error.Message, error);
        }
    }
}
