using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Npm;

namespace LdapVendorSync.Fixtures.Scim;

/// <summary>scimmy, a SCIM 2.0 server that was not written for this product.</summary>
public sealed class ScimmyServer : IAsyncDisposable
{
    /// <summary>The bearer token that it wants.</summary>
    public const string Token = "scimmy-secret-0123";

    private readonly NodeServer _server;
    private readonly HttpClient _control;

    private ScimmyServer(NodeServer server)
    {
        _server = server;
        _control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}/control/") };
    }

    /// <summary>Why none can be started here; null if one can.</summary>
    public static string? MissingReason => NodeServer.MissingReason;

    /// <summary>Where the API begins.</summary>
    public Uri BaseUrl => new($"http://127.0.0.1:{_server.Port}/scim/v2");

    /// <summary>Starts a server.</summary>
    /// <param name="maxResults">How many resources it puts on a page.</param>
    public static async Task<ScimmyServer> StartAsync(int maxResults = 200) =>
        new(await NodeServer.StartAsync("scim.mjs", new { token = Token, maxResults }));

    /// <summary>The accounts, as they are stored.</summary>
    public async Task<JsonObject[]> UsersAsync() => (await _control.GetFromJsonAsync<JsonObject[]>("User"))!;

    /// <summary>The groups, as they are stored.</summary>
    public async Task<JsonObject[]> GroupsAsync() => (await _control.GetFromJsonAsync<JsonObject[]>("Group"))!;

    /// <summary>The ids of a group's members, in their order.</summary>
    public async Task<IReadOnlyList<string>> MemberIdsAsync(string group)
    {
        var found = (await GroupsAsync()).Single(one => (string?)one["displayName"] == group);
        return [.. (found["members"] as JsonArray ?? []).Select(member => (string)member!["value"]!)];
    }

    /// <summary>The user names of a group's members, in ordinal order.</summary>
    public async Task<IReadOnlyList<string>> MemberNamesAsync(string group)
    {
        var names = (await UsersAsync()).ToDictionary(user => (string)user["id"]!, user => (string)user["userName"]!);
        return [.. (await MemberIdsAsync(group)).Select(id => names[id]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Every request that reached the API, as <c>METHOD path?query</c>.</summary>
    public async Task<IReadOnlyList<string>> RequestsAsync() => (await _control.GetFromJsonAsync<string[]>("requests"))!;

    /// <summary>Every request that may change something.</summary>
    public async Task<IReadOnlyList<string>> WritesAsync() =>
        [.. (await RequestsAsync()).Where(request => !request.StartsWith("GET ", StringComparison.Ordinal))];

    /// <summary>Forgets the requests.</summary>
    public Task ClearRequestsAsync() => _control.DeleteAsync(new Uri("requests", UriKind.Relative));

    /// <summary>Puts accounts and groups there, behind the API's back.</summary>
    public async Task SeedAsync(IEnumerable<JsonObject> users, IEnumerable<JsonObject> groups)
    {
        var seed = new JsonObject { ["User"] = new JsonArray([.. users]), ["Group"] = new JsonArray([.. groups]) };
        using var answer = await _control.PostAsJsonAsync("seed", seed);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _server.DisposeAsync();
    }
}
