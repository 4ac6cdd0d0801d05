using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LdapVendorSync.Ldap.Tls;

/// <summary>The usual judge of server certificates: chain, time, usage and host name, and it names every check that failed.</summary>
public sealed class CertificateValidator
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private const X509ChainStatusFlags IssuerFlags = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
    private const X509ChainStatusFlags RevocationFlags =
        X509ChainStatusFlags.Revoked | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    /// <summary>The authorities to trust instead of those of the operating system; null for the latter.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Whether revocation is checked, and how; by default it is not, as directories rarely offer it.</summary>
    public X509RevocationMode RevocationMode { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>The clock that certificates are checked against.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>A validator that accepts whatever is presented: encryption without knowing with whom. For tests of a server's set-up
    /// only.</summary>
    public static CertificateVerdict AcceptAnything(PresentedCertificate presented) => CertificateVerdict.Accepted;

    /// <summary>Judges a certificate.</summary>
    /// <param name="presented">What the server presented.</param>
    /// <returns>Accepted, or all the checks that failed.</returns>
    public CertificateVerdict Validate(PresentedCertificate presented)
    {
        ArgumentNullException.ThrowIfNull(presented);
        if (presented.Certificate is not { } certificate)
        {
            return new CertificateVerdict(CertificateFailures.Missing, "the server presented no certificate");
        }

        var problems = new List<(CertificateFailures Failure, string Reason)>();
        CheckChain(certificate, presented.Intermediates, problems);
        CheckName(certificate, presented.Host, problems);
        return Describe(certificate, problems);
    }

    private void CheckChain(
        X509Certificate2 certificate, X509Certificate2Collection intermediates, List<(CertificateFailures, string)> problems)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        chain.ChainPolicy.RevocationMode = RevocationMode;
        chain.ChainPolicy.DisableCertificateDownloads = RevocationMode != X509RevocationMode.Online;
        chain.ChainPolicy.VerificationTime = TimeProvider.GetUtcNow().UtcDateTime;
        if (TrustedRoots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(TrustedRoots);
        }

        if (chain.Build(certificate)) return;

        foreach (var element in chain.ChainElements)
        {
            foreach (var status in element.ChainElementStatus) problems.Add(Explain(status, element.Certificate));
        }

        // A chain can also fail as a whole, without any element to blame
        foreach (var status in chain.ChainStatus) problems.Add(Explain(status, certificate));
    }

    private (CertificateFailures, string) Explain(X509ChainStatus status, X509Certificate2 certificate)
    {
        if ((status.Status & IssuerFlags) != 0)
        {
            var trusted = TrustedRoots is null ? "the operating system's authorities" : "the configured authorities";
            return (CertificateFailures.UnknownIssuer, $"its issuer \"{certificate.Issuer}\" is not among {trusted}");
        }

        if ((status.Status & X509ChainStatusFlags.NotTimeValid) != 0) return ExplainTime(certificate);
        if ((status.Status & RevocationFlags) != 0) return (CertificateFailures.Revoked, status.StatusInformation.Trim());
        if ((status.Status & X509ChainStatusFlags.NotValidForUsage) != 0)
        {
            return (CertificateFailures.WrongUsage, $"\"{certificate.Subject}\" may not be used for servers (extended key usage)");
        }

        return (CertificateFailures.Other, $"\"{certificate.Subject}\": {status.StatusInformation.Trim()} ({status.Status})");
    }

    private (CertificateFailures, string) ExplainTime(X509Certificate2 certificate) =>
        certificate.NotBefore.ToUniversalTime() > TimeProvider.GetUtcNow().UtcDateTime
            ? (CertificateFailures.NotYetValid, $"\"{certificate.Subject}\" is valid only from {Format(certificate.NotBefore)}")
            : (CertificateFailures.Expired, $"\"{certificate.Subject}\" expired on {Format(certificate.NotAfter)}");

    private static void CheckName(X509Certificate2 certificate, string host, List<(CertificateFailures, string)> problems)
    {
        // A trailing dot makes a DNS name absolute; certificates never carry it
        if (certificate.MatchesHostname(host.TrimEnd('.'))) return;
        var names = string.Join(", ", NamesOf(certificate));
        problems.Add((CertificateFailures.NameMismatch, $"it is for {(names.Length > 0 ? names : "no host")}, not for {host}"));
    }

    private static CertificateVerdict Describe(X509Certificate2 certificate, List<(CertificateFailures Failure, string Reason)> problems)
    {
        var failures = problems.Aggregate(CertificateFailures.None, (all, problem) => all | problem.Failure);
        return new CertificateVerdict(failures, string.Join("; ", problems.Select(problem => problem.Reason).Distinct()))
        {
            Subject = certificate.Subject,
            Issuer = certificate.Issuer,
            Names = NamesOf(certificate),
            NotBefore = certificate.NotBefore.ToUniversalTime(),
            NotAfter = certificate.NotAfter.ToUniversalTime(),
            Fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256),
        };
    }

    private static List<string> NamesOf(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.AddRange(extension.EnumerateDnsNames());
            names.AddRange(extension.EnumerateIPAddresses().Select(address => address.ToString()));
        }

        if (names.Count == 0 && certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name) names.Add(name);
        return names;
    }

    private static string Format(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
