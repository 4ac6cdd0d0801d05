using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Tests.Http.Authentication;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Net;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>Through a real proxy.</summary>
public sealed class VendorHttpClientProxyTests : IDisposable
{
    private const string Password = "canary-pröxy:password";

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-proxy-").FullName;
    private readonly LogRecorder _log = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Https_goes_through_a_tunnel_with_the_certificate_still_verified(bool trusted)
    {
        await using var proxy = new ForwardProxy($"sync:{Password}");
        await using var server = await StartAsync(TestPki.Shared.Server, Status(200, "fine"));
        var settings = WithAccount(server.BaseUrl, proxy) with { Truststore = Trust(trusted ? TestPki.Shared.Authority : TestPki.Shared.UnrelatedAuthority) };
        await using var client = await HttpVendor.ConnectAsync(settings, log: _log);

        if (trusted)
        {
            (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();
        }
        else
        {
            var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));
            error.Message.ShouldContain("the server's certificate");
        }

        proxy.Requests.ShouldContain($"CONNECT 127.0.0.1:{server.BaseUrl.Port} HTTP/1.1");
        server.Requests.ShouldAllBe(request => !request.Headers.ContainsKey("Proxy-Authorization"));
        NoSecretIn(_log.All);
    }

    [Fact]
    public async Task Plain_http_is_forwarded()
    {
        await using var proxy = new ForwardProxy();
        await using var server = await StartAsync(Status(200));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Proxy = proxy.Address });

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        proxy.Requests.ShouldBe([$"GET {server.BaseUrl}things HTTP/1.1"]);
    }

    [Theory]
    [InlineData(true, "wrong password")]
    [InlineData(false, "wrong password")]
    [InlineData(true, "no account")]
    [InlineData(false, "no account")]
    public async Task Proxy_that_refuses_the_account_stops_the_vendor_at_once(bool https, string mistake)
    {
        await using var proxy = new ForwardProxy("sync:another");
        await using var server = await StartAsync(https ? TestPki.Shared.Server : null, Status(200));
        var settings = WithAccount(server.BaseUrl, proxy) with { Truststore = Trust(TestPki.Shared.Authority) };
        if (mistake == "no account")
            settings = settings with { ProxyOptions = null };
        await using var client = await HttpVendor.ConnectAsync(settings, log: _log);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));
        var asked = proxy.Requests.Count;
        await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Authentication);
        error.Message.ShouldContain("the proxy refuses the credentials (407): check proxy_username and proxy_password");
        error.OutcomeUnknown.ShouldBeFalse();
        proxy.Requests.Count.ShouldBe(asked);
        server.Count.ShouldBe(0);
        NoSecretIn(error + _log.All);
    }

    [Fact]
    public async Task Proxy_that_cannot_reach_the_vendor_is_tried_again_and_told()
    {
        await using var proxy = new ForwardProxy { Refusal = "502 Bad Gateway" };
        var settings = HttpVendor.Settings(new Uri("https://127.0.0.1:1")) with { Proxy = proxy.Address };
        await using var client = await HttpVendor.ConnectAsync(settings, log: _log);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.Message.ShouldContain("proxy");
        error.Message.ShouldContain("502");
        error.OutcomeUnknown.ShouldBeFalse();
        proxy.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Proxy_that_is_not_there_is_told()
    {
        var settings = HttpVendor.Settings(new Uri("https://vendor.test")) with { Proxy = "http://127.0.0.1:1" };
        await using var client = await HttpVendor.ConnectAsync(settings);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.Message.ShouldContain("the proxy http://127.0.0.1:1 cannot be reached: Connection refused");
    }

    [Theory]
    [InlineData("127.0.0.1", 0)]
    [InlineData("127.0.0.0/8", 0)]
    [InlineData("*", 0)]
    [InlineData("10.0.0.0/8", 1)]
    [InlineData(".example.test", 1)]
    public async Task Hosts_on_the_bypass_list_are_reached_directly(string bypass, int proxied)
    {
        await using var proxy = new ForwardProxy();
        await using var server = await StartAsync(Status(200));
        var settings = HttpVendor.Settings(server.BaseUrl) with { Proxy = proxy.Address, ProxyOptions = new ProxySettings { Bypass = [bypass] } };
        await using var client = await HttpVendor.ConnectAsync(settings);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        proxy.Requests.Count.ShouldBe(proxied);
        server.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(".example.test", "api.example.test", true)]
    [InlineData("*.example.test", "a.b.EXAMPLE.test", true)]
    [InlineData(".example.test", "example.test", true)]
    [InlineData(".example.test", "badexample.test", false)]
    [InlineData("example.test", "example.test", true)]
    [InlineData("example.test", "api.example.test", false)]
    [InlineData("fd00::/8", "[fd00::1]", true)]
    public async Task Bypass_list_takes_names_and_all_below_them(string entry, string host, bool expected)
    {
        using var handler = new SocketsHttpHandler();
        var settings = HttpVendor.Settings(new Uri($"https://{host}")) with
        {
            Proxy = "http://proxy.test:3128", ProxyOptions = new ProxySettings { Bypass = [entry] },
        };

        await Core.Http.VendorProxy.ApplyAsync(handler, HttpVendor.Context(settings).ToEndpoint(), isLoopback: false, CancellationToken.None);

        handler.Proxy!.IsBypassed(settings.BaseUrl!).ShouldBe(expected);
    }

    [Fact]
    public async Task Token_endpoint_is_reached_through_the_proxy_too()
    {
        await using var proxy = new ForwardProxy();
        await using var vendor = await new TokenVendor().StartAsync();
        await using var client = await HttpVendor.ConnectAsync(vendor.Settings() with { Proxy = proxy.Address });

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        proxy.Requests.Select(request => request.Split(' ')[0]).ShouldBe(["POST", "GET"]);
    }

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static VendorSettings WithAccount(Uri baseUrl, ForwardProxy proxy) => HttpVendor.Settings(baseUrl) with
    {
        Proxy = proxy.Address,
        ProxyOptions = new ProxySettings { Username = "sync", Password = new Secret(Password) },
    };

    private CertificateStoreSettings Trust(System.Security.Cryptography.X509Certificates.X509Certificate2 authority)
    {
        var file = Path.Combine(_folder, "trusted.pem");
        File.WriteAllText(file, authority.ExportCertificatePem());
        return new CertificateStoreSettings { File = file };
    }

    private static void NoSecretIn(string text)
    {
        text.ShouldNotContain("canary");
        text.ShouldNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"sync:{Password}")));
    }
}
