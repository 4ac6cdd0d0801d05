using System.Security.Cryptography.X509Certificates;

namespace LdapVendorSync.Core.Security;

/// <summary>One's own certificate, to be presented to servers.</summary>
/// <param name="Certificate">The certificate, with its private key.</param>
/// <param name="Others">The other certificates of its file; those of its issuers are for servers that know only the root.</param>
public sealed record ClientCertificate(X509Certificate2 Certificate, X509Certificate2Collection Others);
