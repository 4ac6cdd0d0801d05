using System.Text;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>Writes answers, whole or spoilt.</summary>
internal static class VendorFaults
{
    private const string HtmlPage =
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action=\"/login\"></form></body></html>";

    /// <summary>What happens instead of the request's effect.</summary>
    /// <returns>Whether the request is done with.</returns>
    public static async Task<bool> TryInsteadAsync(HttpContext context, Fault fault)
    {
        if (fault.Kind is FaultKind.Status or FaultKind.Reset or FaultKind.Hang or FaultKind.Slow)
            fault.Struck?.Invoke();
        switch (fault.Kind)
        {
            case FaultKind.Status:
                await WriteStatusAsync(context, fault);
                return true;
            case FaultKind.Reset:
                HttpTestServer.Reset(context);
                return true;
            case FaultKind.Hang:
                await HangAsync(context);
                return true;
            case FaultKind.Slow:
                await Task.Delay(fault.DelayMilliseconds, context.RequestAborted);
                return false;
            default:
                return false;
        }
    }

    /// <summary>What happens after the request had its effect.</summary>
    /// <returns>Whether the request is done with.</returns>
    public static async Task<bool> TryAfterAsync(HttpContext context, Fault fault, VendorReply reply)
    {
        if (fault.Kind != FaultKind.Slow)
            fault.Struck?.Invoke();
        switch (fault.Kind)
        {
            case FaultKind.StatusAfter:
                await WriteStatusAsync(context, fault);
                return true;
            case FaultKind.ResetAfter:
                HttpTestServer.Reset(context);
                return true;
            case FaultKind.HangAfter:
                await HangAsync(context);
                return true;
            case FaultKind.HangInBody:
                // An answer without a body is whole with its head: a client that has it never hangs up.
                if (reply.Body.Length > 0)
                    await WriteHalfAsync(context, reply);
                await HangAsync(context);
                return true;
            case FaultKind.Truncate:
                await WriteHalfAsync(context, reply);
                context.Abort();
                return true;
            case FaultKind.Garble:
                await WriteAsync(context, reply with { Body = reply.Body[..(reply.Body.Length / 2)] });
                return true;
            case FaultKind.Html:
                await WriteAsync(context, new VendorReply(200, Encoding.UTF8.GetBytes(HtmlPage), "text/html; charset=utf-8"));
                return true;
            case FaultKind.Empty:
                await WriteAsync(context, new VendorReply(200, [], reply.ContentType));
                return true;
            default:
                return false;
        }
    }

    public static async Task WriteAsync(HttpContext context, VendorReply reply)
    {
        Begin(context, reply);
        // Kestrel ends the connection when a 204 is given a body, even an empty one.
        if (reply.Body.Length > 0)
            await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    private static async Task WriteHalfAsync(HttpContext context, VendorReply reply)
    {
        Begin(context, reply);
        await context.Response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static void Begin(HttpContext context, VendorReply reply)
    {
        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
            context.Response.Headers[name] = value;
        if (reply.Status == StatusCodes.Status204NoContent)
            return;
        context.Response.ContentLength = reply.Body.Length;
        if (reply.Body.Length > 0)
            context.Response.ContentType = reply.ContentType;
    }

    private static async Task WriteStatusAsync(HttpContext context, Fault fault)
    {
        context.Response.StatusCode = fault.Status;
        if (fault.RetryAfter is not null)
            context.Response.Headers.RetryAfter = fault.RetryAfter;
        if (fault.Location is not null)
            context.Response.Headers.Location = fault.Location;
        context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
        foreach (var (name, value) in fault.Headers)
            context.Response.Headers[name] = value;
        if (fault.Body is not null)
            await context.Response.WriteAsync(fault.Body, context.RequestAborted);
    }

    private static async Task HangAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client gave up, which is what this fault waits for.
        }
    }
}
