using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Http.Authentication;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>What a check says of the way to a vendor, step by step.</summary>
public sealed class ConnectionCheckTests : IDisposable
{
    private static readonly MappingSettings App = new() { Source = "ldap", SourceGroup = "cn=app", VendorGroup = "app" };

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Steps_are_told_in_the_order_of_connecting_each_once_and_with_its_time()
    {
        await using var vendor = await new TokenVendor().StartAsync(TestPki.Shared.Server);

        var check = await CheckAsync(vendor.Settings() with { Truststore = Trusting(TestPki.Shared.Authority), Groups = [App] });

        check.Steps.Select(step => step.Step).Take(4).ShouldBe(["reach", "TLS", "authenticate", "connect"], Describe(check));
        check.Steps.Select(step => step.Step).ShouldBeUnique();
        check.Steps[0].Message.ShouldBe($"127.0.0.1:{vendor.BaseUrl.Port} takes connections.");
        check.Steps[0].Duration.ShouldBeGreaterThan(TimeSpan.Zero);
        check.Steps[1].Message.ShouldStartWith("certificate \"CN=localhost\", issued by \"CN=Test CA\", valid until ");
        // The certificate of the test server is good for a week.
        check.Steps[1].Status.ShouldBe(CheckStatus.Warning);
        check.Steps[1].Hint.ShouldNotBeNull().ShouldContain("Renew");
    }

    [Fact]
    public async Task Certificate_that_nobody_vouches_for_fails_the_TLS_step()
    {
        await using var vendor = await new TokenVendor().StartAsync(TestPki.Shared.Server);
        var settings = vendor.Settings() with { Auth = null, Truststore = Trusting(TestPki.Shared.UnrelatedAuthority) };

        var check = await CheckAsync(settings);

        check.Steps.Select(step => (step.Step, step.Passed)).ShouldBe([("reach", true), ("TLS", false)], Describe(check));
        check.Steps[1].Message.ShouldContain("its issuer \"CN=Test CA\" is not among the configured authorities");
        vendor.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Certificate_that_is_not_verified_is_a_warning()
    {
        await using var vendor = await new TokenVendor().StartAsync(TestPki.Shared.Server);

        var check = await CheckAsync(vendor.Settings() with { Auth = null, VerifySsl = false });

        var step = check.Steps.Single(step => step.Step == "TLS");
        step.Status.ShouldBe(CheckStatus.Warning);
        step.Message.ShouldStartWith("Not verified: certificate \"CN=localhost\"");
        step.Hint.ShouldNotBeNull().ShouldContain("truststore_file");
    }

    [Fact]
    public async Task Trust_store_that_cannot_be_read_fails_the_TLS_step()
    {
        await using var vendor = await new TokenVendor().StartAsync(TestPki.Shared.Server);
        var settings = vendor.Settings() with
        {
            Auth = null,
            Truststore = new CertificateStoreSettings { File = Path.Combine(_folder, "none.pem") },
        };

        var check = await CheckAsync(settings);

        check.Steps.Select(step => (step.Step, step.Passed)).ShouldBe([("TLS", false)], Describe(check));
    }

    [Fact]
    public async Task Vendor_that_need_not_be_asked_is_reached_all_the_same_and_its_credentials_are_said_to_be_untried()
    {
        await using var vendor = await new TokenVendor().StartAsync();

        var check = await CheckAsync(vendor.Settings());

        check.Steps.Select(step => (step.Step, step.Status)).ShouldBe(
            [("reach", CheckStatus.Passed), ("authenticate", CheckStatus.Warning), ("connect", CheckStatus.Passed)], Describe(check));
        vendor.Requests.ShouldBe(1);
        vendor.Tokens.ShouldBe(0);
        vendor.Written.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://no-such-host.invalid/")]
    public async Task Server_that_is_not_there_fails_the_first_step(string address)
    {
        await using var vendor = await new TokenVendor().StartAsync();

        var check = await CheckAsync(vendor.Settings() with { Auth = null, BaseUrl = new Uri(address) });

        check.Steps.Select(step => (step.Step, step.Passed)).ShouldBe([("reach", false)], Describe(check));
    }

    private static async Task<SystemCheck> CheckAsync(VendorSettings settings)
    {
        var vendor = settings with { ErrorHandling = new ErrorHandlingSettings { MaxRetries = 0 } };
        var configuration = new SyncConfiguration { Sources = [], Vendors = [vendor] };
        await using var session = new SyncSession(configuration, new SyncEnvironment { Providers = VendorProviderRegistry.CreateDefault() });
        return await ConnectionCheck.CheckVendorAsync(session, vendor, CancellationToken.None);
    }

    private static string Describe(SystemCheck check) => string.Join('\n', check.Steps);

    private CertificateStoreSettings Trusting(X509Certificate2 authority)
    {
        var file = Path.Combine(_folder, "authority.pem");
        File.WriteAllText(file, authority.ExportCertificatePem());
        return new CertificateStoreSettings { File = file };
    }
}
