using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LdapVendorSync.Fixtures.Ldap;

/// <summary>One connection of a <see cref="ScriptedLdapPeer"/>: what its script can receive and send.</summary>
public sealed class ScriptedLdapConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly CancellationToken _stopped;
    private readonly ConcurrentQueue<LdapPeerRequest> _requests = [];
    private Stream _stream;
    private Task _running = Task.CompletedTask;

    internal ScriptedLdapConnection(Socket socket, CancellationToken stopped)
    {
        _socket = socket;
        _stopped = stopped;
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>The requests read so far.</summary>
    public IReadOnlyCollection<LdapPeerRequest> Requests => _requests;

    /// <summary>Reads the next request.</summary>
    /// <exception cref="EndOfStreamException">The client has closed the connection.</exception>
    public async Task<LdapPeerRequest> ReceiveAsync()
    {
        var header = new byte[2];
        await _stream.ReadExactlyAsync(header, _stopped);
        var length = (int)header[1];
        var longLength = Array.Empty<byte>();
        if (length > 0x80)
        {
            longLength = new byte[length & 0x7f];
            await _stream.ReadExactlyAsync(longLength, _stopped);
            length = longLength.Aggregate(0, (sum, octet) => sum << 8 | octet);
        }

        var content = new byte[length];
        await _stream.ReadExactlyAsync(content, _stopped);
        var request = LdapPeerRequest.Read([.. header, .. longLength, .. content]);
        _requests.Enqueue(request);
        return request;
    }

    /// <summary>Reads the next request, which must be a bind, and accepts it.</summary>
    public async Task AcceptBindAsync()
    {
        var bind = await ReceiveAsync();
        if (bind.Operation != LdapPeerRequest.Bind)
        {
            throw new InvalidOperationException($"Operation {bind.Operation} came where a bind was expected.");
        }

        await SendAsync(LdapPeerMessage.BindResponse(bind.MessageId, 0));
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(params byte[] bytes) => await _stream.WriteAsync(bytes, _stopped);

    /// <summary>Protects the connection, as after StartTLS or from the first byte.</summary>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="intermediates">What to send along with it.</param>
    public async Task StartTlsAsync(X509Certificate2 certificate, params X509Certificate2[] intermediates)
    {
        var tls = new SslStream(_stream);
        var context = SslStreamCertificateContext.Create(certificate, [.. intermediates], offline: true);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context }, _stopped);
        _stream = tls;
    }

    /// <summary>Does nothing until the client closes the connection; what it sends meanwhile is read and kept.</summary>
    public async Task BeSilentAsync()
    {
        while (true) await ReceiveAsync();
    }

    /// <summary>Does nothing at all, not even reading, until the test ends.</summary>
    public Task BeDeafAsync() => Task.Delay(Timeout.Infinite, _stopped);

    /// <summary>Cuts the connection with a TCP reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _running;
    }

    internal void Run(Func<ScriptedLdapConnection, Task> script) => _running = RunAsync(script);

    private async Task RunAsync(Func<ScriptedLdapConnection, Task> script)
    {
        try
        {
            await script(this);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or AsnContentException or AuthenticationException)
        {
            // The client went away, which is what most scripts wait for
        }
        finally
        {
            await _stream.DisposeAsync();
        }
    }
}
