using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>
/// How tests in another process seed, spoil and question the vendor test server, below <c>/_test/</c>:
/// <c>GET|POST|DELETE state</c>, <c>POST|DELETE faults</c>, <c>GET|DELETE requests</c>, <c>GET summary</c>, <c>PATCH options</c>.
/// </summary>
internal sealed class VendorAdminApi(VendorTestServer server)
{
    public const string Prefix = "/_test/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (JsonException error)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(error.Message);
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var request = context.Request;
        switch (request.Method, request.Path.Value![Prefix.Length..])
        {
            case ("GET", "state"):
                await context.Response.WriteAsJsonAsync(VendorState.Of(server.Store), Json);
                break;
            case ("POST", "state"):
                (await ReadAsync<VendorState>(request)).AddTo(server.Store);
                break;
            case ("DELETE", "state"):
                server.Store.Clear();
                break;
            case ("POST", "faults"):
                server.Faults.Add(await ReadAsync<Fault>(request));
                break;
            case ("DELETE", "faults"):
                server.Faults.Clear();
                break;
            case ("GET", "requests"):
                await context.Response.WriteAsJsonAsync(server.Requests.All, Json);
                break;
            case ("DELETE", "requests"):
                server.Requests.Clear();
                break;
            case ("GET", "summary"):
                await context.Response.WriteAsJsonAsync(Summary(), Json);
                break;
            case ("PATCH", "options"):
                (await ReadAsync<VendorOptionsChange>(request)).ApplyTo(server.Options);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static async Task<T> ReadAsync<T>(HttpRequest request) =>
        await JsonSerializer.DeserializeAsync<T>(request.Body, Json) ?? throw new JsonException("The body is null.");

    private VendorSummary Summary() => new(
        server.Requests.All.Count,
        server.Requests.Writes.Count,
        server.Requests.MaxConcurrency,
        server.Requests.PeopleTwiceAtOnce);
}

/// <summary>What was asked of the server, in figures.</summary>
/// <param name="Requests">All requests.</param>
/// <param name="Writes">Those that may have changed something.</param>
/// <param name="MaxConcurrency">How many were under way at once, at most.</param>
/// <param name="PeopleTwiceAtOnce">The people for whom two requests were under way at once.</param>
internal sealed record VendorSummary(int Requests, int Writes, int MaxConcurrency, IReadOnlyList<string> PeopleTwiceAtOnce);

/// <summary>The options that can be changed from outside.</summary>
internal sealed record VendorOptionsChange(int? LatencyMilliseconds, int? MaxPageSize, string? Authorization, bool? IgnoreUserFilter)
{
    public void ApplyTo(VendorServerOptions options)
    {
        options.LatencyMilliseconds = LatencyMilliseconds ?? options.LatencyMilliseconds;
        options.MaxPageSize = MaxPageSize ?? options.MaxPageSize;
        options.Authorization = Authorization ?? options.Authorization;
        options.IgnoreUserFilter = IgnoreUserFilter ?? options.IgnoreUserFilter;
    }
}

/// <summary>Accounts, and groups with the user names of their members: the shape of a seed file.</summary>
internal sealed record VendorState(IReadOnlyList<VendorUser>? Users, IReadOnlyDictionary<string, IReadOnlyList<string>>? Groups)
{
    public static readonly JsonSerializerOptions FileOptions = Json();

    public static VendorState Of(VendorStore store) => new(store.Users, store.Groups);

    public void AddTo(VendorStore store)
    {
        foreach (var user in Users ?? [])
            store.CreateUser(user);
        foreach (var (group, names) in Groups ?? new Dictionary<string, IReadOnlyList<string>>())
            store.Seed(group, names.Select(name => store.FindByName(name) ?? new VendorUser { Username = name }));
    }

    private static JsonSerializerOptions Json() => new(JsonSerializerDefaults.Web);
}
