using System.Net;
using System.Net.Sockets;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>
/// Tries the addresses of a host as "Happy Eyeballs" does (RFC 8305): both families in turn, the next one as soon as one fails or has
/// not answered for a moment, without giving up those under way. So every address has the whole time limit, however many there are.
/// </summary>
internal sealed class ConnectRace(LdapConnectionOptions options)
{
    private const int KeepAliveProbes = 4;
    private const int KeepAliveIntervalSeconds = 10;

    /// <summary>How long an address may take before the next one is tried beside it (RFC 8305 section 8).</summary>
    public static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    private readonly List<ConnectFailure> _failures = [];

    /// <summary>The addresses that did not accept.</summary>
    public IReadOnlyList<ConnectFailure> Failures => _failures;

    /// <summary>Every address and why it did not accept, in one line.</summary>
    public string Describe() => string.Join("; ", _failures.Select(failure => $"{failure.Address}: {failure.Reason.Message}"));

    /// <summary>Connects to one of the addresses.</summary>
    /// <param name="addresses">The addresses, in the order of the resolver (RFC 6724).</param>
    /// <param name="cancellationToken">Gives up on all of them.</param>
    /// <returns>The socket; null when no address accepts.</returns>
    public async Task<Socket?> RunAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        var socket = addresses is [var only]
            ? Accept(await TryConnectAsync(only, cancellationToken).ConfigureAwait(false))
            : await RaceAsync(addresses, cancellationToken).ConfigureAwait(false);
        if (socket is null) cancellationToken.ThrowIfCancellationRequested();
        return socket;
    }

    private async Task<Socket?> RaceAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = new Queue<IPAddress>(Interleave(addresses));
        var running = new List<Task<Attempt>>();
        try
        {
            while (waiting.Count > 0 || running.Count > 0)
            {
                if (waiting.TryDequeue(out var address)) running.Add(TryConnectAsync(address, stop.Token));
                var first = await WaitForOneAsync(running, mayWaitForEver: waiting.Count == 0, stop.Token).ConfigureAwait(false);
                if (first is null) continue;
                running.Remove(first);
                if (Accept(await first.ConfigureAwait(false)) is { } socket) return socket;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (var attempt in await Task.WhenAll(running).ConfigureAwait(false)) attempt.Socket?.Dispose();
        }

        return null;
    }

    private Socket? Accept(Attempt attempt)
    {
        if (attempt.Failure is { } failure) _failures.Add(failure);
        return attempt.Socket;
    }

    private static IEnumerable<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        var families = addresses.Distinct().GroupBy(address => address.AddressFamily).Select(family => family.ToList()).ToList();
        for (var i = 0; i < addresses.Count; i++)
        {
            foreach (var family in families.Where(family => i < family.Count)) yield return family[i];
        }
    }

    /// <summary>The first attempt that ends; null when it is time for the next address.</summary>
    private async Task<Task<Attempt>?> WaitForOneAsync(
        List<Task<Attempt>> running, bool mayWaitForEver, CancellationToken cancellationToken)
    {
        if (mayWaitForEver) return await Task.WhenAny(running).ConfigureAwait(false);
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(AttemptDelay, options.TimeProvider, moment.Token);
        var first = await Task.WhenAny([.. running, delay]).ConfigureAwait(false);
        await moment.CancelAsync().ConfigureAwait(false);
        return first as Task<Attempt>;
    }

    private async Task<Attempt> TryConnectAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Configure(socket);
            await socket.ConnectAsync(new IPEndPoint(address, options.Endpoint.Port), cancellationToken).ConfigureAwait(false);
            return new Attempt(socket, null);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            return new Attempt(null, new ConnectFailure(address, e));
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            return new Attempt(null, new ConnectFailure(address, new SocketException((int)SocketError.TimedOut)));
        }
    }

    private void Configure(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(
            SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Math.Max(1, (int)options.TcpKeepAliveTime.TotalSeconds));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
    }

    private sealed record Attempt(Socket? Socket, ConnectFailure? Failure);
}

/// <summary>An address that did not accept, and why.</summary>
internal sealed record ConnectFailure(IPAddress Address, SocketException Reason);
