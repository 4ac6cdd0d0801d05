using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Scim;

/// <summary>A SCIM server over real HTTP that behaves, or misbehaves, as <see cref="ScimFakeOptions"/> say.</summary>
public sealed class ScimFake : IAsyncDisposable
{
    private readonly ScimFakeApi _api;
    private HttpTestServer? _host;

    private ScimFake(ScimFakeOptions options)
    {
        Options = options;
        _api = new ScimFakeApi(Store, options);
    }

    /// <summary>How it behaves.</summary>
    public ScimFakeOptions Options { get; }

    /// <summary>The accounts and groups, as they really are.</summary>
    public ScimFakeStore Store { get; } = new();

    /// <summary>What goes wrong on the way.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>What was asked of it.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Where the API begins.</summary>
    public Uri BaseUrl => new(_host!.BaseUrl, "/scim/v2");

    /// <summary>Starts a server.</summary>
    public static async Task<ScimFake> StartAsync(ScimFakeOptions? options = null)
    {
        var server = new ScimFake(options ?? new ScimFakeOptions());
        server._host = await HttpTestServer.StartAsync(server.HandleAsync);
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
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var record = Requests.Begin(context.Request, target, body);
        try
        {
            await AnswerAsync(context, target, body, record);
        }
        finally
        {
            Requests.End(record, context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode);
        }
    }

    private async Task AnswerAsync(HttpContext context, string target, string body, RecordedRequest record)
    {
        var fault = Faults.Take(context.Request.Method, target, null);
        if (fault is not null && await VendorFaults.TryInsteadAsync(context, fault))
            return;
        var reply = Reply(context.Request, target, body);
        if (fault is not null && await VendorFaults.TryAfterAsync(context, fault, reply))
            return;
        Requests.Answer(record);
        await VendorFaults.WriteAsync(context, reply);
    }

    private VendorReply Reply(HttpRequest request, string target, string body)
    {
        string[] segments = [.. target.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(Uri.UnescapeDataString)];
        var isDiscovery = segments is ["ServiceProviderConfig" or "ResourceTypes" or "Schemas"];
        try
        {
            if (!isDiscovery && Options.Authorization is { } authorization && request.Headers.Authorization != authorization)
                throw new ScimFakeException(401, null, "the credentials are refused");
            var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
            var content = body.Length == 0 ? null : JsonNode.Parse(body)!.AsObject();
            var answer = _api.Handle(request.Method, segments, query, content, request.Headers.IfMatch);
            return Write(answer.Status, answer.Body);
        }
        catch (ScimFakeException error)
        {
            var reason = new JsonObject
            {
                ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:Error"),
                ["status"] = error.Status.ToString(CultureInfo.InvariantCulture),
                ["detail"] = error.Message,
            };
            if (error.Kind is not null)
                reason["scimType"] = error.Kind;
            return Write(error.Status, reason);
        }
    }

    private static VendorReply Write(int status, JsonObject? body) => 
        new(status, Encoding.UTF8.GetBytes(body?.ToJsonString() ?? string.Empty), "application/scim+json");
}
