using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Core.Configuration.Validation;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http;

/// <summary>Makes the connections to a vendor: encrypted, verified, by way of its proxy.</summary>
internal static class VendorTransport
{
    /// <summary>Prepares them. Sends nothing.</summary>
    /// <exception cref="VendorException">The endpoint cannot work, or the password of the proxy cannot be fetched.</exception>
    public static async Task<HttpClient> CreateAsync(
        HttpEndpoint endpoint, VendorAddress address, TlsPolicy tls, CancellationToken cancellationToken)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Servers close idle connections; a write on one that is just being closed has an unknown outcome.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            SslOptions = tls.ToOptions(),
        };
        if (endpoint.Checked is { } report)
            handler.ConnectCallback = (context, token) => ConnectAsync(context.DnsEndPoint, report, token);
        await VendorProxy.ApplyAsync(handler, endpoint, address.IsLoopback, cancellationToken).ConfigureAwait(false);
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("LdapVendorSync");
        return client;
    }

    // As the handler does it, and tells of it. By way of a proxy it is the proxy that is reached.
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint server, Action<CheckResult> report, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            report(new CheckResult("reach", true, $"{server.Host}:{server.Port} takes connections."));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Refuses what would show credentials to anybody.</summary>
    /// <exception cref="VendorException">Credentials would go over a plain connection.</exception>
    public static void Check(HttpEndpoint endpoint, VendorAddress address)
    {
        if (endpoint.HasCredentials)
            RequireEncryption(endpoint, endpoint.BaseUrlKey, address.Base);
        if (endpoint.Keystore is not null && address.Base.Scheme != Uri.UriSchemeHttps)
        {
            throw new VendorException(
                VendorFailure.Unsupported,
                $"{endpoint.Name}: keystore_file needs an https:// {endpoint.BaseUrlKey}; there are no certificates without TLS.");
        }
    }

    /// <summary>Refuses an address that gets credentials, where anybody on the way could read them.</summary>
    /// <param name="endpoint">Whose credentials they are.</param>
    /// <param name="key">The key of the configuration that the address comes from.</param>
    /// <param name="address">The address.</param>
    /// <exception cref="VendorException">It is plain, not on loopback, and that is not allowed.</exception>
    public static void RequireEncryption(HttpEndpoint endpoint, string key, Uri address)
    {
        if (address.Scheme == Uri.UriSchemeHttps || Addresses.IsLoopback(address) || endpoint.AllowPlaintext)
            return;
        throw new VendorException(
            VendorFailure.Unsupported,
            $"{endpoint.Name}: {key} is plain http://, where anybody could read the credentials; use https://, or say allow_plaintext: true.");
    }

    /// <summary>Warns of what lets others in, or keeps this product out.</summary>
    public static void Warn(HttpEndpoint endpoint, VendorAddress address, TlsPolicy tls, ILogger logger)
    {
        if (!endpoint.VerifySsl && address.Base.Scheme == Uri.UriSchemeHttps)
        {
            logger.LogWarning(
                "{Vendor}: verify_ssl is false: the server's certificate is not verified; anybody in between can read and change everything.",
                endpoint.Name);
        }

        if (tls.OwnFault is { } fault)
            logger.LogWarning("{Vendor}: the client certificate of keystore_file {Fault}; servers will refuse it.", endpoint.Name, fault);
    }
}
