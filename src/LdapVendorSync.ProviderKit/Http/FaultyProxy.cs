using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LdapVendorSync.ProviderKit.Http;

/// <summary>
/// Stands before any vendor that is spoken to over HTTP, real or not: passes requests on, counts them, and misbehaves on request. With it
/// an author needs no faults in a test server: point <c>base_url</c> to <see cref="BaseUrl"/>.
/// </summary>
public sealed class FaultyProxy : IVendorFaults, IAsyncDisposable
{
    private const string Page =
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action=\"/login\"></form></body></html>";

    private static readonly string[] OfThisConnection =
        ["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Proxy-Connection", "Content-Length", "Expect", "Host"];

    private readonly Uri _target;
    private readonly Func<string, string, bool> _isWrite;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly Task _loop;
    private readonly Lock _gate = new();
    private readonly List<FaultRule> _rules = [];
    private int _total;
    private int _writes;

    private FaultyProxy(Uri target, Func<string, string, bool>? isWrite)
    {
        _target = target;
        _isWrite = isWrite ?? ((method, _) => method is not ("GET" or "HEAD" or "OPTIONS"));
        _listener.Start();
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        BaseUrl = new UriBuilder(target) { Scheme = "http", Host = "127.0.0.1", Port = port }.Uri;
        _client = new HttpClient(Handler()) { Timeout = Timeout.InfiniteTimeSpan };
        _loop = AcceptAsync();
    }

    /// <summary>The address to use in place of the vendor's, with the same path.</summary>
    public Uri BaseUrl { get; }

    /// <summary>How many requests came, those that were answered by a misbehaviour included.</summary>
    public RequestCount Requests
    {
        get
        {
            lock (_gate)
                return new RequestCount(_total, _writes);
        }
    }

    /// <summary>Begins to listen on a free port of the loopback address.</summary>
    /// <param name="target">The vendor's address.</param>
    /// <param name="isWrite">
    /// Whether a request (its method, its path with query) may change something; where left out, everything but GET, HEAD and OPTIONS.
    /// </param>
    public static FaultyProxy Start(Uri target, Func<string, string, bool>? isWrite = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new FaultyProxy(target, isWrite);
    }

    /// <inheritdoc />
    public Task<bool> InjectAsync(VendorFault fault, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
            _rules.Add(new FaultRule(fault));
        return Task.FromResult(true);
    }

    /// <inheritdoc />
    public Task ClearAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _rules.Clear();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _loop.ConfigureAwait(false);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(false);
        _client.Dispose();
        _stopping.Dispose();
    }

    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.None,
    };

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var connection = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token).ConfigureAwait(false));
                _connections.TryAdd(connection, true);
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong ends this one connection, which the client sees.")]
    private async Task ServeAsync(TcpClient client)
    {
        using var connection = new ProxiedConnection(client);
        try
        {
            while (await connection.ReadAsync(_stopping.Token).ConfigureAwait(false) is { } request
                && await AnswerAsync(connection, request).ConfigureAwait(false))
            {
                // The connection stays for the next request.
            }
        }
        catch (Exception)
        {
            connection.Reset();
        }
    }

    /// <summary>Answers a request, or does not.</summary>
    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> AnswerAsync(ProxiedConnection connection, ProxiedRequest request)
    {
        var fault = Take(request);
        switch (fault?.Kind)
        {
            case VendorFaultKind.TooManyRequests:
                return await RefuseAsync(connection, 429, fault).ConfigureAwait(false);
            case VendorFaultKind.ServerError:
                return await RefuseAsync(connection, 500, fault).ConfigureAwait(false);
            case VendorFaultKind.Unauthorized:
                return await RefuseAsync(connection, 401, fault).ConfigureAwait(false);
            case VendorFaultKind.Nonsense:
                await connection.AnswerAsync(200, Page, "text/html", _stopping.Token).ConfigureAwait(false);
                return true;
            case VendorFaultKind.Silence:
                await Task.Delay(Timeout.Infinite, _stopping.Token).ConfigureAwait(false);
                return false;
            case VendorFaultKind.Disconnect:
                connection.Reset();
                return false;
            default:
                return await PassAsync(connection, request, fault?.Kind).ConfigureAwait(false);
        }
    }

    private async Task<bool> RefuseAsync(ProxiedConnection connection, int status, VendorFault fault)
    {
        var retryAfter = fault.RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture);
        await connection.AnswerAsync(
            status, fault.Body ?? "{}", "application/json", _stopping.Token, retryAfter).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> PassAsync(ProxiedConnection connection, ProxiedRequest request, VendorFaultKind? kind)
    {
        using var message = CopyOf(request);
        using var response = await _client.SendAsync(message, _stopping.Token).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(_stopping.Token).ConfigureAwait(false);
        if (kind == VendorFaultKind.LostAnswer)
        {
            connection.Reset();
            return false;
        }

        var isCut = kind == VendorFaultKind.CutAnswer;
        var headers = response.Headers.Concat(response.Content.Headers).SelectMany(
            header => header.Value, (header, value) => (header.Key, value));
        await connection.AnswerAsync(
            (int)response.StatusCode, headers, body, request.Method == "HEAD", isCut, _stopping.Token).ConfigureAwait(false);
        return !isCut;
    }

    private HttpRequestMessage CopyOf(ProxiedRequest request)
    {
        // As it came, byte for byte: how a client escapes is a part of what is tested.
        var address = new Uri(
            _target.GetLeftPart(UriPartial.Authority) + request.Target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (request.Header("Content-Length") is not null || request.Header("Transfer-Encoding") is not null)
            message.Content = new ByteArrayContent(request.Body);
        var passed = request.Headers.Where(header => !OfThisConnection.Contains(header.Name, StringComparer.OrdinalIgnoreCase));
        foreach (var (name, value) in passed)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        // Servers build the addresses of further pages from it.
        message.Headers.Host = request.Header("Host");
        return message;
    }

    private VendorFault? Take(ProxiedRequest request)
    {
        var isWrite = _isWrite(request.Method, request.Target);
        lock (_gate)
        {
            _total++;
            _writes += isWrite ? 1 : 0;
            return _rules.Find(rule => rule.Strikes(isWrite))?.Fault;
        }
    }
}
