using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Security;

/// <summary>Against files that keytool of OpenJDK 17 wrote; all of them have the same password.</summary>
public sealed class JavaKeyStoreTests : IDisposable
{
    private const string Password = "Fixture-pass-1";

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-jks-").FullName;

    [Theory]
    [InlineData("trusted.jks", Password, null)]
    [InlineData("trusted.jks", null, null)]
    [InlineData("trusted.jks", Password, CertificateStoreType.Pkcs12)]
    [InlineData("trusted-jks.p12", Password, null)]
    [InlineData("trusted-pkcs12.jks", Password, null)]
    [InlineData("trusted-pkcs12.jks", Password, CertificateStoreType.Jks)]
    public async Task Authorities_are_read_whatever_the_name_says(string file, string? password, CertificateStoreType? type)
    {
        var trusted = await Store(file, password, type).LoadTrustedAsync(CancellationToken.None);

        trusted.Select(one => one.Subject).ShouldBe(["CN=Java Authority one", "CN=Java Authority two"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("client-ec.jks", "CN=Java Client")]
    [InlineData("client-rsa.jks", "CN=Java RSA Client")]
    [InlineData("client-pkcs12.jks", "CN=Java Client")]
    public async Task One_s_own_certificate_is_read_with_its_key(string file, string subject)
    {
        var own = await Store(file).LoadClientCertificateAsync(CancellationToken.None);

        own.Certificate.Subject.ShouldBe(subject);
        own.Others.ShouldBeEmpty();
        CanSign(own.Certificate).ShouldBeTrue("the key is the certificate's");
    }

    [Fact]
    public async Task Certificates_of_the_issuers_come_along()
    {
        var own = await Store("chain.jks").LoadClientCertificateAsync(CancellationToken.None);

        own.Certificate.Issuer.ShouldBe("CN=Java Authority one");
        own.Others.ShouldHaveSingleItem().Subject.ShouldBe("CN=Java Authority one");
    }

    [Fact]
    public async Task Version_1_is_read()
    {
        // Version 1 is version 2 without the certificates' types.
        var content = Read("trusted.jks");
        var text = Encoding.Latin1.GetString(content).Replace("\0\u0005X.509", string.Empty, StringComparison.Ordinal);
        var older = Encoding.Latin1.GetBytes(text);
        older[7] = 1;

        (await Store(Write(Sign(older))).LoadTrustedAsync(CancellationToken.None)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("trusted.jks")]
    [InlineData("client-ec.jks")]
    [InlineData("trusted-pkcs12.jks")]
    public async Task A_wrong_password_is_told_and_not_shown(string file)
    {
        var error = await Should.ThrowAsync<CertificateStoreException>(
            () => Store(file, "canary-password").LoadTrustedAsync(CancellationToken.None));

        error.Message.ShouldContain(file);
        error.Message.ShouldContain("the password is wrong");
        error.ToString().ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("trusted.jks", Password, "holds no certificate with a private key, only trusted certificates")]
    [InlineData("several.jks", Password, "holds several private keys ('client', 'second')")]
    [InlineData("several.p12", Password, "holds several private keys ('client', 'second'); say which one is meant by its alias")]
    [InlineData("client-ec.jks", null, "is a Java key store, whose keys need its password")]
    [InlineData("client-other-key-password.jks", Password, "holds the private key 'client' under another password than the file's")]
    [InlineData("client.jceks", Password, "of type JCEKS, which is not read; convert it: keytool -importkeystore")]
    public async Task A_store_without_one_usable_key_says_why(string file, string? password, string reason)
    {
        var error = await Should.ThrowAsync<CertificateStoreException>(
            () => Store(file, password).LoadClientCertificateAsync(CancellationToken.None));

        error.Message.ShouldContain(reason);
        error.ToString().ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_key_store_is_no_trust_store() =>
        (await Should.ThrowAsync<CertificateStoreException>(() => Store("client-ec.jks").LoadTrustedAsync(CancellationToken.None)))
            .Message.ShouldContain("holds no trusted certificate, only private keys");

    [Fact]
    public async Task A_store_cut_short_anywhere_is_damaged()
    {
        var content = Read("client-ec.jks");
        for (var length = 4; length < content.Length; length++)
        {
            var store = Store(Write(content[..length]));
            (await Should.ThrowAsync<CertificateStoreException>(() => store.LoadClientCertificateAsync(CancellationToken.None)))
                .Message.ShouldContain("damaged");
        }
    }

    [Theory]
    [InlineData(8, "is a Java key store that is damaged or cut short")] // how many entries
    [InlineData(32, "is a Java key store that is damaged or cut short")] // how long the key is
    [InlineData(4, "of a version that is not known")]
    public async Task Hostile_counts_and_lengths_are_refused(int position, string reason)
    {
        var content = Read("client-ec.jks");
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(position), uint.MaxValue);

        var store = Store(Write(Sign(content)));

        (await Should.ThrowAsync<CertificateStoreException>(() => store.LoadClientCertificateAsync(CancellationToken.None)))
            .Message.ShouldContain(reason);
    }

    [Fact]
    public void Any_damage_ends_in_an_error_or_a_certificate()
    {
        var files = new[] { "client-ec.jks", "trusted.jks", "chain.jks", "client-pkcs12.jks" };
        var damages =
            from file in Gen.Elements(files)
            from bytes in Gen.ListOf(Gen.Zip(Gen.Choose(4, 950), Gen.Choose(0, 255)), 3)
            select (file, bytes);

        Prop.ForAll(damages.ToArbitrary(), damage => Survives(damage.file, damage.bytes)).QuickCheckThrowOnFailure();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Fixture(string file) => Path.Combine(AppContext.BaseDirectory, "Security", "Data", file);

    private static byte[] Read(string file) => File.ReadAllBytes(Fixture(file));

    private static CertificateStore Store(string file, string? password = Password, CertificateStoreType? type = null) =>
        new(Fixture(file), password is null ? null : new Secret(password), type);

    private static byte[] Sign(byte[] content) => [.. content[..^20], .. JavaKeyStoreDigest.Compute(Password, content.AsSpan(..^20))];

    private static bool CanSign(X509Certificate2 own)
    {
        byte[] data = [1, 2, 3];
        if (own.GetECDsaPrivateKey() is { } ec)
            return own.GetECDsaPublicKey()!.VerifyData(data, ec.SignData(data, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256);
        var signature = own.GetRSAPrivateKey()!.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return own.GetRSAPublicKey()!.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private bool Survives(string file, IEnumerable<(int Position, int Value)> damage)
    {
        var content = Read(file);
        foreach (var (position, value) in damage)
            content[position % content.Length] = (byte)value;
        var store = Store(Write(file.Contains("pkcs12", StringComparison.Ordinal) ? content : Sign(content)));
        return IsRefusedOrRead(() => store.LoadTrustedAsync(CancellationToken.None))
            && IsRefusedOrRead(() => store.LoadClientCertificateAsync(CancellationToken.None));
    }

    private static bool IsRefusedOrRead<T>(Func<Task<T>> load)
    {
        try
        {
            load().GetAwaiter().GetResult();
            return true;
        }
        catch (CertificateStoreException)
        {
            return true;
        }
    }

    private string Write(byte[] content)
    {
        var path = Path.Combine(_folder, "store.jks");
        File.WriteAllBytes(path, content);
        return path;
    }
}
