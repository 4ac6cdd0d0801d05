using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace LdapVendorSync.Cli.Tests.Canaries;

/// <summary>
/// Vendors and a webhook that repeat the secrets they were sent, and make some of their own, in every way they can: in headers, cookies, redirects, reasons and bodies, byte
/// by byte. The first segment of the path says which of them is meant.
/// </summary>
internal sealed class CanaryVendor : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> _canaries;
    private HttpTestServer? _server;

    private CanaryVendor(IReadOnlyDictionary<string, string> canaries) => _canaries = canaries;

    public Uri BaseUrl => _server!.BaseUrl;

    /// <summary>What arrived, with line, headers and body.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    /// <summary>The bodies that the webhook was sent: written somewhere, too.</summary>
    public ConcurrentQueue<string> Posted { get; } = new();

    /// <summary>The command lines of all processes while requests were under way.</summary>
    public ConcurrentDictionary<string, bool> CommandLines { get; } = new();

    public static async Task<CanaryVendor> StartAsync(IReadOnlyDictionary<string, string> canaries)
    {
        var vendor = new CanaryVendor(canaries);
        vendor._server = await HttpTestServer.StartAsync(vendor.AnswerAsync);
        return vendor;
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = string.Join('\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}"));
        Received.Enqueue($"{context.Request.Method} {context.Request.GetEncodedPathAndQuery()}\n{headers}\n\n{body}");
        NoteCommandLines();

        context.Response.Headers.SetCookie = $"session={_canaries["cookie"]}; Path=/; HttpOnly";
        context.Response.Headers["X-Refresh-Token"] = _canaries["response header"];
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var write = context.Request.Method != HttpMethods.Get;
        switch (segments[0])
        {
            case "hook":
                Posted.Enqueue(body);
                await ReflectAsync(context, segments.Length > 2 ? 400 : 200);
                break;
            case "basic" when write:
                await ReflectAsync(context, 500);
                break;
            case "bearer" when write && segments[^1] == "users":
                await context.Response.WriteAsync($$"""{"id": "u-{{Guid.NewGuid():N}}", "sessionToken": "{{_canaries["session"]}}"}""");
                break;
            case "bearer" when write:
                await ReflectAsync(context, 422);
                break;
            case "header" when segments[^1] != "login":
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = $"/header/login?access_token={_canaries["redirect"]}&x=1#id_token={_canaries["redirect"]}";
                break;
            case "elsewhere":
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = $"https://canary.invalid/{segments[^1]}?ticket={_canaries["redirect"]}";
                break;
            case "query":
                await ReflectAsync(context, 401);
                break;
            case "broken":
                context.Response.ContentLength = 100_000;
                await context.Response.WriteAsync($$"""[{"id": "1", "apiKey": "{{_canaries["session"]}}", "was": "{{_canaries["bearer"]}}""");
                HttpTestServer.Reset(context);
                break;
            default:
                await context.Response.WriteAsync("[]");
                break;
        }
    }

    private async Task ReflectAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Request-Id"] = $"id-{_canaries["basic"].Length}";
        var own = context.Request.Path.Value!.Split('/')[1];
        var said = string.Join(" ", _canaries.Where(canary => canary.Key.StartsWith(own, StringComparison.Ordinal)).Select(canary => Shapes(canary.Value)));
        var answer = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["message"] = $"refused for {context.Request.Headers.Authorization}: {said}",
            ["address"] = context.Request.GetDisplayUrl(),
            ["request"] = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            ["credentials"] = new { current = new { value = _canaries["session"] } },
            ["debug"] = $"{{\"access_token\":\"{_canaries["session"]}\"}}",
        });
        foreach (var part in answer.Chunk(3))
        {
            await context.Response.Body.WriteAsync(part, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static string Shapes(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return string.Join(' ',
        [
            secret, Uri.EscapeDataString(secret), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Convert.ToBase64String(bytes),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("sync:" + secret)), Convert.ToBase64String([1, 2, .. bytes, 3]),
            $"<password>{System.Security.SecurityElement.Escape(secret)}</password>", JsonSerializer.Serialize(secret),
        ]);
    }

    private void NoteCommandLines()
    {
        foreach (var folder in Directory.Exists("/proc") ? Directory.GetDirectories("/proc") : [])
        {
            try
            {
                // The tests' own mail server is told its password so.
                var line = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (!line.Contains("smtp_server.py", StringComparison.Ordinal))
                    CommandLines.TryAdd(line, true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // No process, or one that has just ended.
            }
        }
    }
}
