using System.Net;
using System.Net.Sockets;

namespace LdapVendorSync.Fixtures.Net;

/// <summary>A TCP proxy on loopback behind which a server answers as over a network: after a round trip of some time.</summary>
public sealed class DelayingProxy : IAsyncDisposable
{
    private const int BufferBytes = 1024 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly TimeSpan _roundTrip;
    private readonly Task _accepting;

    public DelayingProxy(int serverPort, TimeSpan roundTrip)
    {
        _serverPort = serverPort;
        _roundTrip = roundTrip;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        server.NoDelay = true;
        client.NoDelay = true;
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
                await Task.WhenAny(PumpAsync(client, server, TimeSpan.Zero), PumpAsync(server, client, _roundTrip));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Either side is gone, which the other one learns by the closed socket.
            }
        }
    }

    // The whole round trip is spent on the way back; what arrives meanwhile goes together.
    private async Task PumpAsync(Socket from, Socket to, TimeSpan delay)
    {
        var buffer = new byte[BufferBytes];
        while (await from.ReceiveAsync(Memory<byte>.Empty, _stop.Token) == 0)
        {
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, _stop.Token);
            var count = await from.ReceiveAsync(buffer, _stop.Token);
            if (count == 0)
                return;
            await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}
