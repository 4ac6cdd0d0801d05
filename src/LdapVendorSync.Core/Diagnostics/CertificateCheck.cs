using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace LdapVendorSync.Core.Diagnostics;

/// <summary>Tells of the certificate that a server has shown, and warns before it ends.</summary>
/// <param name="subject">Whom it names.</param>
/// <param name="issuer">Who issued it.</param>
/// <param name="validUntil">Until when it is valid, in UTC.</param>
internal sealed class CertificateCheck(string subject, string issuer, DateTime validUntil)
{
    // Long enough to have a certificate issued anew in an office where that takes weeks.
    private static readonly TimeSpan RenewalTime = TimeSpan.FromDays(30);

    /// <summary>Of a certificate, which may be disposed of afterwards.</summary>
    public static CertificateCheck Of(X509Certificate2 certificate) =>
        new(certificate.Subject, certificate.Issuer, certificate.NotAfter.ToUniversalTime());

    /// <summary>The step of the check.</summary>
    /// <param name="way">What is said before it, such as the protocol; empty for nothing.</param>
    /// <param name="now">The time.</param>
    public CheckResult ToResult(string way, DateTimeOffset now)
    {
        var left = validUntil - now.UtcDateTime;
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{way}certificate \"{subject}\", issued by \"{issuer}\", "
            + $"valid until {validUntil:yyyy-MM-dd} ({Math.Floor(left.TotalDays)} days left).");
        return left < RenewalTime
            ? new CheckResult("TLS", true, message, "Renew the server's certificate: once it has expired, no connection is made.") { IsWarning = true }
            : new CheckResult("TLS", true, message);
    }
}
