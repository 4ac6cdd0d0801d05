using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>
/// An Entra tenant as its APIs show themselves: the token endpoint, and Microsoft Graph with users, groups and changes in memory. Every request is
/// recorded, and those to Graph are held against descriptions of its API.
/// </summary>
public sealed class EntraServer : IAsyncDisposable
{
    /// <summary>The tenant; <c>contoso.test</c> is its domain.</summary>
    public const string TenantId = "7e1a2b3c-0000-4000-8000-00000000c0de";

    /// <summary>The app registration.</summary>
    public const string ClientId = "c11e0123-0000-4000-8000-000000000001";

    /// <summary>A secret of the app.</summary>
    public const string ClientSecret = "~secret+of/the=tests~";

    private readonly EntraGraph _graph;
    private readonly EntraAuthority _authority;
    private HttpTestServer? _host;

    private EntraServer(ApiRequestChecker checker)
    {
        Checker = checker;
        _graph = new EntraGraph(Store, Options);
        _authority = new EntraAuthority(Options);
    }

    /// <summary>What the tenant is like.</summary>
    public EntraOptions Options { get; } = new();

    /// <summary>Users, groups and memberships.</summary>
    public EntraStore Store { get; } = new();

    /// <summary>How the servers misbehave.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>How lists of members go wrong.</summary>
    public MemberPageFaults MemberPages { get; } = new();

    /// <summary>What was asked of them.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Holds requests against the descriptions.</summary>
    public ApiRequestChecker Checker { get; }

    /// <summary>Where both the token endpoint and Graph are: <c>authority_url</c> and <c>graph_url</c>.</summary>
    public Uri BaseUrl => _host!.BaseUrl;

    /// <summary>Every token that was given out.</summary>
    public IReadOnlyList<string> IssuedTokens => _authority.Issued;

    /// <summary>The requests to Graph.</summary>
    public IReadOnlyList<RecordedRequest> GraphRequests => [.. Requests.All.Where(request => request.Path.StartsWith("/v1.0/", StringComparison.Ordinal))];

    /// <summary>The requests for tokens.</summary>
    public IReadOnlyList<RecordedRequest> TokenRequests => [.. Requests.All.Where(request => request.Path.EndsWith("/token", StringComparison.Ordinal))];

    /// <summary>Starts a tenant without users and groups.</summary>
    /// <param name="certificate">Makes it an https server.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the server.")]
    public static async Task<EntraServer> StartAsync(X509Certificate2? certificate = null)
    {
        var server = new EntraServer(await ApiDescriptionFolder.CheckerAsync("entra.yaml", "msgraph-groups-users.json"));
        server._host = await HttpTestServer.StartAsync(server.HandleAsync, certificate: certificate);
        return server;
    }

    /// <summary>Registers the app's certificate.</summary>
    public void Register(X509Certificate2 certificate) => _authority.Certificates.Add(certificate);

    /// <summary>Lets no token in that was given out until now.</summary>
    public void RevokeTokens() => _authority.RevokeTokens();

    /// <summary>Forgets every delta token that was given out.</summary>
    public void ExpireDeltaTokens() => _graph.ExpireDeltaTokens();

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
        var record = Requests.Begin(number => Record(number, context.Request, target, body));
        try
        {
            await AnswerAsync(context, ApiRequest.Parse(context.Request.Method, target, context.Request.ContentType, body), record);
        }
        finally
        {
            Requests.End(record, context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode);
        }
    }

    private async Task AnswerAsync(HttpContext context, ApiRequest request, RecordedRequest record)
    {
        var isGraph = request.Path.StartsWith("/v1.0/", StringComparison.Ordinal);
        if (isGraph)
            Checker.Check(request with { Path = request.Path["/v1.0".Length..] });
        var fault = Faults.Take(request.Method, record.Path + record.Query, null);
        if (fault is not null && await VendorFaults.TryInsteadAsync(context, fault))
            return;
        var broken = isGraph ? Break(request) : null;
        if (broken?.Effect == MemberPageEffect.Cut)
            fault = new Fault { Kind = FaultKind.Truncate };
        var reply = isGraph ? Graph(context, request, broken) : Token(request);
        if (fault is not null && await VendorFaults.TryAfterAsync(context, fault, reply))
            return;
        Requests.Answer(record);
        await VendorFaults.WriteAsync(context, reply);
    }

    private MemberPageFault? Break(ApiRequest request)
    {
        if (_graph.MembersAskedFor(request) is not { } asked || MemberPages.Take(asked.Page) is not { } fault)
            return null;
        if (fault.Effect == MemberPageEffect.ExpireToken)
            RevokeTokens();
        if (fault.Effect == MemberPageEffect.DeleteGroup)
            Store.Delete(asked.Group!);
        if (fault.Effect == MemberPageEffect.RenameGroup)
            Store.Update(asked.Group!, group => group["displayName"] = "renamed");
        return fault;
    }

    private VendorReply Graph(HttpContext context, ApiRequest request, MemberPageFault? fault)
    {
        if (!_authority.Accepts(context.Request.Headers.Authorization.ToString()))
            return EntraReply.Error(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.");
        if (fault is not { Effect: MemberPageEffect.Status })
            return _graph.Handle(request, BaseUrl, fault?.Effect);
        var reply = EntraReply.Error(fault.Status, fault.Status == 429 ? "TooManyRequests" : "UnknownError", "The request was not worked on.");
        if (fault.Status == 429)
            reply.Headers["Retry-After"] = "1";
        return reply;
    }

    private VendorReply Token(ApiRequest request) =>
        request.Path.Split('/') is ["", var tenant, "oauth2", "v2.0", "token"] && request.Method == "POST"
            ? _authority.Issue(Uri.UnescapeDataString(tenant), new Uri(BaseUrl, request.Path).AbsoluteUri, request.Body)
            : EntraReply.Error(404, "NotFound", "There is nothing here.");

    private static RecordedRequest Record(int number, HttpRequest request, string target, string body) => new()
    {
        Number = number,
        Method = request.Method,
        Path = target.Split('?')[0],
        Query = target.Contains('?', StringComparison.Ordinal) ? target[target.IndexOf('?', StringComparison.Ordinal)..] : "",
        Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        Body = body,
        StartedAt = DateTimeOffset.UtcNow,
    };
}
