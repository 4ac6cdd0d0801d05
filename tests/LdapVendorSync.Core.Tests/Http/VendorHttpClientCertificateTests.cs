using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Ldap;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>Against Kestrel, which demands a certificate of its clients.</summary>
public sealed class VendorHttpClientCertificateTests : IDisposable
{
    private const string Password = "Fixture-pass-1";

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-mtls-").FullName;

    [Theory]
    [InlineData("pem", true)]
    [InlineData("pem", false)]
    [InlineData("encrypted pem", true)]
    [InlineData("pkcs12", true)]
    public async Task Own_certificate_is_presented(string format, bool verify)
    {
        await using var server = await StartAsync(TestPki.Shared.Roots);
        var settings = Settings(server, KeyStore(TestPki.Shared.ClientOnly, format));
        await using var client = await HttpVendor.ConnectAsync(settings with { VerifySsl = verify });

        var response = await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        Encoding.UTF8.GetString(response.Body.Span).ShouldBe("CN=localhost");
    }

    [Theory]
    [InlineData("client-ec.jks", "CN=Java Client")]
    [InlineData("client-rsa.jks", "CN=Java RSA Client")]
    [InlineData("client-pkcs12.jks", "CN=Java Client")]
    public async Task Own_certificate_of_a_java_key_store_is_presented(string file, string subject)
    {
        var store = Java(file);
        var issuer = (await store.ToStore().LoadClientCertificateAsync(CancellationToken.None)).Certificate;
        await using var server = await StartAsync([issuer]);
        await using var client = await HttpVendor.ConnectAsync(Settings(server, store));

        var response = await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        Encoding.UTF8.GetString(response.Body.Span).ShouldBe(subject);
    }

    [Fact]
    public async Task Issuers_of_the_own_certificate_are_presented_to_a_server_that_knows_the_root_alone()
    {
        var store = KeyStore(TestPki.Shared.BelowIntermediate, "pem");
        await File.AppendAllTextAsync(store.File, "\n" + TestPki.Shared.Intermediate.ExportCertificatePem());
        await using var server = await StartAsync(TestPki.Shared.Roots);
        await using var client = await HttpVendor.ConnectAsync(Settings(server, store));

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();
    }

    [Theory]
    [InlineData("missing", "the server asks for a client certificate, and none is configured: keystore_file names it")]
    [InlineData("unknown issuer", "the server may not accept the client certificate \"CN=localhost\" of keystore_file")]
    public async Task Missing_or_wrong_certificate_is_told(string defect, string reason)
    {
        await using var server = await StartAsync(TestPki.Shared.Roots);
        var store = defect == "missing" ? null : KeyStore(TestPki.Shared.SelfSigned, "pem");
        await using var client = await HttpVendor.ConnectAsync(Settings(server, store));

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Message.ShouldContain(reason);
        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.ToString().ShouldNotContain(Password);
    }

    [Fact]
    public async Task Certificate_is_not_suspected_once_the_server_has_answered()
    {
        var count = 0;
        await using var server = await HttpTestServer.StartAsync(
            context =>
            {
                if (Interlocked.Increment(ref count) > 1)
                    HttpTestServer.Reset(context);
                return Task.CompletedTask;
            },
            certificate: TestPki.Shared.Server,
            clients: TestPki.Shared.Roots);
        await using var client = await HttpVendor.ConnectAsync(Settings(server, KeyStore(TestPki.Shared.ClientOnly, "pem")));
        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Message.ShouldNotContain("certificate");
    }

    [Fact]
    public async Task Key_store_that_cannot_be_read_is_reported_before_anything_is_sent()
    {
        var settings = HttpVendor.Settings(new Uri("https://127.0.0.1:1")) with { Keystore = Java("several.jks") };

        var error = await Should.ThrowAsync<VendorException>(() => HttpVendor.ConnectAsync(settings));

        error.Message.ShouldStartWith("App: The certificate file");
        error.Message.ShouldContain("several private keys");
        error.ToString().ShouldNotContain(Password);
    }

    [Fact]
    public async Task Key_store_without_tls_is_refused()
    {
        var settings = HttpVendor.Settings(new Uri("http://127.0.0.1:1")) with { Keystore = Java("client-ec.jks") };

        (await Should.ThrowAsync<VendorException>(() => HttpVendor.ConnectAsync(settings))).Failure.ShouldBe(VendorFailure.Unsupported);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<HttpTestServer> StartAsync(X509Certificate2Collection clients) => HttpTestServer.StartAsync(
        context => context.Response.WriteAsync(context.Connection.ClientCertificate!.Subject),
        certificate: TestPki.Shared.Server,
        clients: clients);

    private static CertificateStoreSettings Java(string file) => new()
    {
        File = Path.Combine(AppContext.BaseDirectory, "Security", "Data", file),
        Password = new Secret(Password),
    };

    private VendorSettings Settings(HttpTestServer server, CertificateStoreSettings? keystore)
    {
        var trusted = Path.Combine(_folder, "trusted.pem");
        File.WriteAllText(trusted, TestPki.Shared.Authority.ExportCertificatePem());
        return HttpVendor.Settings(server.BaseUrl) with
        {
            Truststore = new CertificateStoreSettings { File = trusted },
            Keystore = keystore,
        };
    }

    private CertificateStoreSettings KeyStore(X509Certificate2 certificate, string format)
    {
        var file = Path.Combine(_folder, "own");
        using var key = certificate.GetECDsaPrivateKey()!;
        var protection = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        if (format == "pkcs12")
            File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, Password));
        else
            File.WriteAllText(
                file,
                certificate.ExportCertificatePem() + "\n"
                + (format == "pem" ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(Password, protection)));
        return new CertificateStoreSettings { File = file, Password = new Secret(Password) };
    }
}
