using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.Http.Authentication;

/// <summary>A vendor whose API wants a token of its own token endpoint, which can misbehave in each way.</summary>
internal sealed class TokenVendor : IAsyncDisposable
{
    private HttpTestServer? _host;
    private int _tokens;
    private int _requests;

    /// <summary>Answers a token request with its number, from 1, in place of a good token.</summary>
    public Func<int, HttpContext, Task<bool>>? Misbehave { get; init; }

    /// <summary>What follows the token in the answer.</summary>
    public string Further { get; init; } = """ "token_type": "Bearer", "expires_in": 3600 """;

    /// <summary>Whether the API accepts a token, by its number and that of the request.</summary>
    public Func<int, int, bool> Accepts { get; init; } = (_, _) => true;

    public int Tokens => Volatile.Read(ref _tokens);

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The forms of all token requests.</summary>
    public ConcurrentQueue<IFormCollection> Forms { get; } = new();

    /// <summary>What changed something at the API.</summary>
    public ConcurrentQueue<string> Written { get; } = new();

    public Uri BaseUrl => _host!.BaseUrl;

    public static string TokenNumber(int number) => $"canary-token-{number}";

    public async Task<TokenVendor> StartAsync(X509Certificate2? certificate = null, X509Certificate2Collection? clients = null)
    {
        _host = await HttpTestServer.StartAsync(HandleAsync, certificate: certificate, clients: clients);
        return this;
    }

    public VendorSettings Settings() => HttpVendor.Settings(BaseUrl) with
    {
        Auth = new AuthSettings
        {
            Method = AuthMethod.OAuth2,
            TokenUrl = new Uri(BaseUrl, "/token"),
            ClientId = "sync",
            ClientSecret = new Secret("canary-secret"),
        },
    };

    public async ValueTask DisposeAsync() => await _host!.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path == "/token")
            await IssueAsync(context);
        else
            await AnswerAsync(context);
    }

    private async Task IssueAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _tokens);
        Forms.Enqueue(await context.Request.ReadFormAsync());
        if (Misbehave is not null && await Misbehave(number, context))
            return;
        await context.Response.WriteAsync($$"""{"access_token": "{{TokenNumber(number)}}", {{Further}} }""");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = Interlocked.Increment(ref _requests);
        var token = context.Request.Headers.Authorization.ToString();
        var number = token.StartsWith("Bearer canary-token-", StringComparison.Ordinal)
            ? int.Parse(token["Bearer canary-token-".Length..], CultureInfo.InvariantCulture)
            : 0;
        if (number == 0 || !Accepts(number, request))
        {
            context.Response.StatusCode = 401;
            return;
        }

        if (HttpMethods.IsPost(context.Request.Method))
            Written.Enqueue(token);
        await context.Response.WriteAsync("[]");
    }
}
