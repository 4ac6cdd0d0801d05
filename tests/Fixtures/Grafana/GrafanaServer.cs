using System.Diagnostics.CodeAnalysis;
using System.Text;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>
/// A Grafana as its API shows itself: accounts, organizations and teams in memory, its odd statuses, permissions of tokens. Every
/// request is recorded and held against the descriptions of the API.
/// </summary>
public sealed class GrafanaServer : IAsyncDisposable
{
    /// <summary>A token with the permissions that the documentation asks for.</summary>
    public const string Token = "glsa_t0ken-of-the-tests";

    /// <summary>The password of the account <c>admin</c>, which administers the server.</summary>
    public const string AdminPassword = "adm1n-of-the-tests";

    private readonly GrafanaApi _api;
    private HttpTestServer? _host;

    private GrafanaServer(ApiRequestChecker checker)
    {
        Checker = checker;
        _api = new GrafanaApi(Store, Options);
        var admin = Store.AddUser("admin", "admin@localhost", "Administrator");
        (admin.IsServerAdmin, admin.Password) = (true, AdminPassword);
        Store.Orgs[1][admin.Id] = "Admin";
        Store.Tokens.Add(new GrafanaToken { Text = Token });
    }

    /// <summary>What kind of Grafana it is.</summary>
    public GrafanaOptions Options { get; } = new();

    /// <summary>Accounts, organizations, teams and tokens.</summary>
    public GrafanaStore Store { get; } = new();

    /// <summary>How the server misbehaves.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>What was asked of it.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Holds requests against the descriptions.</summary>
    public ApiRequestChecker Checker { get; }

    /// <summary>Where it listens.</summary>
    public Uri BaseUrl => _host!.BaseUrl;

    /// <summary>Starts a server.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the server.")]
    public static async Task<GrafanaServer> StartAsync()
    {
        var own = await ApiDescriptionFolder.LoadOwnAsync("grafana.yaml");
        // The published one is older than the parameters of this operation.
        var published = (await ApiDescriptionFolder.LoadPublishedAsync("grafana-swagger2-old.json"))?.Without("GET", "/users/search");
        var server = new GrafanaServer(published is null ? new ApiRequestChecker(own) : new ApiRequestChecker(own, published));
        server._host = await HttpTestServer.StartAsync(server.Checker.Around(server.HandleAsync));
        return server;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = ApiRequest.Parse(context.Request.Method, target, context.Request.ContentType, body);
        var person = _api.PersonOf(request);
        var record = Requests.Begin(number => Record(number, context.Request, target, body, person));
        try
        {
            await AnswerAsync(context, request, record);
        }
        finally
        {
            Requests.End(record, context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode);
        }
    }

    private async Task AnswerAsync(HttpContext context, ApiRequest request, RecordedRequest record)
    {
        var fault = Faults.Take(request.Method, record.Path + record.Query, record.Person);
        if (fault is not null && await VendorFaults.TryInsteadAsync(context, fault))
            return;
        var headers = context.Request.Headers;
        var reply = _api.Handle(request, headers.Authorization.ToString(), headers["X-Grafana-Org-Id"].ToString());
        if (fault is not null && await VendorFaults.TryAfterAsync(context, fault, reply))
            return;
        Requests.Answer(record);
        await VendorFaults.WriteAsync(context, reply);
    }

    private static RecordedRequest Record(int number, HttpRequest request, string target, string body, string? person) => new()
    {
        Number = number,
        Method = request.Method,
        Path = target.Split('?')[0],
        Query = target.Contains('?', StringComparison.Ordinal) ? target[target.IndexOf('?', StringComparison.Ordinal)..] : "",
        Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        Body = body,
        Person = person,
        StartedAt = DateTimeOffset.UtcNow,
    };
}
