using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Authentication;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.Http.Authentication;

/// <summary>Credentials that are refused reach the server once, as each time may count towards a lock-out.</summary>
public sealed class LockOutTests : IDisposable
{
    private const int Requests = 16;

    private readonly LogRecorder _log = new();

    [Theory]
    [InlineData(AuthMethod.Basic)]
    [InlineData(AuthMethod.Bearer)]
    [InlineData(AuthMethod.Token)]
    [InlineData(AuthMethod.Header)]
    [InlineData(AuthMethod.Query)]
    public async Task Fixed_credentials_are_sent_once_however_many_requests_begin_together(AuthMethod method)
    {
        var secret = new Secret("canary");
        var auth = new AuthSettings
        {
            Method = method, Username = "sync", Password = secret, Token = secret, Value = secret, Header = "X-Key", Parameter = "key",
        };
        await using var server = await ScriptedHttpServer.StartAsync(async context =>
        {
            await Task.Delay(100, context.RequestAborted);
            context.Response.StatusCode = 401;
        });
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth }, log: _log);

        var errors = await RefusalsAsync(client);

        errors.ShouldAllBe(error => error.Failure == VendorFailure.Authentication);
        server.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Requests_run_together_once_the_first_has_shown_that_the_credentials_are_good()
    {
        var (underWay, most) = (0, 0);
        await using var server = await ScriptedHttpServer.StartAsync(async context =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref underWay));
            await Task.Delay(100, context.RequestAborted);
            Interlocked.Decrement(ref underWay);
        });
        var auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret("canary") };
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth });

        await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => client.SendAsync(HttpVendor.Get(), CancellationToken.None)));

        most.ShouldBeGreaterThan(1);
        server.Count.ShouldBe(Requests);
    }

    [Fact]
    public async Task Silent_first_request_holds_the_others_back_no_longer_than_itself()
    {
        await using var server = await ScriptedHttpServer.StartAsync(ScriptedHttpServer.Reset, ScriptedHttpServer.Status(200));
        var auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret("canary") };
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth });

        var responses = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => client.SendAsync(HttpVendor.Get(), CancellationToken.None)));

        responses.ShouldAllBe(response => response.IsSuccess);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    public async Task Login_that_only_set_a_cookie_is_not_sent_again_when_its_first_session_is_refused(int status)
    {
        // A form that shows itself again, with a session for nobody, is how most web applications refuse a password.
        var logins = 0;
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            if (context.Request.Path == "/login")
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Append("Set-Cookie", $"JSESSIONID=canary-{Interlocked.Increment(ref logins)}");
                return Task.CompletedTask;
            }

            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "/login-page";
            return Task.CompletedTask;
        });
        var auth = new AuthSettings
        {
            Method = AuthMethod.Login,
            Username = "sync",
            Password = new Secret("canary-password"),
            Login = new LoginSettings
            {
                Path = "/login",
                Form = new Dictionary<string, string> { ["user"] = "{username}", ["password"] = "{password}" },
                ExpiredStatuses = [401, 302],
            },
        };
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth }, log: _log);

        var errors = await RefusalsAsync(client);

        errors.ShouldAllBe(error => error.Failure == VendorFailure.Authentication);
        logins.ShouldBe(1);
    }

    [Fact]
    public async Task Refusal_of_the_issuer_is_remembered_by_whoever_asks_next()
    {
        await using var issuer = new RefusingIssuer();
        await using var source = new RenewedCredential(HttpVendor.Context(HttpVendor.Settings(new Uri("http://localhost"))).ToEndpoint(), issuer, "token");

        for (var i = 0; i < 3; i++)
        {
            (await Should.ThrowAsync<VendorException>(async () => await source.GetAsync(CancellationToken.None))).Failure
                .ShouldBe(VendorFailure.Authentication);
        }

        issuer.Asked.ShouldBe(1);
    }

    public void Dispose() => _log.Dispose();

    private static Task<VendorException[]> RefusalsAsync(VendorHttpClient client) => Task.WhenAll(Enumerable.Range(0, Requests).Select(
        _ => Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None))));

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }

    private sealed class RefusingIssuer : ICredentialIssuer
    {
        public int Asked { get; private set; }

        public Task<IssuedCredential> IssueAsync(CancellationToken cancellationToken)
        {
            Asked++;
            throw new VendorException(VendorFailure.Authentication, "no");
        }

        public Task RevokeAsync(Credential credential, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
