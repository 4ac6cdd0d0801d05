using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Fixtures.Http;

/// <summary>A real HTTP server (Kestrel) on loopback that answers as a test says.</summary>
public sealed class HttpTestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpTestServer(WebApplication app, Uri baseUrl)
    {
        _app = app;
        BaseUrl = baseUrl;
    }

    /// <summary>Where the server listens, without a slash at the end.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Ends when the server is asked to stop.</summary>
    public Task Stopped => _app.WaitForShutdownAsync();

    /// <summary>Starts a server.</summary>
    /// <param name="handler">Answers each request.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="certificate">Makes it an https server.</param>
    /// <param name="clients">The issuers of the certificates that clients have to present; null to ask for none.</param>
    public static async Task<HttpTestServer> StartAsync(
        RequestDelegate handler, int port = 0, X509Certificate2? certificate = null, X509Certificate2Collection? clients = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                if (certificate is not null)
                    listen.UseHttps(https => ConfigureTls(https, certificate, clients));
            });
        });

        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return new HttpTestServer(app, new Uri($"{address.Scheme}://127.0.0.1:{address.Port}"));
    }

    private static void ConfigureTls(
        HttpsConnectionAdapterOptions https, X509Certificate2 certificate, X509Certificate2Collection? clients)
    {
        https.ServerCertificate = certificate;
        if (clients is null)
            return;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (presented, chain, _) => IsIssuedBy(clients, presented, chain);
    }

    private static bool IsIssuedBy(X509Certificate2Collection issuers, X509Certificate2 presented, X509Chain? received)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(issuers);
        if (received is not null)
            chain.ChainPolicy.ExtraStore.AddRange(received.ChainPolicy.ExtraStore);
        return chain.Build(presented);
    }

    /// <summary>Ends the connection of a request with a TCP reset, as a crashed server or a firewall does.</summary>
    public static void Reset(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>() is { } connection)
            connection.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        context.Abort();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
