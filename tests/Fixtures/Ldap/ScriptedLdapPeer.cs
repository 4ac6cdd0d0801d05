using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>A TCP server on loopback that follows a script for each connection, so that a test can have a directory misbehave in any way
/// it likes.</summary>
public sealed class ScriptedLdapPeer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentBag<ScriptedLdapConnection> _connections = [];
    private readonly Func<ScriptedLdapConnection, Task> _script;
    private readonly Task _accepting;

    private ScriptedLdapPeer(Func<ScriptedLdapConnection, Task> script, IPAddress address)
    {
        _script = script;
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The connections that came in so far.</summary>
    public IReadOnlyCollection<ScriptedLdapConnection> Connections => _connections;

    /// <summary>All requests that were read by scripts so far, in no particular order across connections.</summary>
    public IEnumerable<LdapPeerRequest> Requests => _connections.SelectMany(connection => connection.Requests);

    /// <summary>Starts a server that runs this script for each connection; the connection is closed at the script's end.</summary>
    /// <param name="script">What a connection goes through.</param>
    /// <param name="address">Where to listen; null for loopback.</param>
    public static ScriptedLdapPeer Start(Func<ScriptedLdapConnection, Task> script, IPAddress? address = null) =>
        new(script, address ?? IPAddress.Loopback);

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var connection in _connections) await connection.DisposeAsync();
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stopped.IsCancellationRequested)
            {
                var socket = await _listener.AcceptSocketAsync(_stopped.Token);
                var connection = new ScriptedLdapConnection(socket, _stopped.Token);
                _connections.Add(connection);
                connection.Run(_script);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped
        }
    }
}
