using System.Net;
using System.Net.Sockets;

namespace LdapVendorSync.Fixtures.Net;

/// <summary>A TCP proxy on loopback that cuts connections after so many bytes of the server's answers.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private long _answered;
    private int _connections;

    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every connection is cut once this many bytes of answers have passed it; <see langword="null"/> for never.</summary>
    public long? CutAfterBytes { get; set; }

    /// <summary>How many connections may be cut, from the first one on; <see langword="null"/> for all of them.</summary>
    public int? CutConnections { get; set; }

    /// <summary>Whether connections after those that were cut find nobody any more.</summary>
    public bool IsGoneThen { get; set; }

    /// <summary>How many connections came in.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many bytes of answers have passed, over all connections.</summary>
    public long AnsweredBytes => Interlocked.Read(ref _answered);

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
        var number = Interlocked.Increment(ref _connections);
        var isCut = number <= (CutConnections ?? int.MaxValue);
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            if (!isCut && IsGoneThen)
                return;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
                await Task.WhenAny(PumpAsync(client, server, cutAfter: null), PumpAsync(server, client, isCut ? CutAfterBytes : null));
                client.Close(0);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Either side is gone, which the other one learns by the closed socket.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, long? cutAfter)
    {
        var buffer = new byte[4096];
        var passed = 0L;
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
        {
            var allowed = (int)Math.Min(count, (cutAfter ?? long.MaxValue) - passed);
            await to.SendAsync(buffer.AsMemory(0, allowed), _stop.Token);
            passed += allowed;
            if (from.RemoteEndPoint is IPEndPoint { } end && end.Port == _serverPort)
                Interlocked.Add(ref _answered, allowed);
            if (allowed < count)
                return;
        }
    }
}
