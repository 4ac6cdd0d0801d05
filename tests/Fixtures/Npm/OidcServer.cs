using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Fixtures.Npm;

/// <summary>
/// A certified OAuth 2 server with an API that its tokens open. Clients: <c>sync:app</c> (client_secret_basic), <c>post</c>
/// (client_secret_post), <c>mtls</c> (tls_client_auth, with <see cref="TestPki.Client"/>), and <c>jwt-ALG</c> for each key given
/// (private_key_jwt).
/// </summary>
public sealed class OidcServer : IAsyncDisposable
{
    /// <summary>The secret of the clients, with characters that mean something in forms and headers.</summary>
    public const string ClientSecret = "s:cr&t+/=%41 -0123456789abcdef";

    private readonly NodeServer _server;

    private OidcServer(NodeServer server) => _server = server;

    /// <summary>Why none can be started here; null if one can.</summary>
    public static string? MissingReason => NodeServer.MissingReason;

    public Uri TokenUrl => new($"https://localhost:{_server.Port}/token");

    /// <summary>Where the API begins. <c>GET me</c> tells client, scope and audience of the token.</summary>
    public Uri ApiUrl => new($"https://localhost:{_server.Port}/api");

    /// <summary>The PEM file with the authority that issued the server's certificate.</summary>
    public string AuthorityFile => _server.AuthorityFile;

    /// <summary>Starts a server.</summary>
    /// <param name="lifetimeSeconds">How long tokens are valid.</param>
    /// <param name="keys">Public keys of clients (RFC 7517), each with its <c>alg</c>.</param>
    public static async Task<OidcServer> StartAsync(int lifetimeSeconds = 60, params JsonObject[] keys) =>
        new(await NodeServer.StartAsync("oidc.mjs", new { lifetimeSeconds, keys, secret = ClientSecret }));

    /// <summary>How many tokens it has issued.</summary>
    public async Task<int> CountIssuedAsync() => (await ControlAsync("issued")).GetProperty("issued").GetInt32();

    /// <summary>Makes all tokens invalid.</summary>
    public Task ForgetTokensAsync() => ControlAsync("forget");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<JsonElement> ControlAsync(string what)
    {
        // The server's certificate is the client's matter, not that of the test's own questions.
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var client = new HttpClient(handler);
        return await client.GetFromJsonAsync<JsonElement>(new Uri($"https://localhost:{_server.Port}/control/{what}"));
    }
}
