using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

public sealed class VendorHttpClientSecurityTests
{
    private const string Password = "s3cret-pässword";

    public static TheoryData<AuthSettings, string, string> Methods => new()
    {
        { new AuthSettings { Method = AuthMethod.None }, "Authorization", "" },
        {
            new AuthSettings { Method = AuthMethod.Basic, Username = "api", Password = new Secret(Password) },
            "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("api:" + Password))
        },
        { new AuthSettings { Method = AuthMethod.Token, Token = new Secret("t0ken") }, "Authorization", "Bearer t0ken" },
        { new AuthSettings { Method = AuthMethod.Token, Scheme = "SSWS", Token = new Secret("t0ken") }, "Authorization", "SSWS t0ken" },
        { new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret("t0ken") }, "Authorization", "Bearer t0ken" },
        { new AuthSettings { Method = AuthMethod.Header, Header = "X-Api-Key", Value = new Secret("k3y") }, "X-Api-Key", "k3y" },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Credentials_are_sent_by_the_configured_method(AuthSettings auth, string header, string value)
    {
        await using var server = await StartAsync(Status(200));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth });

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        server.Requests.Single().Headers[header].ToString().ShouldBe(value);
    }

    [Theory]
    [InlineData("/things", "/things?api%20key=k%3D3%2By%20%2F")]
    [InlineData("/things?a=1&b=%C3%A4", "/things?a=1&b=%C3%A4&api%20key=k%3D3%2By%20%2F")]
    [InlineData("/things?page=2&api%20key=k%3D3%2By%20%2F", "/things?page=2&api%20key=k%3D3%2By%20%2F")]
    public async Task Query_key_is_added_to_every_address_and_shown_nowhere(string address, string target)
    {
        const string key = "k=3+y /";
        await using var server = await StartAsync(
            Status(500, $"no access for {Uri.EscapeDataString(key)} or {key}"), Status(302, "", ("Location", "/moved?x=1")), Status(401));
        var log = new LogRecorder();
        var auth = new AuthSettings { Method = AuthMethod.Query, Parameter = "api key", Value = new Secret(key) };
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth }, log: log);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(address), CancellationToken.None));

        server.Requests.Select(request => request.Target).ShouldBe([target, target, "/moved?x=1&api%20key=k%3D3%2By%20%2F"]);
        error.Failure.ShouldBe(VendorFailure.Authentication);
        foreach (var form in new[] { key, Uri.EscapeDataString(key), System.Net.WebUtility.UrlEncode(key) })
            (error + log.All).ShouldNotContain(form);
        log.All.ShouldContain("api%20key=***");
    }

    [Fact]
    public async Task Query_key_that_is_too_short_to_be_looked_for_is_masked_by_its_name()
    {
        await using var server = await StartAsync(Status(200));
        var log = new LogRecorder();
        var auth = new AuthSettings { Method = AuthMethod.Query, Parameter = "q", Value = new Secret("zz7") };
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth }, log: log);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        server.Requests.Single().Target.ShouldBe("/things?q=zz7");
        log.All.ShouldContain("/things?q=***");
        log.All.ShouldNotContain("zz7");
    }

    [Fact]
    public async Task Refused_login_is_never_tried_again_by_no_request()
    {
        await using var server = await StartAsync(Status(401, """{"message": "bad password"}"""));
        await using var client = await HttpVendor.ConnectAsync(WithPassword(server.BaseUrl));

        for (var i = 0; i < 3; i++)
        {
            var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));
            error.Failure.ShouldBe(VendorFailure.Authentication);
            error.Message.ShouldContain("401 Unauthorized: bad password; the credentials are refused: check 'auth'");
        }

        server.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false, VendorFailure.Authentication)]
    [InlineData(true, VendorFailure.Rejected)]
    public async Task Forbidden_means_no_rights_at_all_for_a_read_and_for_this_person_for_a_write(bool write, VendorFailure expected)
    {
        await using var server = await StartAsync(Status(403));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));
        var request = write ? HttpVendor.Post() : HttpVendor.Get();

        var response = await client.SendAsync(request, CancellationToken.None);

        client.ToException(request, response).Failure.ShouldBe(expected);
        server.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Secret_shows_up_nowhere_even_when_the_server_repeats_it()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes("api:" + Password));
        await using var server = await StartAsync(Status(500, $$"""{"message": "no user for Basic {{encoded}} ({{Password}})"}"""));
        var log = new LogRecorder();
        await using var client = await HttpVendor.ConnectAsync(WithPassword(server.BaseUrl), log: log);

        var error = await Should.ThrowAsync<VendorException>(
            () => client.SendAsync(HttpVendor.Get("/things?password=" + Password), CancellationToken.None));

        var everything = error + log.All;
        everything.ShouldContain("no user for");
        everything.ShouldContain("GET");
        everything.ShouldNotContain(Password);
        everything.ShouldNotContain(Uri.EscapeDataString(Password));
        everything.ShouldNotContain(encoded);
    }

    [Fact]
    public async Task Redirect_to_another_server_is_not_followed()
    {
        await using var other = await StartAsync(Status(200));
        await using var server = await StartAsync(Status(302, "", ("Location", other.BaseUrl + "login?from=here")));
        await using var client = await HttpVendor.ConnectAsync(WithPassword(server.BaseUrl));

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Message.ShouldContain($"points to another one, {other.BaseUrl}login");
        other.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Redirect_on_the_same_server_is_followed_for_a_read()
    {
        await using var server = await StartAsync(Status(301, "", ("Location", "/v2/things")), Status(200));
        await using var client = await HttpVendor.ConnectAsync(WithPassword(server.BaseUrl));

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        server.Requests.Last().Target.ShouldBe("/v2/things");
        server.Requests.Last().Headers.Authorization.ToString().ShouldStartWith("Basic ");
    }

    [Fact]
    public async Task Redirect_is_not_followed_for_a_write_or_for_ever()
    {
        await using var server = await StartAsync(Status(302, "", ("Location", "/things")));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));

        (await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None))).Message.ShouldContain(
            "not followed for a write");
        server.Count.ShouldBe(1);
        (await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None))).Message.ShouldContain(
            "not followed for ever");
        server.Count.ShouldBe(7);
    }

    [Theory]
    [InlineData("http://elsewhere.test/things")]
    [InlineData("https://127.0.0.1/things")]
    [InlineData("http://127.0.0.1:1/things")]
    public async Task Address_on_another_server_is_refused_without_being_asked(string address)
    {
        await using var server = await StartAsync(Status(200));
        await using var client = await HttpVendor.ConnectAsync(WithPassword(server.BaseUrl));

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(address), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Rejected);
        error.Message.ShouldContain("on another server than base_url");
        server.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("things", "/api/v1/things")]
    [InlineData("/things?x=http://a/b", "/api/v1/things?x=http://a/b")]
    [InlineData("//evil.test/things", "/api/v1/evil.test/things")]
    public async Task Paths_stay_below_the_base_address(string address, string target)
    {
        await using var server = await StartAsync(Status(200));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(new Uri(server.BaseUrl, "/api/v1/")));

        await client.SendAsync(HttpVendor.Get(address), CancellationToken.None);

        server.Requests.Single().Target.ShouldBe(target);
    }

    [Fact]
    public async Task Credentials_are_refused_over_a_plain_connection_unless_it_is_allowed()
    {
        var settings = WithPassword(new Uri("http://vendor.test/api"));

        var error = await Should.ThrowAsync<VendorException>(() => HttpVendor.ConnectAsync(settings));

        error.Message.ShouldContain("plain http://");
        await (await HttpVendor.ConnectAsync(settings with { AllowPlaintext = true })).DisposeAsync();
        await (await HttpVendor.ConnectAsync(settings with { Auth = null })).DisposeAsync();
        await (await HttpVendor.ConnectAsync(settings with { BaseUrl = new Uri("http://localhost:1") })).DisposeAsync();
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("non-äscii")]
    public async Task Secret_that_no_header_can_carry_is_refused_without_being_shown(string token)
    {
        var settings = HttpVendor.Settings(
            new Uri("http://127.0.0.1:1")) with { Auth = new AuthSettings { Method = AuthMethod.Token, Token = new Secret(token) } };

        var error = await Should.ThrowAsync<VendorException>(() => HttpVendor.ConnectAsync(settings));

        error.Message.ShouldContain("no header can carry");
        error.ToString().ShouldNotContain(token);
    }

    [Fact]
    public async Task Base_address_must_be_one() =>
        (await Should.ThrowAsync<VendorException>(() => HttpVendor.ConnectAsync(HttpVendor.Settings(new Uri("ftp://vendor.test")))))
            .Message.ShouldContain("base_url");

    [Fact]
    public async Task Oversized_answer_is_cut_off()
    {
        await using var server = await StartAsync(async context =>
        {
            var block = new byte[1024 * 1024];
            for (var i = 0; i < 80; i++)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        });
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Malformed);
        error.Message.ShouldContain("larger than 64 MB");
    }

    [Fact]
    public async Task Rate_limit_spreads_requests_over_time()
    {
        await using var server = await StartAsync(Status(200));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { RateLimit = 20 });
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 11).Select(_ => client.SendAsync(HttpVendor.Get(), CancellationToken.None)));

        // The first goes at once, each of the ten others 50 ms after the one before; timers are coarse.
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(350));
        server.Count.ShouldBe(11);
    }

    private static VendorSettings WithPassword(Uri baseUrl) => HttpVendor.Settings(baseUrl) with
    {
        Auth = new AuthSettings { Method = AuthMethod.Basic, Username = "api", Password = new Secret(Password) },
    };
}
