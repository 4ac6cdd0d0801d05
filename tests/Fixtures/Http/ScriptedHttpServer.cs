using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Http;

/// <summary>A real HTTP server that answers each request with the next of its steps, the last one for ever, and counts.</summary>
public sealed class ScriptedHttpServer : IAsyncDisposable
{
    private readonly RequestDelegate[] _steps;
    private HttpTestServer? _host;
    private int _count;

    private ScriptedHttpServer(RequestDelegate[] steps) => _steps = steps;

    /// <summary>Where it listens.</summary>
    public Uri BaseUrl => _host!.BaseUrl;

    /// <summary>How many requests arrived.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Every request: method, path and query as they were sent, headers and body.</summary>
    public ConcurrentQueue<(string Method, string Target, IHeaderDictionary Headers, string Body)> Requests { get; } = new();

    /// <summary>Starts a server with its steps.</summary>
    public static Task<ScriptedHttpServer> StartAsync(params RequestDelegate[] steps) => StartAsync(null, steps);

    /// <summary>Starts a server with its steps, over https where a certificate is given.</summary>
    public static async Task<ScriptedHttpServer> StartAsync(
        System.Security.Cryptography.X509Certificates.X509Certificate2? certificate, params RequestDelegate[] steps)
    {
        var server = new ScriptedHttpServer(steps);
        server._host = await HttpTestServer.StartAsync(server.HandleAsync, certificate: certificate);
        return server;
    }

    /// <summary>A step that answers with a status.</summary>
    public static RequestDelegate Status(int status, string body = "", params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        await context.Response.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>A step that resets the connection.</summary>
    public static RequestDelegate Reset { get; } = context =>
    {
        HttpTestServer.Reset(context);
        return Task.CompletedTask;
    };

    /// <summary>A step that never answers.</summary>
    public static RequestDelegate Hang { get; } = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(
        _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>A step that promises a longer body than it sends.</summary>
    public static RequestDelegate Truncate { get; } = async context =>
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("[{", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var number = Interlocked.Increment(ref _count);
        var headers = new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value));
        Requests.Enqueue((context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, headers, body));
        await _steps[Math.Min(number, _steps.Length) - 1](context);
    }
}
