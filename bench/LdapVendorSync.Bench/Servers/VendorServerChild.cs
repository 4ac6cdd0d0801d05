using System.Globalization;
using System.Text.Json;
using LdapVendorSync.Bench.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Bench.Servers;

/// <summary>
/// The vendor server, in its own process: <c>/v/{vendor}/…</c> is a vendor, <c>/counts/{vendor}</c> what it saw, <c>POST /reset</c> brings
/// all of them back to their start.
/// </summary>
internal sealed class VendorServerChild : IChild
{
    /// <summary>Its name on the command line.</summary>
    public const string ChildName = "vendor-server";

    private VendorServerOptions _options = new();
    private LatencyTimer? _timer;
    private BenchVendor[] _vendors = [];

    /// <inheritdoc />
    public string Name => ChildName;

    /// <inheritdoc />
    public async Task<int> RunAsync(string[] arguments)
    {
        _options = JsonSerializer.Deserialize(arguments[0], ServerJson.Default.VendorServerOptions)!;
        _timer = new LatencyTimer(_options.LatencyMilliseconds);
        Reset();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        await using var server = builder.Build();
        server.Run(HandleAsync);
        await server.StartAsync();
        var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Console.WriteLine(addresses.Addresses.Single());
        await ChildServer.WaitForEndAsync();
        return 0;
    }

    private void Reset() =>
        _vendors = [.. Enumerable.Range(0, _options.Vendors).Select(_ => new BenchVendor(_options, _timer!))];

    private Task HandleAsync(HttpContext context) => context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["v", var vendor, .. var path] => _vendors[NumberOf(vendor)].HandleAsync(context, path),
        ["counts", var vendor] => context.Response.WriteAsync(
            JsonSerializer.Serialize(_vendors[NumberOf(vendor)].Counter.Read(), ServerJson.Default.VendorCounts)),
        ["reset"] => ResetAsync(context),
        _ => NotFoundAsync(context),
    };

    private Task ResetAsync(HttpContext context)
    {
        Reset();
        return context.Response.CompleteAsync();
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.CompleteAsync();
    }

    private static int NumberOf(string vendor) => int.Parse(vendor, CultureInfo.InvariantCulture);
}
