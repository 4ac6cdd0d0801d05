using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>
/// An Entra tenant as its APIs show themselves: the token endpoint, and Microsoft Graph with users, groups and changes in memory. Every request is
/// recorded, and those to Graph are held against descriptions of its API. Token endpoint and Graph are at one address.
/// </summary>
public sealed class EntraServer : ApiServer
{
    /// <summary>The tenant; <c>contoso.test</c> is its domain.</summary>
    public const string TenantId = "7e1a2b3c-0000-4000-8000-00000000c0de";

    /// <summary>The app registration.</summary>
    public const string ClientId = "c11e0123-0000-4000-8000-000000000001";

    /// <summary>A secret of the app.</summary>
    public const string ClientSecret = "~secret+of/the=tests~";

    private const string Graph = "/v1.0/";

    private readonly EntraGraph _graph;
    private readonly EntraAuthority _authority;

    private EntraServer(ApiRequestChecker checker)
        : base(checker)
    {
        _graph = new EntraGraph(Store, Options);
        _authority = new EntraAuthority(Options);
    }

    /// <summary>What the tenant is like.</summary>
    public EntraOptions Options { get; } = new();

    /// <summary>Users, groups and memberships.</summary>
    public EntraStore Store { get; } = new();

    /// <summary>How the lists of groups' members misbehave.</summary>
    public MemberPageFaults PageFaults { get; } = new();

    /// <summary>Every token that was given out.</summary>
    public IReadOnlyList<string> IssuedTokens => _authority.Issued;

    /// <summary>The requests to Graph.</summary>
    public IReadOnlyList<RecordedRequest> GraphRequests => [.. Requests.All.Where(request => IsGraph(request.Path))];

    /// <summary>The requests for tokens.</summary>
    public IReadOnlyList<RecordedRequest> TokenRequests => [.. Requests.All.Where(request => request.Path.EndsWith("/token", StringComparison.Ordinal))];

    /// <summary>Starts a tenant without users and groups.</summary>
    /// <param name="certificate">Makes it an https server.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the server.")]
    public static async Task<EntraServer> StartAsync(X509Certificate2? certificate = null)
    {
        var server = new EntraServer(await ApiDescriptionFolder.CheckerAsync("entra.yaml", "msgraph-groups-users.json"));
        await server.ListenAsync(certificate: certificate);
        return server;
    }

    /// <summary>Registers the app's certificate.</summary>
    public void Register(X509Certificate2 certificate) => _authority.Certificates.Add(certificate);

    /// <summary>Lets no token in that was given out until now.</summary>
    public void RevokeTokens() => _authority.RevokeTokens();

    /// <summary>Forgets every delta token that was given out.</summary>
    public void ExpireDeltaTokens() => _graph.ExpireDeltaTokens();

    private protected override ApiRequest? ToDescribed(ApiRequest request) =>
        IsGraph(request.Path) ? request with { Path = request.Path[(Graph.Length - 1)..] } : null;

    private protected override Task AnswerAsync(HttpContext context, ApiRequest request, RecordedRequest record)
    {
        if (!IsGraph(request.Path))
            return SendAsync(context, record, TakeFault(record), () => AnswerAuthority(request));
        var page = DisturbPage(request);
        var fault = TakeFault(record) ?? (page is { Effect: MemberPageEffect.Cut } ? new Fault { Kind = FaultKind.Truncate } : null);
        return SendAsync(context, record, fault, () => AnswerGraph(context, request, page));
    }

    private static bool IsGraph(string path) => path.StartsWith(Graph, StringComparison.Ordinal);

    // What happens to a page right before it is answered has happened then; the rest is for whoever answers it.
    private MemberPageFault? DisturbPage(ApiRequest request)
    {
        if (_graph.MembersAskedFor(request) is not { } asked || PageFaults.Take(asked.Page) is not { } fault)
            return null;
        if (fault.Effect == MemberPageEffect.ExpireToken)
            RevokeTokens();
        if (fault.Effect == MemberPageEffect.DeleteGroup)
            Store.Delete(asked.Group!);
        if (fault.Effect == MemberPageEffect.RenameGroup)
            Store.Update(asked.Group!, group => group["displayName"] = "renamed");
        return fault;
    }

    private VendorReply AnswerGraph(HttpContext context, ApiRequest request, MemberPageFault? fault)
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

    private VendorReply AnswerAuthority(ApiRequest request) =>
        request.Path.Split('/') is ["", var tenant, "oauth2", "v2.0", "token"] && request.Method == "POST"
            ? _authority.Issue(Uri.UnescapeDataString(tenant), new Uri(BaseUrl, request.Path).AbsoluteUri, request.Body)
            : EntraReply.Error(404, "NotFound", "There is nothing here.");
}
