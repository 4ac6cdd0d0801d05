using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Ldap.Errors;

/// <summary>No protected connection came about: the handshake failed, or the server's certificate was not accepted.</summary>
public sealed class LdapTlsException : LdapException
{
    internal LdapTlsException(LdapEndpoint endpoint, string reason, CertificateVerdict? verdict, Exception? innerException = null)
        : base($"No TLS connection to {endpoint}: {reason}", innerException)
    {
        Endpoint = endpoint;
        Verdict = verdict;
    }

    /// <summary>The server.</summary>
    public LdapEndpoint Endpoint { get; }

    /// <summary>What was wrong with the certificate; null when the handshake failed for another reason.</summary>
    public CertificateVerdict? Verdict { get; }

    /// <summary>Which checks the certificate failed; <see cref="CertificateFailures.None"/> when it was not the certificate.</summary>
    public CertificateFailures Failures => Verdict?.Failures ?? CertificateFailures.None;
}
