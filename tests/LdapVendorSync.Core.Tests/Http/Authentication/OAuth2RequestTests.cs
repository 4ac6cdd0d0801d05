using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Http.Authentication;

/// <summary>What a token endpoint is told, over which connection, and what is said of it.</summary>
public sealed class OAuth2RequestTests : IDisposable
{
    private readonly LogRecorder _log = new();

    [Fact]
    public async Task Request_asks_for_what_is_configured()
    {
        await using var vendor = await new TokenVendor().StartAsync();
        var settings = vendor.Settings();
        settings = settings with
        {
            Auth = settings.Auth! with
            {
                Scope = "a b", Audience = "https://api.test/", Resource = "urn:x", Parameters = new Dictionary<string, string> { ["tenant"] = "ö&=" },
            },
        };
        await using var client = await HttpVendor.ConnectAsync(settings);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        var form = vendor.Forms.ShouldHaveSingleItem();
        form.Select(field => $"{field.Key}={field.Value}").ShouldBe(
            ["grant_type=client_credentials", "scope=a b", "audience=https://api.test/", "resource=urn:x", "tenant=ö&="], ignoreOrder: true);
    }

    [Fact]
    public async Task Secrets_and_tokens_show_up_nowhere_even_when_they_are_repeated()
    {
        await using var vendor = await new TokenVendor
        {
            Accepts = (token, _) => token == 1,
            Misbehave = async (number, context) =>
            {
                if (number == 1)
                    return false;
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync("""{"error": "invalid_request", "error_description": "canary-secret for canary-token-1"}""");
                return true;
            },
        }.StartAsync();
        await using var client = await HttpVendor.ConnectAsync(vendor.Settings(), log: _log);
        await client.SendAsync(HttpVendor.Get("/things?echo=canary-token-1"), CancellationToken.None);
        var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes("sync:canary-secret"));

        _log.All.ShouldNotContain("canary");
        _log.All.ShouldNotContain(basic);
        _log.At(LogLevel.Debug).ShouldContain(text => text.Contains("/token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Assertion_is_a_new_one_each_time_that_the_token_request_is_tried_again()
    {
        await using var vendor = await new TokenVendor
        {
            Misbehave = (number, context) =>
            {
                context.Response.StatusCode = number < 3 ? 503 : 200;
                return Task.FromResult(number < 3);
            },
        }.StartAsync();
        var settings = vendor.Settings();
        var key = new CertificateStoreSettings
        {
            File = Path.Combine(AppContext.BaseDirectory, "Security", "Data", "client-rsa.jks"),
            Password = new Secret("Fixture-pass-1"),
        };
        var auth = settings.Auth! with { ClientAuthentication = ClientAuthentication.PrivateKeyJwt, Key = key };
        await using var client = await HttpVendor.ConnectAsync(settings with { Auth = auth }, log: _log);

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        // A server that takes each assertion once would refuse the second as stolen.
        vendor.Forms.Select(form => form["client_assertion"].ToString()).Distinct().Count().ShouldBe(3);
        _log.All.ShouldNotContain("eyJ");
    }

    [Fact]
    public async Task Plain_http_token_endpoint_on_another_machine_is_refused()
    {
        var settings = HttpVendor.Settings(new Uri("https://127.0.0.1:1")) with
        {
            Auth = new AuthSettings
            {
                Method = AuthMethod.OAuth2, TokenUrl = new Uri("http://login.test/token"), ClientId = "a", ClientSecret = new Secret("bbbb"),
            },
        };

        (await Should.ThrowAsync<VendorException>(() => HttpVendor.ConnectAsync(settings))).Message.ShouldContain("token_url is plain http://");
        await (await HttpVendor.ConnectAsync(settings with { AllowPlaintext = true })).DisposeAsync();
    }

    [Fact]
    public async Task Client_certificate_is_shown_to_api_and_token_endpoint()
    {
        var folder = Directory.CreateTempSubdirectory("lvs-mtls-").FullName;
        try
        {
            var (own, trusted) = (Path.Combine(folder, "own.p12"), Path.Combine(folder, "ca.pem"));
            await File.WriteAllBytesAsync(own, TestPki.Shared.ClientOnly.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, "Fixture-pass-1"));
            await File.WriteAllTextAsync(trusted, TestPki.Shared.Authority.ExportCertificatePem());
            await using var vendor = await new TokenVendor().StartAsync(TestPki.Shared.Server, TestPki.Shared.Roots);
            var settings = vendor.Settings() with
            {
                Truststore = new CertificateStoreSettings { File = trusted },
                Keystore = new CertificateStoreSettings { File = own, Password = new Secret("Fixture-pass-1") },
            };

            await using var client = await HttpVendor.ConnectAsync(settings);
            (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();
            await using var without = await HttpVendor.ConnectAsync(settings with { Keystore = null });
            var error = await Should.ThrowAsync<VendorException>(() => without.SendAsync(HttpVendor.Get(), CancellationToken.None));

            error.Message.ShouldContain("the server asks for a client certificate, and none is configured");
            vendor.Tokens.ShouldBe(1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => _log.Dispose();
}
