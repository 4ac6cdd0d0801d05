using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LdapVendorSync.Fixtures.Net;

/// <summary>
/// An HTTP proxy on loopback, as companies have them: it opens tunnels (CONNECT, RFC 9110 section 9.3.6) and forwards plain requests, and may want a
/// user name and a password (Basic). Every connection serves one request or one tunnel.
/// </summary>
public sealed class ForwardProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string? _credentials;
    private readonly Task _accepting;

    /// <param name="credentials">What it wants, as <c>user:password</c>; <see langword="null"/> for nothing.</param>
    public ForwardProxy(string? credentials = null)
    {
        _credentials = credentials is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The first lines of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What it says to tunnels in place of opening them; <see langword="null"/> to open them.</summary>
    public string? Refusal { get; set; }

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
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await ServeAsync(client.GetStream());
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Either side is gone, which the other one learns by the closed socket.
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        while (await ReadHeadAsync(client) is { } head)
        {
            var lines = head.Split("\r\n");
            Requests.Enqueue(lines[0]);
            if (!IsAllowed(lines))
            {
                await SayAsync(client, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\n\r\n");
                continue;
            }

            await PassAsync(client, lines, head);
            return;
        }
    }

    private bool IsAllowed(string[] lines) => _credentials is null
        || lines.Contains($"Proxy-Authorization: Basic {_credentials}", StringComparer.OrdinalIgnoreCase);

    private async Task PassAsync(NetworkStream client, string[] lines, string head)
    {
        var words = lines[0].Split(' ');
        var isTunnel = words[0] == "CONNECT";
        if (isTunnel && Refusal is { } refusal)
        {
            await SayAsync(client, $"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\n\r\n");
            return;
        }

        var target = new Uri(isTunnel ? $"https://{words[1]}" : words[1]);
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, target.Port, _stop.Token);
        var upstream = server.GetStream();
        if (isTunnel)
            await SayAsync(client, "HTTP/1.1 200 OK\r\n\r\n");
        else
            await SayAsync(upstream, head.Replace(words[1], target.PathAndQuery, StringComparison.Ordinal));
        await Task.WhenAny(client.CopyToAsync(upstream, _stop.Token), upstream.CopyToAsync(client, _stop.Token));
    }

    private async Task SayAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text), _stop.Token);

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
