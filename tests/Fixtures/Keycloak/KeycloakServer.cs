using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>
/// A Keycloak as its admin API shows itself: realms with people, groups and clients in memory, tokens that end, pages with its own defaults. Every
/// request is recorded and held against the descriptions of the API.
/// </summary>
public sealed class KeycloakServer : IAsyncDisposable
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
    private HttpTestServer? _host;

    private KeycloakServer(KeycloakOptions options, ApiRequestChecker checker)
    {
        _options = options;
        _tokens = new KeycloakTokens(options);
        Checker = checker;
        Realm = AddRealm("acme");
        AddRealm("master");
        Client = Realm.AddClient(ClientId, ClientSecret);
    }

    /// <summary>The realm <c>acme</c>, empty at first.</summary>
    public KeycloakRealm Realm { get; }

    /// <summary>The client that may read it.</summary>
    public KeycloakFakeClient Client { get; }

    /// <summary>How the server misbehaves.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>How it misbehaves while the members of a group are read page by page.</summary>
    public MemberPageFaults PageFaults { get; } = new();

    /// <summary>What was asked of it.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Holds requests against the descriptions.</summary>
    public ApiRequestChecker Checker { get; }

    /// <summary>Called with path and query before each question to the admin API is answered, to change something at that moment.</summary>
    public Action<string>? Asked { get; set; }

    /// <summary>How many tokens were issued.</summary>
    public int TokensIssued => _tokens.Issued;

    /// <summary>Where it listens, without the <c>/auth</c> of old versions.</summary>
    public Uri BaseUrl => _host!.BaseUrl;

    private string Prefix => PrefixOf(_options);

    /// <summary>Starts a server.</summary>
    /// <param name="options">What kind of Keycloak it is.</param>
    /// <param name="port">Where it listens; 0 for any port that is free.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the server.")]
    public static async Task<KeycloakServer> StartAsync(KeycloakOptions? options = null, int port = 0)
    {
        options ??= new KeycloakOptions();
        // What is asked before it is known whether the server has the prefix goes without it.
        var own = await ApiDescriptionFolder.LoadOwnAsync("keycloak.yaml", PrefixOf(options));
        var published = await ApiDescriptionFolder.LoadPublishedAsync("keycloak-groups-users.json", PrefixOf(options) + "/admin/realms");
        var server = new KeycloakServer(options, published is null ? new ApiRequestChecker(own) : new ApiRequestChecker(own, published));
        var check = server.Checker.Around(server.HandleAsync);
        server._host = await HttpTestServer.StartAsync(context => server.IsElsewhere(context) ? server.HandleAsync(context) : check(context), port);
        return server;
    }

    /// <summary>Adds a realm.</summary>
    public KeycloakRealm AddRealm(string name) => _realms[name] = new KeycloakRealm(name);

    /// <summary>A realm by its name.</summary>
    public KeycloakRealm RealmOf(string name) => _realms[name];

    /// <summary>Makes every token that was issued invalid.</summary>
    public void RevokeTokens() => _tokens.Revoke();

    /// <summary>Fails where a request was not as the descriptions of the API say.</summary>
    public void ThrowIfViolated() => Checker.ThrowIfViolated();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private static string PrefixOf(KeycloakOptions options) => options.Version < 17 ? "/auth" : string.Empty;

    // The prefix is tried where a realm is not found without it.
    private bool IsElsewhere(HttpContext context) => context.Request.Path.StartsWithSegments("/auth") != (Prefix.Length > 0);

    private async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var record = Requests.Begin(number => Record(number, context.Request, target, body));
        try
        {
            var request = ApiRequest.Parse(record.Method, target, context.Request.ContentType, body);
            var (read, pageFault) = KeycloakPageFaults.Apply(this, request);
            var fault = pageFault ?? Faults.Take(record.Method, record.Path + record.Query, null);
            if (fault is not null && await VendorFaults.TryInsteadAsync(context, fault))
                return;
            var reply = Answer(read, context.Request.Headers.Authorization.ToString());
            if (fault is not null && await VendorFaults.TryAfterAsync(context, fault, reply))
                return;
            await VendorFaults.WriteAsync(context, reply);
        }
        finally
        {
            Requests.End(record, context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode);
        }
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
