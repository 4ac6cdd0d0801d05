using System.Net;
using System.Net.Sockets;

namespace LdapVendorSync.Fixtures.Net;

/// <summary>A TCP proxy on loopback in front of a server on loopback; what happens to the bytes on their way is up to the kind of proxy.</summary>
public abstract class LoopbackProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private int _connections;

    protected LoopbackProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections came in.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Ends with the proxy.</summary>
    protected CancellationToken Stopped => _stop.Token;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Passes on what one connection says, until either side or the proxy ends it.</summary>
    /// <param name="number">The number of the connection, from 1.</param>
    /// <param name="client">Who connected.</param>
    /// <param name="server">The server's side.</param>
    protected abstract Task PassAsync(int number, Socket client, Socket server);

    /// <summary>Whether a connection reaches the server; else it is closed at once.</summary>
    protected virtual bool IsPassed(int number) => true;

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
        var number = Interlocked.Increment(ref _connections);
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            if (!IsPassed(number))
                return;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
                await PassAsync(number, client, server);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Either side is gone, which the other one learns by the closed socket.
            }
        }
    }
}
