using System.Diagnostics.CodeAnalysis;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>
/// A vendor application: real HTTP, accounts and groups in memory, misbehaviour on request, every request recorded.
/// </summary>
public sealed class VendorTestServer : IAsyncDisposable
{
    private readonly VendorApi _api;
    private readonly VendorAdminApi _admin;
    private HttpTestServer? _host;

    private VendorTestServer(VendorServerOptions options)
    {
        Options = options;
        _api = new VendorApi(Store, options);
        _admin = new VendorAdminApi(this);
    }

    /// <summary>How the server behaves; what has a setter may be changed while it runs.</summary>
    public VendorServerOptions Options { get; }

    /// <summary>The accounts and groups.</summary>
    public VendorStore Store { get; } = new();

    /// <summary>How the server misbehaves.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>What was asked of it.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Where it listens, without a slash at the end.</summary>
    public Uri BaseUrl => Host.BaseUrl;

    /// <summary>Ends when the process is asked to stop.</summary>
    public Task Stopped => Host.Stopped;

    private HttpTestServer Host => _host ?? throw new InvalidOperationException("The server is not running.");

    /// <summary>Starts a server.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the server.")]
    public static async Task<VendorTestServer> StartAsync(VendorServerOptions? options = null)
    {
        var server = new VendorTestServer(options ?? new VendorServerOptions());
        server._host = await HttpTestServer.StartAsync(server.HandleAsync, server.Options.Port, server.Options.Certificate);
        return server;
    }

    /// <summary>Goes down: connections end, new ones are refused. Accounts and groups stay.</summary>
    public async Task GoDownAsync() => await Host.DisposeAsync();

    /// <summary>Comes back at the same address.</summary>
    public async Task ComeBackAsync() => _host = await HttpTestServer.StartAsync(HandleAsync, BaseUrl.Port, Options.Certificate);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (target.StartsWith(VendorAdminApi.Prefix, StringComparison.Ordinal))
        {
            await _admin.HandleAsync(context);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = Understand(context.Request, target, body);
        var person = _api.PersonOf(request);
        var record = Requests.Begin(context.Request, target, body, person);
        try
        {
            await AnswerAsync(context, request, record, target);
        }
        finally
        {
            Requests.End(record, context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode);
        }
    }

    private async Task AnswerAsync(HttpContext context, VendorRequest request, RecordedRequest record, string target)
    {
        if (Requests.UnderWay > Options.MaxConcurrency)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (Options.LatencyMilliseconds > 0)
            await Task.Delay(Options.LatencyMilliseconds, context.RequestAborted);

        var fault = Faults.Take(request.Method, target, record.Person);
        context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
        if (fault is not null && await VendorFaults.TryInsteadAsync(context, fault))
            return;

        var reply = Refusal(context.Request) ?? _api.Handle(request with { PagingFault = fault?.Kind });
        if (fault is not null && await VendorFaults.TryAfterAsync(context, fault, reply))
            return;

        Requests.Answer(record);
        await VendorFaults.WriteAsync(context, reply);
    }

    private VendorReply? Refusal(HttpRequest request)
    {
        if (Options.Authorization is { } authorization && request.Headers.Authorization != authorization)
            return new VendorWire(Options).Message(401, "the credentials are refused");
        if (Options.RequiredHeader?.Split(": ", 2) is [var name, var value] && request.Headers[name] != value)
            return new VendorWire(Options).Message(401, "the credentials are refused");
        return null;
    }

    private VendorRequest Understand(HttpRequest request, string target, string body) => new(
        request.Method,
        [.. target.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)],
        request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
        body,
        new Uri(BaseUrl, target));
}
