using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Rest;

/// <summary>
/// As much of Mattermost's REST API v4 as teams take, by its API description (api/v4/source: teams, users): ids as texts, bare arrays
/// that never say how long they are, batches whose answer tells of each, error codes in the body.
/// </summary>
public sealed class MattermostServer : IAsyncDisposable
{
    /// <summary>The token that it takes.</summary>
    public const string Token = "token-of-a-test";

    private const string Team = "t1";

    private readonly Lock _gate = new();
    private readonly List<JsonObject> _users = [];
    private readonly List<string> _members = [];
    private HttpTestServer? _host;

    private MattermostServer()
    {
    }

    /// <summary>The address of the API.</summary>
    public Uri BaseUrl => new(_host!.BaseUrl, "/api/v4");

    /// <summary>Who is not let into the team.</summary>
    public HashSet<string> Refused { get; } = [];

    /// <summary>Starts a server with the team <c>ops</c>.</summary>
    public static async Task<MattermostServer> StartAsync()
    {
        var server = new MattermostServer();
        server._host = await HttpTestServer.StartAsync(server.HandleAsync);
        return server;
    }

    /// <summary>Makes somebody, who gets an account, a member of the team.</summary>
    public void Seed(string user)
    {
        lock (_gate)
            _members.Add(Create(new JsonObject { ["username"] = user, ["email"] = $"{user}@example.org" })["id"]!.GetValue<string>());
    }

    /// <summary>An attribute of an account.</summary>
    public string? ValueOf(string user, string attribute)
    {
        lock (_gate)
            return Find("username", user)?[attribute]?.GetValue<string>();
    }

    /// <summary>The login names of the team's members.</summary>
    public IReadOnlyList<string> Members
    {
        get
        {
            lock (_gate)
                return [.. _members.Select(id => Find("id", id)!["username"]!.GetValue<string>()).Order(StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private JsonObject? Find(string attribute, string value) =>
        _users.Find(user => user[attribute]?.GetValue<string>().Equals(value, StringComparison.OrdinalIgnoreCase) == true);

    private JsonObject Create(JsonObject user)
    {
        user["id"] = $"u{_users.Count + 1:D25}";
        user["delete_at"] = 0;
        _users.Add(user);
        return user;
    }

    private static (int Status, JsonNode? Answer) Error(int status, string id) =>
        (status, new JsonObject { ["id"] = id, ["message"] = id, ["status_code"] = status });

    private static (int Status, JsonNode? Answer) OrNotFound(JsonObject? user) =>
        user is null ? Error(404, "app.user.missing_account.const") : (200, user.DeepClone());

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        (int Status, JsonNode? Answer) reply;
        lock (_gate)
            reply = context.Request.Headers.Authorization == $"Bearer {Token}"
                ? Handle(context, context.Request.Path.Value!.Split('/')[3..], body)
                : Error(401, "api.context.session_expired.app_error");
        context.Response.StatusCode = reply.Status;
        await context.Response.WriteAsync(reply.Answer!.ToJsonString(), context.RequestAborted);
    }

    private (int Status, JsonNode? Answer) Handle(HttpContext context, string[] path, string body) => (context.Request.Method, path) switch
    {
        ("GET", ["users", "me"]) => (200, new JsonObject { ["id"] = "admin", ["username"] = "sync" }),
        ("GET", ["users"]) when context.Request.Query["in_team"] == Team => (200, Page(context)),
        ("GET", ["users", "username", var name]) => OrNotFound(Find("username", name)),
        ("GET", ["users", "email", var mail]) => OrNotFound(Find("email", mail)),
        ("POST", ["users"]) => CreateUser((JsonObject)JsonNode.Parse(body)!),
        ("PUT", ["users", var id, "patch"]) => Patch(Find("id", id), (JsonObject)JsonNode.Parse(body)!),
        ("GET", ["teams", "name", "ops"]) => (200, new JsonObject { ["id"] = Team, ["name"] = "ops", ["display_name"] = "Operations" }),
        ("POST", ["teams", Team, "members", "batch"]) => (201, AddAll((JsonArray)JsonNode.Parse(body)!)),
        ("DELETE", ["teams", Team, "members", var id]) =>
            _members.Remove(id) ? (200, new JsonObject { ["status"] = "OK" }) : Error(404, "app.team.get_member.missing.app_error"),
        _ => Error(404, "api.context.404.app_error"),
    };

    private (int Status, JsonNode? Answer) CreateUser(JsonObject user)
    {
        if (user["auth_data"] is null || user["auth_service"] is null || user["email"] is null)
            return Error(400, "model.user.is_valid.pwd.app_error");
        if (Find("username", user["username"]!.GetValue<string>()) is not null)
            return Error(400, "app.user.save.username_exists.app_error");
        return Find("email", user["email"]!.GetValue<string>()) is null
            ? (201, Create(user).DeepClone())
            : Error(400, "app.user.save.email_exists.app_error");
    }

    private static (int Status, JsonNode? Answer) Patch(JsonObject? user, JsonObject changes)
    {
        if (user is not null)
        {
            foreach (var (name, value) in changes)
                user[name] = value?.DeepClone();
        }

        return OrNotFound(user);
    }

    // With graceful=true.
    private JsonArray AddAll(JsonArray people)
    {
        var answer = new JsonArray();
        foreach (var id in people.Select(person => person!["user_id"]!.GetValue<string>()))
        {
            var isRefused = Refused.Contains(Find("id", id)!["username"]!.GetValue<string>());
            if (!isRefused && !_members.Contains(id))
                _members.Add(id);
            answer.Add(new JsonObject
            {
                ["user_id"] = id,
                ["member"] = isRefused ? null : new JsonObject { ["team_id"] = Team, ["user_id"] = id, ["roles"] = "team_user" },
                ["error"] = isRefused ? Error(403, "api.team.join_user_to_team.allowed_domains.app_error").Answer : null,
            });
        }

        return answer;
    }

    private JsonArray Page(HttpContext context)
    {
        var size = Math.Min(200, int.Parse(context.Request.Query["per_page"]!, CultureInfo.InvariantCulture));
        var page = int.Parse(context.Request.Query["page"]!, CultureInfo.InvariantCulture);
        return [.. _members.Skip(page * size).Take(size).Select(id => Find("id", id)!.DeepClone())];
    }
}
