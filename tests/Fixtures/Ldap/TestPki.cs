using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>A throwaway certificate authority, and server certificates that are right or wrong in one way each. Made once a
/// process.</summary>
public sealed class TestPki
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly Lazy<TestPki> SharedPki = new(() => new TestPki());

    private TestPki()
    {
        Authority = CreateAuthority("Test CA", null);
        UnrelatedAuthority = CreateAuthority("Unrelated CA", null);
        var now = DateTimeOffset.UtcNow;
        var (from, until) = (now.AddHours(-1), now.AddDays(7));
        Server = Issue("CN=localhost", from, until, "localhost", "127.0.0.1");
        WrongHost = Issue("CN=elsewhere.test", from, until, "elsewhere.test");
        Expired = Issue("CN=localhost", now.AddDays(-7), now.AddDays(-1), "localhost", "127.0.0.1");
        NotYetValid = Issue("CN=localhost", now.AddDays(1), now.AddDays(7), "localhost", "127.0.0.1");
        ClientOnly = Issue("CN=localhost", from, until, ClientAuthentication, ["localhost", "127.0.0.1"], Authority);
        Intermediate = CreateAuthority("Intermediate CA", Authority);
        BelowIntermediate = Issue("CN=localhost", from, until, ServerAuthentication, ["localhost", "127.0.0.1"], Intermediate);
        Client = Issue("CN=sync,OU=clients,O=Example", from, until, ClientAuthentication, [], Intermediate);
        SelfSigned = Issue("CN=localhost", from, until, ServerAuthentication, ["localhost", "127.0.0.1"], issuer: null);
    }

    public static TestPki Shared => SharedPki.Value;

    /// <summary>The authority that issued all the others.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>An authority that issued none of them.</summary>
    public X509Certificate2 UnrelatedAuthority { get; }

    /// <summary>A good certificate for localhost and 127.0.0.1.</summary>
    public X509Certificate2 Server { get; }

    public X509Certificate2 WrongHost { get; }

    public X509Certificate2 Expired { get; }

    public X509Certificate2 NotYetValid { get; }

    /// <summary>Good but for its usage: clients only.</summary>
    public X509Certificate2 ClientOnly { get; }

    /// <summary>An authority below <see cref="Authority"/>.</summary>
    public X509Certificate2 Intermediate { get; }

    /// <summary>A good certificate that <see cref="Intermediate"/> issued.</summary>
    public X509Certificate2 BelowIntermediate { get; }

    /// <summary>A good certificate but for its issuer: itself.</summary>
    public X509Certificate2 SelfSigned { get; }

    /// <summary>A client's certificate, <c>CN=sync,OU=clients,O=Example</c>, that <see cref="Intermediate"/> issued: a server that trusts
    /// <see cref="Authority"/> alone accepts it only together with the intermediate.</summary>
    public X509Certificate2 Client { get; }

    /// <summary>The authority alone, to be trusted by a client.</summary>
    public X509Certificate2Collection Roots => [Authority];

    /// <summary>Issues a good server certificate for hosts of the caller's choice.</summary>
    /// <param name="hosts">DNS names and IP addresses; the first is the subject's name too.</param>
    public X509Certificate2 IssueServer(params string[] hosts) =>
        Issue($"CN={hosts[0]}", DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(7), hosts);

    /// <summary>The private key of a certificate, in PEM.</summary>
    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The certificate has no private key.");
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static X509Certificate2 CreateAuthority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
        if (issuer is null) return request.CreateSelfSigned(from, until);

        using var certificate = request.Create(issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private X509Certificate2 Issue(string subject, DateTimeOffset from, DateTimeOffset until, params string[] hosts) =>
        Issue(subject, from, until, ServerAuthentication, hosts, Authority);

    private static X509Certificate2 Issue(
        string subject, DateTimeOffset from, DateTimeOffset until, string usage, string[] hosts, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (hosts.Length > 0) request.CertificateExtensions.Add(AlternativeNames(hosts));
        using var withKey = issuer is null
            ? request.CreateSelfSigned(from, until)
            : request.Create(issuer, from, until, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
        // SslStream on Windows wants a key that was imported rather than a bare one
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static X509Extension AlternativeNames(string[] hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        return names.Build();
    }
}
