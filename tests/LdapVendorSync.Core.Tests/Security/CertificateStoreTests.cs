using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
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

        (await store.LoadTrustedAsync(CancellationToken.None)).ShouldHaveSingleItem().Thumbprint.ShouldBe(_certificate.Thumbprint);
        var own = await store.LoadClientCertificateAsync(CancellationToken.None);
        own.Certificate.HasPrivateKey.ShouldBeTrue();
        own.Others.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(false, "needed by nothing")]
    [InlineData(true, "key password")]
    public async Task One_s_own_certificate_is_read_from_pem(bool encrypted, string? password)
    {
        using var key = _certificate.GetECDsaPrivateKey()!;
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        var keyPem = encrypted ? key.ExportEncryptedPkcs8PrivateKeyPem("key password", parameters) : key.ExportPkcs8PrivateKeyPem();
        var path = Write("client.pem", _certificate.ExportCertificatePem() + "\n" + keyPem);

        var own = await new CertificateStore(path, password is null ? null : new Secret(password))
            .LoadClientCertificateAsync(CancellationToken.None);

        own.Certificate.Thumbprint.ShouldBe(_certificate.Thumbprint);
        own.Certificate.HasPrivateKey.ShouldBeTrue();
        own.Others.ShouldBeEmpty();
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
    [InlineData("java.jks", "x", "is a Java key store that is damaged or cut short")]
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

        (await Should.ThrowAsync<CertificateStoreException>(() => store.LoadClientCertificateAsync(CancellationToken.None))).Message
            .ShouldContain("holds no private key; keystore_file needs one");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var store = new CertificateStore(Path.Combine(_folder, "nowhere"));

        (await Should.ThrowAsync<CertificateStoreException>(() => store.LoadTrustedAsync(CancellationToken.None))).Message
            .ShouldContain("nowhere");
    }

    [Theory]
    [InlineData("pem", "ca.p12", CertificateStoreType.Jks)]
    [InlineData("der", "ca.jks", CertificateStoreType.Pkcs12)]
    [InlineData("pkcs12", "ca.pem", CertificateStoreType.Pem)]
    public async Task Content_decides_on_the_format(string format, string name, CertificateStoreType given)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, format switch
        {
            "pem" => Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()),
            "der" => _certificate.RawData,
            _ => _certificate.Export(X509ContentType.Pkcs12, "changeit"),
        });

        (await new CertificateStore(path, new Secret("changeit"), given).LoadTrustedAsync(CancellationToken.None))
            .ShouldHaveSingleItem().Thumbprint.ShouldBe(_certificate.Thumbprint);
    }

    [Fact]
    public async Task A_huge_file_is_not_read()
    {
        var path = Path.Combine(_folder, "huge.pem");
        await using (var file = File.Create(path))
            file.SetLength(1L << 31);

        (await Should.ThrowAsync<CertificateStoreException>(() => new CertificateStore(path).LoadTrustedAsync(CancellationToken.None)))
            .Message.ShouldContain("is larger than 16 MB");
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
