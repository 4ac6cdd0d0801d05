using System.Security.Cryptography.X509Certificates;

namespace LdapVendorSync.Ldap.Tls;

/// <summary>Judges the certificate a server presents in a TLS handshake.</summary>
/// <param name="presented">What the server presented.</param>
/// <returns>The verdict; the handshake goes on only if it is accepted.</returns>
public delegate CertificateVerdict RemoteCertificateValidator(PresentedCertificate presented);

/// <summary>What a server presented in a TLS handshake.</summary>
/// <param name="Host">The host that was asked for, as configured.</param>
/// <param name="Certificate">The server's own certificate; null when it presented none.</param>
/// <param name="Intermediates">The certificates it sent along; none of them is trusted for being here.</param>
public sealed record PresentedCertificate(string Host, X509Certificate2? Certificate, X509Certificate2Collection Intermediates);
