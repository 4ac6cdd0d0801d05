using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>
/// A Keycloak as its admin API shows itself: realms with people, groups and clients in memory, tokens that end, pages with its own defaults. Every
/// request is recorded and held against the descriptions of the API.
/// </summary>
public sealed class KeycloakServer : ApiServer
{
    /// <summary>The client that <see cref="StartAsync"/> makes in <see cref="Realm"/>.</summary>
    public const string ClientId = "people-sync";

    /// <summary>Its secret.</summary>
    public const string ClientSecret = "s3cret-of-the/tests+x";

    private const string Admin = "/admin/realms/";
    private const string Public = "/realms/";

    private readonly KeycloakOptions _options;
    private readonly KeycloakTokens _tokens;
    private readonly Dictionary<string, KeycloakRealm> _realms = new(StringComparer.Ordinal);

    private KeycloakServer(KeycloakOptions options, ApiRequestChecker checker)
        : base(checker)
    {
        _options = options;
        _tokens = new KeycloakTokens(options);
        Realm = AddRealm("acme");
        AddRealm("master");
        Client = Realm.AddClient(ClientId, ClientSecret);
    }

    /// <summary>The realm <c>acme</c>, empty at first.</summary>
    public KeycloakRealm Realm { get; }

    /// <summary>The client that may read it.</summary>
    public KeycloakFakeClient Client { get; }

    /// <summary>How it misbehaves while the members of a group are read page by page.</summary>
    public MemberPageFaults PageFaults { get; } = new();

    /// <summary>Called with path and query before each question to the admin API is answered, to change something at that moment.</summary>
    public Action<string>? Asked { get; set; }

    /// <summary>How many tokens were issued.</summary>
    public int TokensIssued => _tokens.Issued;

    private string Prefix => PrefixOf(_options);

    /// <summary>Starts a server.</summary>
    /// <param name="options">What kind of Keycloak it is.</param>
    /// <param name="port">Where it listens; 0 for any port that is free.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the server.")]
    public static async Task<KeycloakServer> StartAsync(KeycloakOptions? options = null, int port = 0)
    {
        options ??= new KeycloakOptions();
        var prefix = PrefixOf(options);
        var checker = await ApiDescriptionFolder.CheckerAsync(
            "keycloak.yaml", "keycloak-groups-users.json", prefix, prefix + "/admin/realms");
        var server = new KeycloakServer(options, checker);
        await server.ListenAsync(port);
        return server;
    }

    /// <summary>Adds a realm.</summary>
    public KeycloakRealm AddRealm(string name) => _realms[name] = new KeycloakRealm(name);

    /// <summary>A realm by its name.</summary>
    public KeycloakRealm RealmOf(string name) => _realms[name];

    /// <summary>Makes every token that was issued invalid.</summary>
    public void RevokeTokens() => _tokens.Revoke();

    private static string PrefixOf(KeycloakOptions options) => options.Version < 17 ? "/auth" : string.Empty;

    // What is asked before it is known whether the server has the prefix goes without it, or with it in vain.
    private protected override ApiRequest? ToDescribed(ApiRequest request) =>
        request.Path.StartsWith("/auth/", StringComparison.Ordinal) == (Prefix.Length > 0) ? request : null;

    private protected override Task AnswerAsync(HttpContext context, ApiRequest request, RecordedRequest record)
    {
        var (read, pageFault) = KeycloakPageFaults.Apply(this, request);
        var authorization = context.Request.Headers.Authorization.ToString();
        return SendAsync(context, record, pageFault ?? TakeFault(record), () => Answer(read, authorization));
    }

    private VendorReply Answer(ApiRequest request, string authorization)
    {
        if (!request.Path.StartsWith(Prefix + "/", StringComparison.Ordinal))
            return KeycloakReply.NoSuchAddress();
        var path = request.Path[Prefix.Length..];
        return path.StartsWith(Admin, StringComparison.Ordinal)
            ? AnswerAdmin(Segments(path, Admin), request, authorization)
            : AnswerPublic(Segments(path, Public), request, authorization);
    }

    private VendorReply AnswerAdmin(string[] segments, ApiRequest request, string authorization)
    {
        Asked?.Invoke(request.ToString());
        if (_tokens.Find(authorization) is not { } client)
            return KeycloakReply.Error(401, "HTTP 401 Unauthorized");
        return _realms.TryGetValue(segments[0], out var realm)
            ? new KeycloakAdminApi(realm, _options).Handle(segments[1..], request, client)
            : KeycloakReply.Error(404, "Realm not found.");
    }

    private VendorReply AnswerPublic(string[] segments, ApiRequest request, string authorization)
    {
        if (segments.Length == 0 || !_realms.TryGetValue(segments[0], out var realm))
            return KeycloakReply.Error(404, "Realm does not exist");
        var tokenUrl = $"{BaseUrl.AbsoluteUri.TrimEnd('/')}{Prefix}{Public}{realm.Name}/protocol/openid-connect/token";
        var issuer = $"{_options.FrontEnd ?? BaseUrl.AbsoluteUri.TrimEnd('/') + Prefix}{Public}{realm.Name}";
        return segments[1..] switch
        {
            [".well-known", "openid-configuration"] => KeycloakReply.Ok(new JsonObject { ["issuer"] = issuer, ["token_endpoint"] = tokenUrl }),
            ["protocol", "openid-connect", "token"] when request.Method == "POST" =>
                _tokens.Issue(realm, request, authorization, issuer, tokenUrl),
            _ => KeycloakReply.NoSuchAddress(),
        };
    }

    private static string[] Segments(string path, string prefix) => path.StartsWith(prefix, StringComparison.Ordinal)
        ? [.. path[prefix.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)]
        : [];
}
