using System.Diagnostics.CodeAnalysis;
using System.Text;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>
/// An Okta organization as its API shows itself: people, groups, pages with cursors, API tokens and service apps, rate limits. Every
/// request is recorded and held against the descriptions of the API.
/// </summary>
public sealed class OktaServer : IAsyncDisposable
{
    /// <summary>An API token.</summary>
    public const string Token = "00t0ken-of-the-tests";

    private readonly OktaApi _api;
    private readonly OktaTokens _tokens;
    private readonly OktaLimits _limits;
    private HttpTestServer? _host;

    private OktaServer(ApiRequestChecker checker)
    {
        Checker = checker;
        _tokens = new OktaTokens(Store, Options, Now);
        _limits = new OktaLimits(Options, Now);
        _api = new OktaApi(Store, Options, _tokens);
        Store.Tokens.Add(Token);
    }

    /// <summary>What kind of organization it is.</summary>
    public OktaOptions Options { get; } = new();

    /// <summary>People, groups, tokens and apps.</summary>
    public OktaStore Store { get; } = new();

    /// <summary>How the server misbehaves.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>How the lists of groups' members misbehave.</summary>
    public MemberPageFaults PageFaults { get; } = new();

    /// <summary>What was asked of it.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Holds requests against the descriptions.</summary>
    public ApiRequestChecker Checker { get; }

    /// <summary>Where it listens.</summary>
    public Uri BaseUrl => _host!.BaseUrl;

    /// <summary>Starts an organization without people.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the server.")]
    public static async Task<OktaServer> StartAsync(int port = 0)
    {
        var own = await ApiDescriptionFolder.LoadOwnAsync("okta.yaml");
        var published = await ApiDescriptionFolder.LoadPublishedAsync("okta-groups-users.json", string.Empty);
        var server = new OktaServer(published is null ? new ApiRequestChecker(own) : new ApiRequestChecker(own, published));
        server._host = await HttpTestServer.StartAsync(server.Checker.Around(server.HandleAsync), port);
        return server;
    }

    /// <summary>Ends all access tokens of service apps, as somebody does who revokes them.</summary>
    public void RevokeAccessTokens()
    {
        lock (Store.Gate)
            _tokens.Revoke();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private DateTimeOffset Now() => DateTimeOffset.UtcNow + Options.ClockSkew;

    private async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = ApiRequest.Parse(context.Request.Method, target, context.Request.ContentType, body);
        var record = Requests.Begin(number => Record(number, context.Request, target, body));
        context.Response.Headers.Date = Now().ToString("R");
        context.Response.Headers["X-Okta-Request-Id"] = $"req{record.Number}";
        var refusal = _limits.Begin();
        try
        {
            if (refusal is not null)
                await VendorFaults.WriteAsync(context, refusal);
            else
                await AnswerAsync(context, request, record, new Uri(BaseUrl, target));
        }
        finally
        {
            _limits.End();
            Requests.End(record, context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode);
        }
    }

    private async Task AnswerAsync(HttpContext context, ApiRequest request, RecordedRequest record, Uri self)
    {
        await Task.Delay(Options.Latency, context.RequestAborted);
        var page = PageFaultOf(request);
        var fault = Faults.Take(request.Method, record.Path + record.Query, null) ?? InGeneral(page);
        if (fault is not null && await VendorFaults.TryInsteadAsync(context, fault))
            return;
        var authorization = context.Request.Headers.Authorization.ToString();
        Disturb(request, page, authorization);
        var reply = _api.Handle(request, authorization, self, new OktaTrouble(fault?.Kind, page?.Effect));
        _limits.Describe(reply);
        if (fault is not null && await VendorFaults.TryAfterAsync(context, fault, reply))
            return;
        Requests.Answer(record);
        await VendorFaults.WriteAsync(context, reply);
    }

    private MemberPageFault? PageFaultOf(ApiRequest request) => request.Path.Split('/') is [_, "api", "v1", "groups", _, "users"]
        ? PageFaults.Take(OktaCursor.Of(request.Query.ToDictionary()).Page)
        : null;

    // What may happen to any request.
    private Fault? InGeneral(MemberPageFault? page) => page switch
    {
        { Effect: MemberPageEffect.Cut } => new Fault { Kind = FaultKind.Truncate },
        { Effect: MemberPageEffect.Status, Status: 429 } => OktaLimits.ToFault(Now()),
        { Effect: MemberPageEffect.Status } => new Fault
        {
            Kind = FaultKind.Status,
            Status = page.Status,
            Body = ErrorText(page.Status),
        },
        _ => null,
    };

    private static string ErrorText(int status) =>
        Encoding.UTF8.GetString(OktaReply.Error(status, status == 403 ? "E0000006" : "E0000009", "Something is wrong").Body);

    private void Disturb(ApiRequest request, MemberPageFault? page, string authorization)
    {
        lock (Store.Gate)
        {
            var id = request.Path.Split('/').ElementAtOrDefault(4) ?? string.Empty;
            if (page?.Effect == MemberPageEffect.DeleteGroup)
                Store.Groups.Remove(id);
            if (page?.Effect == MemberPageEffect.RenameGroup)
                Store.Groups[id].Name = "renamed";
            if (page?.Effect != MemberPageEffect.ExpireToken)
                return;
            Store.Tokens.Remove(authorization.Split(' ')[^1]);
            _tokens.Revoke();
        }
    }

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
