using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Glean;

/// <summary>
/// Glean's Indexing API as far as it concerns people and teams: uploads of several pages, one at a time, after which whoever was not listed is
/// deleted; employees only where fewer than 20 % would go. Every request is held against the description of the API.
/// </summary>
public sealed class GleanServer : IAsyncDisposable
{
    /// <summary>The token that it takes.</summary>
    public const string Token = "glean-token-of-a-test";

    private const string Base = "/api/index/v1/";

    private readonly Lock _gate = new();
    private readonly ApiRequestChecker _checker;
    private readonly GleanIndex _employees = new("email", hasStaleCheck: true, CheckEmployee);
    private readonly GleanIndex _teams = new("id", hasStaleCheck: false, CheckTeam);
    private readonly List<GleanRequest> _requests = [];
    private readonly HashSet<string> _underWay = [];
    private HttpTestServer? _host;

    private GleanServer(ApiRequestChecker checker) => _checker = checker;

    /// <summary>The base address of the API.</summary>
    public Uri BaseUrl => new(_host!.BaseUrl, Base.TrimEnd('/'));

    /// <summary>Decides which requests go wrong, and how.</summary>
    public Func<GleanRequest, GleanFault?>? Misbehave { get; set; }

    /// <summary>Waits before each answer.</summary>
    public Func<GleanRequest, Task>? Delay { get; set; }

    /// <summary>How often it may be asked to process.</summary>
    public int ProcessingLimit { get; set; } = int.MaxValue;

    /// <summary>The employees, by their address.</summary>
    public IReadOnlyDictionary<string, JsonObject> Employees => Locked(() => new Dictionary<string, JsonObject>(_employees.Items, StringComparer.OrdinalIgnoreCase));

    /// <summary>The teams, by their id.</summary>
    public IReadOnlyDictionary<string, JsonObject> Teams => Locked(() => new Dictionary<string, JsonObject>(_teams.Items, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether an upload of people or teams was begun and not finished.</summary>
    public bool IsUploadOpen => Locked(() => _employees.IsUploadOpen || _teams.IsUploadOpen);

    /// <summary>What was asked of it, in order.</summary>
    public IReadOnlyList<GleanRequest> Requests => Locked(() => _requests.ToList());

    /// <summary>Starts a server.</summary>
    public static async Task<GleanServer> StartAsync()
    {
        var server = new GleanServer(await ApiDescriptionFolder.CheckerAsync("glean.yaml", "glean-indexing-source.yaml"));
        server._host = await HttpTestServer.StartAsync(server._checker.Around(server.HandleAsync));
        return server;
    }

    /// <summary>Puts somebody in of whom the sync knows nothing.</summary>
    public void Seed(string email) => Seed(new JsonObject { ["email"] = email, ["department"] = "Before" });

    /// <summary>Puts an employee in.</summary>
    public void Seed(JsonObject employee) => Locked(() =>
    {
        _employees.Put(employee);
        return true;
    });

    /// <summary>Puts a team in.</summary>
    public void SeedTeam(string id, IEnumerable<string> members) => Locked(() =>
    {
        var list = new JsonArray([.. members.Select(email => new JsonObject { ["email"] = email })]);
        _teams.Put(new JsonObject { ["id"] = id, ["name"] = id, ["members"] = list });
        return true;
    });

    /// <summary>Forgets what was asked.</summary>
    public void ClearRequests() => Locked(() =>
    {
        _requests.Clear();
        return true;
    });

    /// <summary>The addresses in a team.</summary>
    public IReadOnlyList<string> MembersOf(string team) =>
        [.. Teams[team]["members"]!.AsArray().Select(member => (string)member!["email"]!)];

    /// <summary>What was not as the API's description says.</summary>
    public IReadOnlyList<string> Violations => _checker.Violations;

    /// <summary>Fails where a request was not as the API's description says.</summary>
    public void ThrowIfViolated() => _checker.ThrowIfViolated();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = new GleanRequest(context.Request.Path.Value![Base.Length..], await ReadAsync(context));
        var isAlone = Locked(() =>
        {
            _requests.Add(request);
            return request.UploadId is null || _underWay.Add(request.Operation);
        });
        if (Delay is { } delay)
            await delay(request);
        var fault = Misbehave?.Invoke(request);
        var (status, message) = fault is { IsAfterEffect: false } ? (0, "as asked") : Apply(context, request, isAlone);
        if (isAlone)
            Locked(() => _underWay.Remove(request.Operation));
        await AnswerAsync(context, fault is null ? status : fault.Status, message, fault);
    }

    private static async Task AnswerAsync(HttpContext context, int? status, string message, GleanFault? fault)
    {
        if (status is null)
        {
            HttpTestServer.Reset(context);
            return;
        }

        context.Response.StatusCode = status.Value;
        if (fault?.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (status != 200)
            await context.Response.WriteAsync(message);
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    private (int Status, string Message) Apply(HttpContext context, GleanRequest request, bool isAlone)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
            return (401, "Not Authorized");
        if (!isAlone)
            return (409, "another request of the upload is being worked on");
        try
        {
            return (Locked(() => Apply(request)), string.Empty);
        }
        catch (GleanRefusal refusal)
        {
            return (refusal.Status, refusal.Message);
        }
    }

    private int Apply(GleanRequest request)
    {
        switch (request.Operation)
        {
            case "indexemployee":
                _employees.Put(request.Body["employee"]!.AsObject());
                return 200;
            case "deleteemployee":
                _employees.Delete((string)request.Body["employeeEmail"]!);
                return 200;
            case "bulkindexemployees":
                _employees.Upload(request);
                return 200;
            case "indexteam":
                _teams.Put(request.Body["team"]!.AsObject());
                return 200;
            case "deleteteam":
                _teams.Delete((string)request.Body["id"]!);
                return 200;
            case "bulkindexteams":
                _teams.Upload(request);
                return 200;
            case "processallemployeesandteams":
                return --ProcessingLimit < 0 ? 429 : 200;
            default:
                return 404;
        }
    }

    private static void CheckEmployee(JsonObject employee)
    {
        Require(employee, "email");
        Require(employee, "department");
        foreach (var name in new[] { "firstName", "lastName" })
        {
            if (employee.ContainsKey(name))
                Require(employee, name);
        }
    }

    private static void CheckTeam(JsonObject team)
    {
        Require(team, "id");
        Require(team, "name");
        foreach (var member in team["members"] as JsonArray ?? throw new GleanRefusal(400, "members is required"))
            Require(member!.AsObject(), "email");
    }

    private static void Require(JsonObject item, string field)
    {
        if (string.IsNullOrWhiteSpace((string?)item[field]))
            throw new GleanRefusal(400, $"{field} is required");
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
