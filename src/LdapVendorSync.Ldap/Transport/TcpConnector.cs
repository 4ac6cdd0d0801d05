using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>Looks a host up and opens a TCP connection to the first of its addresses that answers.</summary>
internal static class TcpConnector
{
    private const int KeepAliveProbes = 4;
    private const int KeepAliveIntervalSeconds = 10;

    /// <summary>Connects.</summary>
    /// <exception cref="LdapConnectException">The name is unknown, or no address accepts.</exception>
    /// <exception cref="LdapTimeoutException">It took too long.</exception>
    public static Task<Socket> ConnectAsync(LdapConnectionOptions options, CancellationToken cancellationToken) =>
        TimeLimit.RunAsync(options, LdapPhase.Connect, options.ConnectTimeout, token => ConnectAnyAsync(options, token), cancellationToken);

    private static async Task<Socket> ConnectAnyAsync(LdapConnectionOptions options, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(options, cancellationToken).ConfigureAwait(false);
        var failures = new List<SocketException>();
        for (var i = 0; i < addresses.Length; i++)
        {
            // An address behind which nothing answers may not use up the time of the others; the last one has all that is left
            var share = i == addresses.Length - 1 ? Timeout.InfiniteTimeSpan : options.ConnectTimeout / (addresses.Length - i);
            var attempt = await TryConnectAsync(options, addresses[i], share, cancellationToken).ConfigureAwait(false);
            if (attempt.Socket is not null) return attempt.Socket;
            failures.Add(attempt.Failure!);
        }

        var reasons = addresses.Zip(failures, (address, failure) => $"{address}: {failure.Message}");
        throw new LdapConnectException(options.Endpoint, $"{string.Join("; ", reasons)}. Check host, port and firewall.", failures[0]);
    }

    private static async Task<IPAddress[]> ResolveAsync(LdapConnectionOptions options, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(options.Host, out var literal)) return [literal];
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(options.Host, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException e)
        {
            throw new LdapConnectException(
                options.Endpoint, $"the name {options.Host} cannot be resolved ({e.Message}). Check the host name and DNS.", e);
        }
    }

    private static async Task<(Socket? Socket, SocketException? Failure)> TryConnectAsync(
        LdapConnectionOptions options, IPAddress address, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Configure(socket, options);
            await socket.ConnectAsync(new IPEndPoint(address, options.Endpoint.Port), either.Token).ConfigureAwait(false);
            return (socket, null);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            return (null, e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return (null, new SocketException((int)SocketError.TimedOut));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Configure(Socket socket, LdapConnectionOptions options)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(
            SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Math.Max(1, (int)options.TcpKeepAliveTime.TotalSeconds));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
    }
}
