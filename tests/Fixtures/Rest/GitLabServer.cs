using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Rest;

/// <summary>
/// As much of GitLab's REST API v4 as group memberships take, by its documentation (docs.gitlab.com/api: groups, group_members, users,
/// rest): numeric ids, groups by encoded path, pages of at most 100 with X-Total and Link, the bot of the token among the members.
/// </summary>
public sealed class GitLabServer : IAsyncDisposable
{
    /// <summary>The token that it takes.</summary>
    public const string Token = "glpat-of-a-test";

    /// <summary>The account that GitLab makes for a group access token, an owner of the group.</summary>
    public const string Bot = "group_42_bot_0a1b2c";

    private readonly Lock _gate = new();
    private readonly List<string> _users = [];
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal) { ["acme/ops"] = 42, ["acme/ops/night"] = 43 };
    private readonly Dictionary<int, List<int>> _members = new() { [42] = [], [43] = [] };
    private HttpTestServer? _host;

    private GitLabServer()
    {
    }

    /// <summary>The address of the API.</summary>
    public Uri BaseUrl => new(_host!.BaseUrl, "/api/v4");

    /// <summary>Starts a server with the group <c>acme/ops</c>, and <c>acme/ops/night</c> below it.</summary>
    public static async Task<GitLabServer> StartAsync()
    {
        var server = new GitLabServer();
        server._host = await HttpTestServer.StartAsync(server.HandleAsync);
        server.Seed("acme/ops", Bot);
        return server;
    }

    /// <summary>Makes somebody, who gets an account, a member.</summary>
    public void Seed(string group, string user)
    {
        lock (_gate)
            _members[_groups[group]].Add(IdOf(user) ?? Create(user));
    }

    /// <summary>The login names of a group's members.</summary>
    public IReadOnlyList<string> Members(string group)
    {
        lock (_gate)
            return [.. _members[_groups[group]].Select(id => _users[id - 1]).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private int? IdOf(string user)
    {
        var index = _users.FindIndex(name => name.Equals(user, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : index + 1;
    }

    private int Create(string user)
    {
        _users.Add(user);
        return _users.Count;
    }

    private JsonObject User(int id) => new() { ["id"] = id, ["username"] = _users[id - 1], ["name"] = _users[id - 1], ["state"] = "active" };

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        (int Status, JsonNode? Answer) reply;
        lock (_gate)
            reply = context.Request.Headers["PRIVATE-TOKEN"] == Token
                ? Handle(context, [.. target.Split('/').Skip(3).Select(Uri.UnescapeDataString)], body)
                : (401, Message("401 Unauthorized"));
        context.Response.StatusCode = reply.Status;
        if (reply.Answer is not null)
            await context.Response.WriteAsync(reply.Answer.ToJsonString(), context.RequestAborted);
    }

    private static JsonObject Message(string text) => new() { ["message"] = text };

    private (int Status, JsonNode? Answer) Handle(HttpContext context, string[] path, string body) => (context.Request.Method, path) switch
    {
        ("GET", ["version"]) => (200, new JsonObject { ["version"] = "18.0.0" }),
        ("GET", ["users"]) => (200, Page(context, [.. new[] { IdOf(context.Request.Query["username"]!) }.OfType<int>()])),
        ("POST", ["users"]) => CreateUser(JsonNode.Parse(body)!),
        (_, ["groups", var key, .. var rest]) when FindGroup(key) is { } group => HandleGroup(context, group, rest, body),
        _ => (404, Message("404 Group Not Found")),
    };

    private int? FindGroup(string key) =>
        _groups.TryGetValue(key, out var id) || (int.TryParse(key, CultureInfo.InvariantCulture, out id) && _members.ContainsKey(id)) ? id : null;

    private (int Status, JsonNode? Answer) HandleGroup(HttpContext context, int group, string[] path, string body)
    {
        var members = _members[group];
        switch (context.Request.Method, path)
        {
            case ("GET", []):
                return (200, new JsonObject { ["id"] = group, ["full_path"] = _groups.Single(pair => pair.Value == group).Key, ["projects"] = new JsonArray() });
            case ("GET", ["members"]):
                return (200, Page(context, members));
            case ("POST", ["members"]):
                return Add(members, JsonNode.Parse(body)!);
            case ("DELETE", ["members", var user]):
                var id = int.Parse(user, CultureInfo.InvariantCulture);
                if (!members.Remove(id))
                    return (404, Message("404 Not found"));
                if (context.Request.Query["skip_subresources"] != "true" && group == 42)
                    _members[43].Remove(id);
                return (204, null);
            default:
                return (404, Message("404 Not Found"));
        }
    }

    private (int Status, JsonNode? Answer) Add(List<int> members, JsonNode body)
    {
        var id = body["user_id"]!.GetValue<int>();
        if (id > _users.Count)
            return (404, Message("404 User Not Found"));
        if (members.Contains(id))
            return (409, Message("Member already exists"));
        if (body["access_level"]!.GetValue<int>() is not (10 or 15 or 20 or 30 or 40 or 50))
            return (400, Message("access_level does not have a valid value"));
        members.Add(id);
        return (201, User(id));
    }

    private (int Status, JsonNode? Answer) CreateUser(JsonNode body)
    {
        if (body["email"] is null || body["name"] is null || body["username"] is null)
            return (400, new JsonObject { ["error"] = "email is missing, name is missing" });
        var name = body["username"]!.GetValue<string>();
        return IdOf(name) is null ? (201, User(Create(name))) : (409, Message("Username has already been taken"));
    }

    private JsonArray Page(HttpContext context, List<int> ids)
    {
        var size = Math.Min(100, int.Parse(context.Request.Query["per_page"]!, CultureInfo.InvariantCulture));
        var page = int.Parse(context.Request.Query["page"]!, CultureInfo.InvariantCulture);
        context.Response.Headers["X-Total"] = ids.Count.ToString(CultureInfo.InvariantCulture);
        if (page * size < ids.Count)
            context.Response.Headers.Link = $"<{_host!.BaseUrl}{context.Request.Path.Value![1..]}?page={page + 1}&per_page={size}>; rel=\"next\"";
        return [.. ids.Skip((page - 1) * size).Take(size).Select(User)];
    }
}
