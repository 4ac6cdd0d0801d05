using System.Diagnostics.CodeAnalysis;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>
/// A Grafana as its API shows itself: accounts, organizations and teams in memory, its odd statuses, permissions of tokens. Every
/// request is recorded and held against the descriptions of the API.
/// </summary>
public sealed class GrafanaServer : ApiServer
{
    /// <summary>A token with the permissions that the documentation asks for.</summary>
    public const string Token = "glsa_t0ken-of-the-tests";

    /// <summary>The password of the account <c>admin</c>, which administers the server.</summary>
    public const string AdminPassword = "adm1n-of-the-tests";

    private readonly GrafanaApi _api;

    private GrafanaServer(ApiRequestChecker checker)
        : base(checker)
    {
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

    /// <summary>Starts a server.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the server.")]
    public static async Task<GrafanaServer> StartAsync()
    {
        // The published one is older than the parameters of this operation.
        var published = (await ApiDescriptionFolder.LoadPublishedAsync("grafana-swagger2-old.json"))?.Without("GET", "/users/search");
        var server = new GrafanaServer(ApiRequestChecker.Of(await ApiDescriptionFolder.LoadOwnAsync("grafana.yaml"), published));
        await server.ListenAsync();
        return server;
    }

    private protected override string? PersonOf(ApiRequest request) => _api.PersonOf(request);

    private protected override Task AnswerAsync(HttpContext context, ApiRequest request, RecordedRequest record)
    {
        var headers = context.Request.Headers;
        var (authorization, organization) = (headers.Authorization.ToString(), headers["X-Grafana-Org-Id"].ToString());
        return SendAsync(context, record, TakeFault(record), () => _api.Handle(request, authorization, organization));
    }
}
