using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Core.Tests.Http.Authentication;

/// <summary>Login calls of applications of several kinds, on Kestrel.</summary>
public sealed class LoginTests : IDisposable
{
    private const string Password = "canary \"p&ss<wörd";

    private readonly LogRecorder _log = new();
    private readonly ConcurrentQueue<(string Line, string Authorization, string Type, string Body)> _requests = new();
    private int _logins;
    private Func<HttpContext, string, Task> _login = (context, _) => context.Response.WriteAsync("{}");
    private Func<HttpContext, bool> _isLetIn = _ => true;
    private int _refusal = 401;

    [Theory]
    [InlineData("""{"data":{"token":"canary-session-#"}}""", "data.token")]
    [InlineData("<r xmlns='urn:x'><session id='canary-session-#'/></r>", "r.session.@id")]
    [InlineData("\"canary-session-#\"", ".")]
    [InlineData("canary-session-#", ".")]
    public async Task Token_of_the_answer_is_sent_in_the_Authorization_header(string answer, string path)
    {
        await using var server = await StartAsync();
        _login = (context, number) => context.Response.WriteAsync(answer.Replace("#", number, StringComparison.Ordinal));
        _isLetIn = context => context.Request.Headers.Authorization == "Bearer canary-session-1";
        await using var client = await ConnectAsync(server, new LoginSettings { Path = "/login", Body = Credentials(), TokenPath = path });

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.SendAsync(HttpVendor.Get(), CancellationToken.None)));

        _logins.ShouldBe(1);
        _log.All.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("header")]
    [InlineData("parameter")]
    [InlineData("scheme")]
    public async Task Token_goes_where_the_configuration_says(string where)
    {
        await using var server = await StartAsync();
        _login = (context, _) =>
        {
            context.Response.Headers["X-App-Session"] = "canary-session";
            return Task.CompletedTask;
        };
        _isLetIn = context => where switch
        {
            "header" => context.Request.Headers["X-App-Auth"] == "canary-session",
            "parameter" => context.Request.Query["session"] == "canary-session",
            _ => context.Request.Headers.Authorization == "App canary-session",
        };
        var auth = new AuthSettings
        {
            Method = AuthMethod.Login,
            Username = "sync",
            Password = new Secret(Password),
            Header = where == "header" ? "X-App-Auth" : null,
            Parameter = where == "parameter" ? "session" : null,
            Scheme = where == "scheme" ? "App" : "Bearer",
            Login = new LoginSettings { Path = "login", TokenHeader = "X-App-Session", Basic = true },
        };
        await using var client = await ConnectAsync(server, auth);

        (await client.SendAsync(HttpVendor.Get("/things?a=1"), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        _requests.First().Authorization.ShouldBe("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("sync:" + Password)));
        _requests.Last().Line.ShouldStartWith("GET /things?a=1");
        _log.All.ShouldNotContain("canary");
        _log.All.ShouldNotContain(_requests.First().Authorization);
    }

    [Theory]
    [InlineData("json", "application/json", """{"user":"sync","secret":{"value":"canary \u0022p\u0026ss\u003Cw\u00F6rd"},"keep":7}""")]
    [InlineData("form", "application/x-www-form-urlencoded", "user=sync&pw=canary+%22p%26ss%3Cw%C3%B6rd")]
    [InlineData("xml", "text/xml; charset=utf-8", "<login user=\"sync\">canary &quot;p&amp;ss&lt;wörd</login>")]
    public async Task Body_is_what_the_configuration_describes(string kind, string type, string body)
    {
        await using var server = await StartAsync();
        _login = (context, _) => context.Response.WriteAsync("""{"token":"canary-session"}""");
        var login = new LoginSettings { Path = "/login", TokenPath = "token" };
        login = kind switch
        {
            "json" => login with { Body = JsonNode.Parse("""{"user":"{username}","secret":{"value":"{password}"},"keep":7}""") },
            "form" => login with { Form = new Dictionary<string, string> { ["user"] = "{username}", ["pw"] = "{password}" } },
            _ => login with { Body = JsonValue.Create("<login user=\"{username}\">{password}</login>"), ContentType = type },
        };
        await using var client = await ConnectAsync(server, login);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        _requests.First().ShouldBe(("POST /login", "", type, body));
        _log.All.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Cookies_of_the_answer_are_sent_to_the_own_host_and_kept_up_to_date()
    {
        await using var server = await StartAsync();
        _login = (context, number) =>
        {
            context.Response.Headers.Append("Set-Cookie", $"sid=canary-{number}; Path=/; HttpOnly");
            context.Response.Headers.Append("Set-Cookie", "elsewhere=canary-other; Domain=elsewhere.test");
            context.Response.Headers.Append("Set-Cookie", "deep=canary-deep; Path=/deep");
            // As a web application does after its form.
            context.Response.Redirect("/home");
            return Task.CompletedTask;
        };
        var seen = new ConcurrentQueue<string>();
        _isLetIn = context =>
        {
            seen.Enqueue(context.Request.Headers.Cookie.ToString());
            context.Response.Headers.Append("Set-Cookie", "sid=canary-rolled; Path=/");
            return true;
        };
        await using var client = await ConnectAsync(server, new LoginSettings { Path = "/login", Form = FormCredentials() });

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);
        await client.SendAsync(HttpVendor.Get("/deep/things"), CancellationToken.None);

        seen.ShouldBe(["sid=canary-1", "deep=canary-deep; sid=canary-rolled"]);
        _log.All.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData(401, 401)]
    [InlineData(440, 440)]
    [InlineData(403, 403)]
    [InlineData(302, 302)]
    public async Task Login_that_has_expired_is_renewed_once(int configured, int sent)
    {
        await using var server = await StartAsync();
        _refusal = sent;
        _login = (context, number) => context.Response.WriteAsync($$"""{"token":"canary-{{number}}"}""");
        _isLetIn = context => context.Request.Headers.Authorization == "Bearer canary-2";
        var login = new LoginSettings { Path = "/login", Body = Credentials(), TokenPath = "token", ExpiredStatuses = [configured] };
        await using var client = await ConnectAsync(server, login);

        (await client.SendAsync(HttpVendor.Post(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        _logins.ShouldBe(2);
    }

    [Fact]
    public async Task Login_whose_renewal_is_refused_too_stops_the_vendor()
    {
        await using var server = await StartAsync();
        _login = (context, number) => context.Response.WriteAsync($$"""{"token":"canary-{{number}}"}""");
        _isLetIn = _ => false;
        await using var client = await ConnectAsync(server, new LoginSettings { Path = "/login", Body = Credentials(), TokenPath = "token" });

        for (var i = 0; i < 3; i++)
            (await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None)))
                .Failure.ShouldBe(VendorFailure.Authentication);

        _logins.ShouldBe(2);
    }

    [Fact]
    public async Task Login_is_renewed_before_it_expires()
    {
        var clock = HttpVendor.Clock();
        await using var server = await StartAsync();
        _login = (context, number) => context.Response.WriteAsync($$"""{"token":"canary-{{number}}"}""");
        var login = new LoginSettings { Path = "/login", Body = Credentials(), TokenPath = "token", ExpiresSeconds = 600 };
        await using var client = await ConnectAsync(server, login, clock);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(500), clock);
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);
        _logins.ShouldBe(1);
        await Task.Delay(TimeSpan.FromSeconds(80), clock);
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        _logins.ShouldBe(2);
    }

    [Theory]
    [InlineData(401, """{"message":"no such user canary"}""", "401 Unauthorized")]
    [InlineData(400, """{"message":"bad"}""", "400 Bad Request: bad")]
    [InlineData(404, "", "404 Not Found")]
    [InlineData(200, """{"token":""}""", "there is no token at token_path 'token'")]
    [InlineData(200, "[]", "there is no token at token_path 'token'")]
    [InlineData(200, "canary-text", "there is no token at token_path 'token'")]
    [InlineData(200, "<html><title>Sign in</title></html>", "web page titled 'Sign in'")]
    [InlineData(302, "", "302")]
    public async Task Login_that_fails_stops_the_vendor_at_once(int status, string body, string reason)
    {
        await using var server = await StartAsync();
        _login = async (context, _) =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        };
        await using var client = await ConnectAsync(server, new LoginSettings { Path = "/login", Body = Credentials(), TokenPath = "token" });

        for (var i = 0; i < 2; i++)
        {
            var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));
            error.Failure.ShouldBe(VendorFailure.Authentication);
            error.NotSent.ShouldBeTrue();
            error.Message.ShouldContain("App: cannot log in");
            error.Message.ShouldContain(reason);
        }

        _logins.ShouldBe(1);
    }

    [Fact]
    public async Task Login_without_a_cookie_for_the_own_host_is_told()
    {
        await using var server = await StartAsync();
        _login = (context, _) =>
        {
            context.Response.Headers.Append("Set-Cookie", "sid=canary; Domain=elsewhere.test");
            return Task.CompletedTask;
        };
        await using var client = await ConnectAsync(server, new LoginSettings { Path = "/login", Form = FormCredentials() });

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Message.ShouldContain("it set no cookie for its own host");
        error.Message.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData(204)]
    [InlineData(500)]
    public async Task Session_is_ended_when_the_work_is_done(int status)
    {
        await using var server = await StartAsync();
        _login = (context, _) => context.Response.WriteAsync("""{"token":"canary-session"}""");
        var login = new LoginSettings
        {
            Path = "/login", Body = Credentials(), TokenPath = "token", LogoutPath = $"/sessions/{{session}}?status={status}", LogoutMethod = "DELETE",
        };
        var client = await ConnectAsync(server, login, HttpVendor.Clock());
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        await client.DisposeAsync();

        var last = _requests.Last();
        last.Line.ShouldBe($"DELETE /sessions/canary-session?status={status}");
        last.Authorization.ShouldBe("Bearer canary-session");
        _log.All.Contains("cannot log out", StringComparison.Ordinal).ShouldBe(status == 500);
        _log.All.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Who_never_logged_in_does_not_log_out()
    {
        await using var server = await StartAsync();
        var login = new LoginSettings { Path = "/login", Form = FormCredentials(), LogoutPath = "/logout" };

        await (await ConnectAsync(server, login)).DisposeAsync();

        _requests.ShouldBeEmpty();
    }

    public void Dispose() => _log.Dispose();

    private static JsonNode Credentials() => JsonNode.Parse("""{"user":"{username}","password":"{password}"}""")!;

    private static Dictionary<string, string> FormCredentials() => new() { ["user"] = "{username}", ["password"] = "{password}" };

    private Task<HttpTestServer> StartAsync() => HttpTestServer.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var line = $"{context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget}";
        _requests.Enqueue((line, context.Request.Headers.Authorization.ToString(), context.Request.ContentType ?? string.Empty, body));
        if (context.Request.Path == "/login")
            await _login(context, $"{Interlocked.Increment(ref _logins)}");
        else if (context.Request.Query["status"] is [{ } status])
            context.Response.StatusCode = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture);
        else if (!_isLetIn(context))
            Refuse(context);
    });

    private void Refuse(HttpContext context)
    {
        context.Response.StatusCode = _refusal;
        if (_refusal == 302)
            context.Response.Headers.Location = "/login-page";
    }

    private Task<VendorHttpClient> ConnectAsync(HttpTestServer server, LoginSettings login, TimeProvider? clock = null) => ConnectAsync(
        server, new AuthSettings { Method = AuthMethod.Login, Username = "sync", Password = new Secret(Password), Login = login }, clock);

    private Task<VendorHttpClient> ConnectAsync(HttpTestServer server, AuthSettings auth, TimeProvider? clock = null) =>
        HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth }, clock, _log);
}
