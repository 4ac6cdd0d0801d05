namespace LdapVendorSync.Ldap.Tls;

/// <summary>Whether a server's certificate is accepted, and if not, why.</summary>
/// <param name="Failures">The checks it failed.</param>
/// <param name="Reason">All failures in words; empty when it is accepted.</param>
public sealed record CertificateVerdict(CertificateFailures Failures, string Reason)
{
    /// <summary>The certificate is accepted.</summary>
    public static CertificateVerdict Accepted { get; } = new(CertificateFailures.None, string.Empty);

    /// <summary>Whether the certificate is accepted.</summary>
    public bool IsAccepted => Failures == CertificateFailures.None;

    /// <summary>Whom the certificate names, if there is one.</summary>
    public string? Subject { get; init; }

    /// <summary>Who issued it.</summary>
    public string? Issuer { get; init; }

    /// <summary>The host names and addresses it is for.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>From when it is valid.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when it is valid.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Its SHA-256 fingerprint in hexadecimal.</summary>
    public string? Fingerprint { get; init; }
}
