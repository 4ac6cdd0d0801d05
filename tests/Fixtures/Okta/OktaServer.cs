using System.Diagnostics.CodeAnalysis;
using System.Text;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>
/// An Okta organization as its API shows itself: people, groups, pages with cursors, API tokens and service apps, rate limits. Every
/// request is recorded and held against the descriptions of the API.
/// </summary>
public sealed class OktaServer : ApiServer
{
    /// <summary>An API token.</summary>
    public const string Token = "00t0ken-of-the-tests";

    private readonly OktaApi _api;
    private readonly OktaTokens _tokens;
    private readonly OktaLimits _limits;

    private OktaServer(ApiRequestChecker checker)
        : base(checker)
    {
        _tokens = new OktaTokens(Store, Options, Now);
        _limits = new OktaLimits(Options, Now);
        _api = new OktaApi(Store, Options, _tokens);
        Store.Tokens.Add(Token);
    }

    /// <summary>What kind of organization it is.</summary>
    public OktaOptions Options { get; } = new();

    /// <summary>People, groups, tokens and apps.</summary>
    public OktaStore Store { get; } = new();

    /// <summary>How the lists of groups' members misbehave.</summary>
    public MemberPageFaults PageFaults { get; } = new();

    /// <summary>Starts an organization without people.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the server.")]
    public static async Task<OktaServer> StartAsync(int port = 0)
    {
        var checker = await ApiDescriptionFolder.CheckerAsync("okta.yaml", "okta-groups-users.json", publishedBase: string.Empty);
        var server = new OktaServer(checker);
        await server.ListenAsync(port);
        return server;
    }

    /// <summary>Ends all access tokens of service apps, as somebody does who revokes them.</summary>
    public void RevokeAccessTokens()
    {
        lock (Store.Gate)
            _tokens.Revoke();
    }

    private DateTimeOffset Now() => DateTimeOffset.UtcNow + Options.ClockSkew;

    private protected override async Task AnswerAsync(HttpContext context, ApiRequest request, RecordedRequest record)
    {
        context.Response.Headers.Date = Now().ToString("R");
        context.Response.Headers["X-Okta-Request-Id"] = $"req{record.Number}";
        var refusal = _limits.Begin();
        try
        {
            if (refusal is not null)
                await VendorFaults.WriteAsync(context, refusal);
            else
                await AnswerWithinLimitsAsync(context, request, record);
        }
        finally
        {
            _limits.End();
        }
    }

    private async Task AnswerWithinLimitsAsync(HttpContext context, ApiRequest request, RecordedRequest record)
    {
        await Task.Delay(Options.Latency, context.RequestAborted);
        var page = PageFaultOf(request);
        var fault = TakeFault(record) ?? InGeneral(page);
        await SendAsync(context, record, fault, () =>
        {
            var authorization = context.Request.Headers.Authorization.ToString();
            Disturb(request, page, authorization);
            var self = new Uri(BaseUrl, record.Path + record.Query);
            var reply = _api.Handle(request, authorization, self, new OktaTrouble(fault?.Kind, page?.Effect));
            _limits.Describe(reply);
            return reply;
        });
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
}
