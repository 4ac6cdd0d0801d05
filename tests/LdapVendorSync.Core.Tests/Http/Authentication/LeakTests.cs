using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.Http.Authentication;

/// <summary>Servers that repeat secrets where they are easily missed.</summary>
public sealed class LeakTests : IDisposable
{
    private const string LongSecret = "canary-0123456789-canary-0123456789";

    private readonly LogRecorder _log = new();

    [Theory]
    [InlineData(270)]
    [InlineData(285)]
    [InlineData(294)]
    public async Task Secret_at_the_place_where_the_words_of_an_api_are_cut_off_is_not_shown_in_part(int before)
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            ScriptedHttpServer.Status(400, $$"""{"message": "{{new string('x', before)}}{{LongSecret}} is wrong"}"""));
        var auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret(LongSecret) };
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth }, log: _log);

        var request = HttpVendor.Get();
        var response = await client.SendAsync(request, CancellationToken.None);

        (client.ToException(request, response) + _log.All).ShouldNotContain("canary");
    }

    [Fact]
    public async Task Secret_at_the_place_where_an_answer_in_plain_text_is_cut_off_is_not_shown_in_part()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            ScriptedHttpServer.Status(400, $"{new string(' ', 980)}{LongSecret} is wrong"));
        var auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret(LongSecret) };
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth }, log: _log);

        var request = HttpVendor.Get();
        var response = await client.SendAsync(request, CancellationToken.None);

        (client.ToException(request, response) + _log.All).ShouldNotContain("canary");
    }

    [Theory]
    [InlineData(270)]
    [InlineData(280)]
    public async Task Secret_at_the_place_where_the_words_of_a_token_endpoint_are_cut_off_is_not_shown_in_part(int before)
    {
        await using var vendor = await new TokenVendor
        {
            Misbehave = async (_, context) =>
            {
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync(
                    $$"""{"error": "invalid_client", "error_description": "{{new string('x', before)}}canary-secret" }""");
                return true;
            },
        }.StartAsync();
        await using var client = await HttpVendor.ConnectAsync(vendor.Settings(), log: _log);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        (error + _log.All).ShouldNotContain("cana");
    }

    [Fact]
    public async Task Session_cookie_that_was_renewed_on_the_way_is_shown_nowhere()
    {
        var requests = 0;
        await using var server = await HttpTestServer.StartAsync(async context =>
        {
            var sid = Interlocked.Increment(ref requests) == 1 ? "first-canary" : "rolled-canary";
            context.Response.Headers.Append("Set-Cookie", $"sid={sid}; Path=/");
            if (context.Request.Path == "/login")
                return;
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync($$"""{"message": "nothing for {{sid}}"}""");
        });
        var auth = new AuthSettings { Method = AuthMethod.Login, Login = new LoginSettings { Path = "/login" } };
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth }, log: _log);

        var request = HttpVendor.Get();
        var response = await client.SendAsync(request, CancellationToken.None);

        client.ToException(request, response).Message.ShouldContain("nothing for ***");
        _log.All.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Secrets_that_the_login_call_holds_as_plain_text_are_shown_nowhere()
    {
        await using var server = await EchoAsync("no such key as body-canary, form-canary, head-canary, path-canary or text-canary");
        var login = new LoginSettings
        {
            Path = "/login?api_key=path-canary",
            Body = JsonNode.Parse("""{"user": "sync", "keys": [{"secret": "body-canary"}]}"""),
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "head-canary" },
            TokenPath = "token",
        };
        var withForm = login with { Body = null, Form = new Dictionary<string, string> { ["password"] = "form-canary" } };
        var withText = login with { Body = JsonValue.Create("<login password='text-canary'/>"), ContentType = "text/xml" };
        foreach (var one in new[] { login, withForm, withText })
        {
            var auth = new AuthSettings { Method = AuthMethod.Login, Login = one };
            await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { Auth = auth }, log: _log);
            var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));
            var hidden = one.Form.Count > 0 ? "form-canary" : one.Body is JsonObject ? "body-canary" : "head-canary";
            error.Message.ShouldNotContain(hidden);
            error.Message.ShouldNotContain("head-canary");
            error.Message.ShouldNotContain("path-canary");
        }
    }

    [Fact]
    public async Task Secret_among_the_further_parameters_of_a_token_request_is_shown_nowhere()
    {
        await using var vendor = await new TokenVendor
        {
            Misbehave = async (_, context) =>
            {
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync("""{"error": "invalid_request", "error_description": "bad further-canary for sync-tenant" }""");
                return true;
            },
        }.StartAsync();
        var settings = vendor.Settings();
        var parameters = new Dictionary<string, string> { ["user_token"] = "further-canary", ["tenant"] = "sync-tenant" };
        await using var client = await HttpVendor.ConnectAsync(settings with { Auth = settings.Auth! with { Parameters = parameters } }, log: _log);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Message.ShouldContain("bad *** for sync-tenant");
        _log.All.ShouldNotContain("canary");
    }

    public void Dispose() => _log.Dispose();

    private static Task<HttpTestServer> EchoAsync(string message) => HttpTestServer.StartAsync(async context =>
    {
        context.Response.StatusCode = 400;
        await context.Response.WriteAsync($$"""{"message": "{{message}}"}""");
    });
}
