using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Security;

public sealed class CertificateStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-certificates-").FullName;
    private readonly X509Certificate2 _certificate;

    public CertificateStoreTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Authority", key, HashAlgorithmName.SHA256);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    [Theory]
    [InlineData("ca.pem", null)]
    [InlineData("bundle", CertificateStoreType.Pem)]
    [InlineData("bundle", null)]
    public async Task Authorities_are_read_from_pem(string name, CertificateStoreType? type)
    {
        var pem = _certificate.ExportCertificatePem();
        var path = Write(name, "# two of them\n" + pem + "\n" + pem);

        var trusted = await new CertificateStore(path, null, type).LoadTrustedAsync(CancellationToken.None);

        trusted.Count.ShouldBe(2);
        trusted[0].Thumbprint.ShouldBe(_certificate.Thumbprint);
    }

    [Fact]
    public async Task An_authority_is_read_from_der()
    {
        var path = Path.Combine(_folder, "ca.cer");
        await File.WriteAllBytesAsync(path, _certificate.RawData);

        (await new CertificateStore(path).LoadTrustedAsync(CancellationToken.None))
            .ShouldHaveSingleItem().Thumbprint.ShouldBe(_certificate.Thumbprint);
    }

    [Theory]
    [InlineData("store.p12")]
    [InlineData("store")]
    public async Task Certificates_are_read_from_pkcs12(string name)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, _certificate.Export(X509ContentType.Pkcs12, "changeit"));
        var store = new CertificateStore(path, new Secret(_ => Task.FromResult("changeit")));

        store.Type.ShouldBe(CertificateStoreType.Pkcs12);
        (await store.LoadTrustedAsync(CancellationToken.None)).ShouldHaveSingleItem().Thumbprint.ShouldBe(_certificate.Thumbprint);
        using var own = await store.LoadClientCertificateAsync(CancellationToken.None);
        own.HasPrivateKey.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_s_own_certificate_is_read_from_pem(bool encrypted)
    {
        using var key = _certificate.GetECDsaPrivateKey()!;
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        var keyPem = encrypted ? key.ExportEncryptedPkcs8PrivateKeyPem("key password", parameters) : key.ExportPkcs8PrivateKeyPem();
        var path = Write("client.pem", _certificate.ExportCertificatePem() + "\n" + keyPem);

        using var own = await new CertificateStore(path, encrypted ? new Secret("key password") : null)
            .LoadClientCertificateAsync(CancellationToken.None);

        own.Thumbprint.ShouldBe(_certificate.Thumbprint);
        own.HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_not_shown()
    {
        var path = Path.Combine(_folder, "store.p12");
        await File.WriteAllBytesAsync(path, _certificate.Export(X509ContentType.Pkcs12, "changeit"));

        var exception = await Should.ThrowAsync<CertificateStoreException>(
            () => new CertificateStore(path, new Secret("canary")).LoadTrustedAsync(CancellationToken.None));

        exception.Message.ShouldContain("the password is wrong");
        exception.ToString().ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("empty.pem", "", "holds no certificate")]
    [InlineData("text.pem", "just text", "holds no certificate")]
    [InlineData("broken.p12", "just text", "cannot be opened as Pkcs12")]
    [InlineData("java.jks", "x", "is a Java key store")]
    public async Task A_file_that_cannot_be_used_is_named_with_the_reason(string name, string content, string reason)
    {
        var store = new CertificateStore(Write(name, content));

        (await Should.ThrowAsync<CertificateStoreException>(() => store.LoadTrustedAsync(CancellationToken.None))).Message
            .ShouldContain(reason);
    }

    [Fact]
    public async Task A_certificate_without_key_cannot_be_one_s_own()
    {
        var store = new CertificateStore(Write("ca.pem", _certificate.ExportCertificatePem()));

        await Should.ThrowAsync<CertificateStoreException>(() => store.LoadClientCertificateAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var store = new CertificateStore(Path.Combine(_folder, "nowhere"));

        (await Should.ThrowAsync<CertificateStoreException>(() => store.LoadTrustedAsync(CancellationToken.None))).Message
            .ShouldContain("nowhere");
    }

    [Fact]
    public void A_java_key_store_is_told_by_its_content()
    {
        var path = Path.Combine(_folder, "store");
        File.WriteAllBytes(path, [0xFE, 0xED, 0xFE, 0xED, 0, 0]);

        new CertificateStore(path).Type.ShouldBe(CertificateStoreType.Jks);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
