using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Ldap;
using Microsoft.Extensions.Logging;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

public sealed class VendorHttpClientTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-tls-").FullName;

    [Fact]
    public async Task Certificate_of_a_configured_authority_is_accepted()
    {
        await using var server = await StartServerAsync(TestPki.Shared.Server);
        await using var client = await HttpVendor.ConnectAsync(Settings(server, TestPki.Shared.Authority));

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();
    }

    [Theory]
    [InlineData("unrelated", "its issuer \"CN=Test CA\" is not among the configured authorities")]
    [InlineData("system", "its issuer \"CN=Test CA\" is not among the operating system's authorities")]
    [InlineData("wrong host", "it is for elsewhere.test, not for 127.0.0.1")]
    [InlineData("expired", "\"CN=localhost\" expired on")]
    [InlineData("not yet", "\"CN=localhost\" is valid only from")]
    public async Task Bad_certificate_is_refused_once_with_its_subject_and_the_check_that_failed(string defect, string reason)
    {
        var pki = TestPki.Shared;
        var certificate = defect switch
        {
            "wrong host" => pki.WrongHost,
            "expired" => pki.Expired,
            "not yet" => pki.NotYetValid,
            _ => pki.Server,
        };
        var trusted = defect switch { "unrelated" => pki.UnrelatedAuthority, "system" => null, _ => pki.Authority };
        var log = new LogRecorder();
        await using var server = await StartServerAsync(certificate);
        await using var client = await HttpVendor.ConnectAsync(Settings(server, trusted), log: log);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.OutcomeUnknown.ShouldBeFalse();
        error.Message.ShouldContain($"the server's certificate \"{certificate.Subject}\" was not accepted");
        error.Message.ShouldContain(reason);
        error.Message.ShouldContain("truststore_file");
        log.At(LogLevel.Warning).ShouldBeEmpty("trying again would not help");
        server.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Any_certificate_is_accepted_with_a_warning_when_verification_is_off()
    {
        var log = new LogRecorder();
        await using var server = await StartServerAsync(TestPki.Shared.Expired);
        await using var client = await HttpVendor.ConnectAsync(Settings(server, null) with { VerifySsl = false }, log: log);

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();
        log.At(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("App: verify_ssl is false");
    }

    [Fact]
    public async Task Server_that_speaks_no_tls_is_reported()
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200));
        var settings = HttpVendor.Settings(new Uri(server.BaseUrl.AbsoluteUri.Replace("http:", "https:", StringComparison.Ordinal)));
        await using var client = await HttpVendor.ConnectAsync(settings with { ErrorHandling = new ErrorHandlingSettings { MaxRetries = 0 } });

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.OutcomeUnknown.ShouldBeFalse("nothing was sent");
    }

    [Fact]
    public async Task Trust_store_that_cannot_be_read_is_reported_before_anything_is_sent()
    {
        var store = new CertificateStoreSettings { File = Path.Combine(_folder, "missing.pem") };
        var settings = HttpVendor.Settings(new Uri("https://127.0.0.1:1")) with { Truststore = store };

        (await Should.ThrowAsync<VendorException>(() => HttpVendor.ConnectAsync(settings))).Message.ShouldContain("missing.pem");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<ScriptedHttpServer> StartServerAsync(X509Certificate2 certificate) => ScriptedHttpServer.StartAsync(certificate, Status(200));

    private VendorSettings Settings(ScriptedHttpServer server, X509Certificate2? trusted)
    {
        var settings = HttpVendor.Settings(server.BaseUrl);
        if (trusted is null)
            return settings;
        var file = Path.Combine(_folder, "trusted.pem");
        File.WriteAllText(file, trusted.ExportCertificatePem());
        return settings with { Truststore = new CertificateStoreSettings { File = file } };
    }
}
