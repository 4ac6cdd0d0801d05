using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>A TCP server on loopback that follows a script for each connection, so that a test can have a directory misbehave in any way it likes.</summary>
public sealed class ScriptedLdapPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentBag<ScriptedLdapConnection> _connections = [];
    private readonly Func<ScriptedLdapConnection, Task> _script;
    private readonly Task _accepting;

    private ScriptedLdapPeer(Func<ScriptedLdapConnection, Task> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The connections that came in so far.</summary>
    public IReadOnlyCollection<ScriptedLdapConnection> Connections => _connections;

    /// <summary>All requests that were read by scripts so far, in no particular order across connections.</summary>
    public IEnumerable<LdapPeerRequest> Requests => _connections.SelectMany(connection => connection.Requests);

    /// <summary>Starts a server that runs this script for each connection; the connection is closed at the script's end.</summary>
    public static ScriptedLdapPeer Start(Func<ScriptedLdapConnection, Task> script) => new(script);

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
            while (true)
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
