using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Rest;

/// <summary>
/// An application whose groups are JSON documents with their members in them: they are replaced as a whole (<c>PUT /groups/{group}</c>,
/// with or without ETags; <c>PUT /groups/{group}/members</c>) or changed in bulk (<c>POST …/members/add|add-all|remove</c>).
/// </summary>
public sealed class DeskServer : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _writes = new();
    private readonly HashSet<string> _users = new(StringComparer.Ordinal);
    private HttpTestServer? _host;

    private DeskServer()
    {
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseUrl => _host!.BaseUrl;

    /// <summary>Whether documents have ETags, and a write with another one is refused.</summary>
    public bool UsesETags { get; set; }

    /// <summary>Whether every write comes too late.</summary>
    public bool AlwaysOutdated { get; set; }

    /// <summary>The people whom it does not take.</summary>
    public HashSet<string> Refused { get; } = [];

    /// <summary>The people of whom the answer to a bulk operation says nothing.</summary>
    public HashSet<string> Unmentioned { get; } = [];

    /// <summary>How many writes have their effect and no answer.</summary>
    public int LoseAnswers { get; set; }

    /// <summary>Somebody else, directly before the next write.</summary>
    public Action? BeforeNextWrite { get; set; }

    /// <summary>Somebody else, directly after the next write.</summary>
    public Action? AfterNextWrite { get; set; }

    /// <summary>What a group's document is said to be, whatever it is.</summary>
    public string? AnswerInstead { get; set; }

    /// <summary>Further headers of a group's document.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Every write: method, path and query, body.</summary>
    public IReadOnlyList<string> Writes => [.. _writes];

    /// <summary>Starts a server with the group <c>sre</c>.</summary>
    public static async Task<DeskServer> StartAsync()
    {
        var server = new DeskServer();
        server.Seed("sre");
        server._host = await HttpTestServer.StartAsync(server.HandleAsync);
        return server;
    }

    /// <summary>The document of a group.</summary>
    public JsonObject Group(string name) => _groups[name];

    /// <summary>The ids of a group's members, in their order.</summary>
    public IReadOnlyList<string> Members(string name)
    {
        lock (_gate)
            return [.. List(name).Select(IdOf)];
    }

    /// <summary>Adds members to a group, which is created where it is not there.</summary>
    public void Seed(string name, params string[] ids)
    {
        lock (_gate)
        {
            _groups.TryAdd(name, new JsonObject { ["id"] = name, ["name"] = name, ["members"] = new JsonArray() });
            foreach (var id in ids)
                List(name).Add(new JsonObject { ["user"] = id, ["role"] = "member" });
            Touch(name);
        }
    }

    /// <summary>Writes other members in place of a group's.</summary>
    public void Replace(string name, params string[] ids)
    {
        lock (_gate)
            List(name).Clear();
        Seed(name, ids);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private static string IdOf(JsonNode? member) => member!["user"]!.GetValue<string>();

    private static string NameOf(string id) => id.StartsWith("user-", StringComparison.Ordinal) ? id["user-".Length..] : $"user-{id}";

    private JsonArray List(string name) => (JsonArray)_groups[name]["members"]!;

    private void Touch(string name) => _versions[name] = _versions.GetValueOrDefault(name) + 1;

    private string TagOf(string name) => $"\"v{_versions[name].ToString(CultureInfo.InvariantCulture)}\"";

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (context.Request.Method != "GET")
        {
            _writes.Enqueue($"{context.Request.Method} {target} {body}".TrimEnd());
            Take(() => BeforeNextWrite, () => BeforeNextWrite = null);
        }

        var (status, answer) = Handle(context, target.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries), body);
        if (context.Request.Method != "GET")
        {
            Take(() => AfterNextWrite, () => AfterNextWrite = null);
            if (LoseAnswers-- > 0)
            {
                HttpTestServer.Reset(context);
                return;
            }
        }

        context.Response.StatusCode = status;
        if (answer is not null)
            await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private static void Take(Func<Action?> get, Action clear)
    {
        var action = get();
        clear();
        action?.Invoke();
    }

    private (int Status, string? Answer) Handle(HttpContext context, string[] path, string body)
    {
        lock (_gate)
        {
            if (path is ["users"])
                return Users(context, body);
            if (path is not ["groups", var name, ..] || !_groups.ContainsKey(name))
                return (404, null);
            return (context.Request.Method, path[2..]) switch
            {
                ("GET", []) => Document(context, name),
                ("GET", ["members"]) => Page(context.Request.Query, name),
                ("PUT", []) => PutDocument(context, name, body),
                ("PUT", ["members"]) => PutMembers(name, (JsonArray)JsonNode.Parse(body)!["members"]!),
                ("POST", ["members", "add"]) => AddEach(name, (JsonArray)JsonNode.Parse(body)!["people"]!),
                ("POST", ["members", "add-all"]) => AddAll(name, (JsonArray)JsonNode.Parse(body)!["people"]!),
                ("POST", ["members", "remove"]) => Remove(name, context.Request.Query["ids"].ToString().Split(',')),
                _ => (404, null),
            };
        }
    }

    // Who is called x has the id user-x.
    private (int Status, string? Answer) Users(HttpContext context, string body)
    {
        if (context.Request.Method == "GET")
        {
            var wanted = context.Request.Query["username"].ToString();
            var found = _users.Where(wanted.Equals).Select(name => (JsonNode)new JsonObject { ["id"] = $"user-{name}", ["username"] = name });
            return (200, new JsonArray([.. found]).ToJsonString());
        }

        var login = JsonNode.Parse(body)!["username"]!.GetValue<string>();
        return _users.Add(login) ? (201, $$"""{"id": "user-{{login}}"}""") : (409, null);
    }

    private (int Status, string? Answer) Document(HttpContext context, string name)
    {
        if (UsesETags)
            context.Response.Headers.ETag = TagOf(name);
        foreach (var (header, value) in Headers)
            context.Response.Headers[header] = value;
        return (200, AnswerInstead ?? _groups[name].ToJsonString());
    }

    private (int Status, string? Answer) Page(IQueryCollection query, string name)
    {
        var size = int.TryParse(query["per_page"], CultureInfo.InvariantCulture, out var given) ? given : 100;
        var page = int.TryParse(query["page"], CultureInfo.InvariantCulture, out var number) ? number : 1;
        var people = List(name).Skip((page - 1) * size).Take(size)
            .Select(member => (JsonNode)new JsonObject { ["id"] = IdOf(member), ["username"] = NameOf(IdOf(member)) });
        return (200, new JsonObject { ["members"] = new JsonArray([.. people]) }.ToJsonString());
    }

    private (int Status, string? Answer) PutDocument(HttpContext context, string name, string body)
    {
        if (AlwaysOutdated || (UsesETags && context.Request.Headers.IfMatch != TagOf(name)))
            return (412, """{"message": "changed meanwhile"}""");
        var document = (JsonObject)JsonNode.Parse(body)!;
        if (((JsonArray)document["members"]!).Select(IdOf).FirstOrDefault(Refused.Contains) is { } refused)
            return (422, $$"""{"message": "{{refused}} has no licence"}""");
        _groups[name] = document;
        Touch(name);
        return (200, null);
    }

    private (int Status, string? Answer) PutMembers(string name, JsonArray members)
    {
        _groups[name]["members"] = members.DeepClone();
        Touch(name);
        return (204, null);
    }

    private (int Status, string? Answer) AddEach(string name, JsonArray people)
    {
        var results = new JsonArray();
        foreach (var id in people.Select(IdOf))
        {
            var refused = Refused.Contains(id);
            if (!refused)
                Add(name, id);
            if (!Unmentioned.Contains(id))
                results.Add(new JsonObject { ["user"] = id, ["code"] = refused ? 404 : 201, ["message"] = refused ? "no licence" : null });
        }

        return (207, new JsonObject { ["results"] = results }.ToJsonString());
    }

    private (int Status, string? Answer) AddAll(string name, JsonArray people)
    {
        if (people.Select(IdOf).FirstOrDefault(Refused.Contains) is { } refused)
            return (404, $$"""{"message": "there is no {{refused}}"}""");
        foreach (var id in people.Select(IdOf))
            Add(name, id);
        return (204, null);
    }

    private (int Status, string? Answer) Remove(string name, string[] ids)
    {
        foreach (var member in List(name).Where(member => ids.Contains(IdOf(member))).ToArray())
            List(name).Remove(member);
        Touch(name);
        return (204, null);
    }

    private void Add(string name, string id)
    {
        if (!List(name).Any(member => IdOf(member) == id))
            List(name).Add(new JsonObject { ["user"] = id, ["role"] = "member" });
        Touch(name);
    }
}
