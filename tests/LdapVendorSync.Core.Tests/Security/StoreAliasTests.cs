using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Security;

/// <summary>Files with several entries, of which one is meant; keytool of OpenJDK 17 wrote them.</summary>
public sealed class StoreAliasTests
{
    private const string Password = "Fixture-pass-1";

    [Theory]
    [InlineData("several.jks", "client")]
    [InlineData("several.jks", "second")]
    [InlineData("several.p12", "client")]
    [InlineData("several.p12", "second")]
    [InlineData("several.p12", "SECOND")]
    public async Task Private_key_of_the_alias_is_taken(string file, string alias)
    {
        var all = new List<string>();
        foreach (var one in new[] { "client", "second" })
            all.Add((await Store(file, one).LoadClientCertificateAsync(CancellationToken.None)).Certificate.Thumbprint);

        var own = await Store(file, alias).LoadClientCertificateAsync(CancellationToken.None);

        own.Certificate.HasPrivateKey.ShouldBeTrue();
        own.Certificate.Thumbprint.ShouldBe(all[alias.Equals("client", StringComparison.Ordinal) ? 0 : 1]);
        all.Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("trusted.jks")]
    [InlineData("trusted-jks.p12")]
    [InlineData("trusted-pkcs12.jks")]
    public async Task Only_the_authority_of_the_alias_is_trusted(string file)
    {
        var trusted = await Store(file, "Authority-Two").LoadTrustedAsync(CancellationToken.None);

        trusted.ShouldHaveSingleItem().Subject.ShouldBe("CN=Java Authority two");
    }

    [Theory]
    [InlineData("trusted.jks", "holds no trusted certificate with the alias 'nobody'; it has 'authority-one', 'authority-two'")]
    [InlineData("trusted-pkcs12.jks", "holds no certificate with the alias 'nobody'; it has 'authority-one', 'authority-two'")]
    public async Task Aliases_that_are_there_are_told_when_the_one_to_trust_is_missing(string file, string reason) =>
        ShouldSay(reason, await Should.ThrowAsync<CertificateStoreException>(
            () => Store(file, "nobody").LoadTrustedAsync(CancellationToken.None)));

    [Theory]
    [InlineData("several.jks", "holds no private key with the alias 'nobody'; it has 'client', 'second'")]
    [InlineData("several.p12", "holds no private key with the alias 'nobody'; it has 'client', 'second'")]
    [InlineData("client-ec.jks", "holds no private key with the alias 'nobody'; it has 'client'")]
    [InlineData("client-pkcs12.jks", "holds no private key with the alias 'nobody'; it has 'client'")]
    public async Task Aliases_that_are_there_are_told_when_the_key_is_missing(string file, string reason) =>
        ShouldSay(reason, await Should.ThrowAsync<CertificateStoreException>(
            () => Store(file, "nobody").LoadClientCertificateAsync(CancellationToken.None)));

    [Theory]
    [InlineData("several.jks")]
    [InlineData("several.p12")]
    public async Task Wrong_password_is_told_before_any_alias(string file)
    {
        var store = new CertificateStore(Fixture(file), new Secret("canary-password"), alias: "client");

        var error = await Should.ThrowAsync<CertificateStoreException>(() => store.LoadClientCertificateAsync(CancellationToken.None));

        error.Message.ShouldContain("the password is wrong");
        error.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public async Task Alias_of_a_pem_file_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            var store = new CertificateStore(Fixture("trusted.jks"), new Secret(Password), alias: "authority-one");
            var authority = (await store.LoadTrustedAsync(CancellationToken.None)).ShouldHaveSingleItem();
            await File.WriteAllTextAsync(path, authority.ExportCertificatePem());

            ShouldSay("other formats know no aliases", await Should.ThrowAsync<CertificateStoreException>(
                () => new CertificateStore(path, alias: "authority-one").LoadTrustedAsync(CancellationToken.None)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void ShouldSay(string reason, CertificateStoreException error)
    {
        error.Message.ShouldContain(reason);
        error.ToString().ShouldNotContain(Password);
    }

    private static string Fixture(string file) => Path.Combine(AppContext.BaseDirectory, "Security", "Data", file);

    private static CertificateStore Store(string file, string alias) => new(Fixture(file), new Secret(Password), alias: alias);
}
