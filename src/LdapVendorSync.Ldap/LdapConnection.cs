using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;
using LdapVendorSync.Ldap.Sasl;
using LdapVendorSync.Ldap.Transport;

namespace LdapVendorSync.Ldap;

/// <summary>A connection to an LDAP server. Any number of searches may run on it at once; it is safe to use from several threads.</summary>
/// <remarks>Every call ends: in an answer, or within the time limits of its options in an <see cref="LdapException"/> that says what
/// happened.</remarks>
public sealed class LdapConnection : IAsyncDisposable
{
    private readonly LdapTransport _transport;
    private readonly LdapConnectionOptions _options;
    private readonly bool _isLoopback;

    private LdapConnection(LdapTransport transport, LdapConnectionOptions options, bool isEncrypted, IPEndPoint? remote)
    {
        _transport = transport;
        _options = options;
        _isLoopback = remote is not null && IPAddress.IsLoopback(remote.Address);
        RemoteAddress = remote?.ToString() ?? transport.Endpoint.ToString();
        IsEncrypted = isEncrypted;
    }

    /// <summary>The server.</summary>
    public LdapEndpoint Endpoint => _transport.Endpoint;

    /// <summary>The IP address and port that the connection goes to.</summary>
    public string RemoteAddress { get; }

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsEncrypted { get; private set; }

    /// <summary>Whether the bind's own security layer encrypts the connection (RFC 4513 section 5.2.1.6), instead of TLS.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>The protocol that protects the connection, such as "TLS 1.3"; null without TLS.</summary>
    public string? TlsProtocol { get; private set; }

    /// <summary>Why the connection ended; null while it can be used.</summary>
    public LdapException? Failure => _transport.Failure;

    /// <summary>Connects, and protects the connection as the options demand.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LdapConnectException">The name is unknown, or nothing accepts connections there.</exception>
    /// <exception cref="LdapTlsException">The handshake failed or the certificate was not accepted.</exception>
    /// <exception cref="LdapTimeoutException">A step took too long; the exception says which.</exception>
    /// <exception cref="LdapResultException">The server refused StartTLS.</exception>
    public static async Task<LdapConnection> ConnectAsync(LdapConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var socket = await TcpConnector.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        var remote = socket.RemoteEndPoint as IPEndPoint;
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        var isLdaps = options.Security == LdapSecurity.Ldaps;
        var tls = new TlsClient(options);
        if (isLdaps) stream = await tls.HandshakeAsync(stream, cancellationToken).ConfigureAwait(false);

        var connection = new LdapConnection(new LdapTransport(stream, options), options, isLdaps, remote) { TlsProtocol = tls.Protocol };
        if (options.Security != LdapSecurity.StartTls) return connection;
        try
        {
            await connection.StartTlsAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Protects a plain connection with TLS (RFC 4511 section 4.14). Nothing else may be outstanding.</summary>
    /// <param name="cancellationToken">Gives up, which ends the connection.</param>
    /// <exception cref="LdapResultException">The server refused.</exception>
    /// <exception cref="LdapTlsException">The handshake failed or the certificate was not accepted; the connection has ended.</exception>
    /// <exception cref="LdapTimeoutException">The answer or the handshake took too long; the connection has ended.</exception>
    /// <exception cref="InvalidOperationException">The connection is protected already, or in use.</exception>
    public async Task StartTlsAsync(CancellationToken cancellationToken = default)
    {
        if (IsEncrypted) throw new InvalidOperationException("The connection is protected by TLS already.");
        if (IsSealed) throw new InvalidOperationException("The connection is encrypted by its bind already.");
        using var operation = _transport.Start(
            PendingOperationKind.StartTls, LdapPhase.StartTls, id => RequestEncoder.Extended(id, LdapOids.StartTls, null));
        var message = await operation.ReadAsync(cancellationToken).ConfigureAwait(false);
        var result = ((LdapExtendedResult)message.Body).Result;
        if (!result.IsSuccess) throw new LdapResultException(Endpoint, "StartTLS", result);

        var client = new TlsClient(_options);
        try
        {
            await _transport.UpgradeAsync(stream => client.HandshakeAsync(stream, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _transport.Fail(
                () => e as LdapException ?? new LdapConnectionLostException(Endpoint, "StartTLS was given up.", innerException: e));
            throw;
        }

        IsEncrypted = true;
        TlsProtocol = client.Protocol;
    }

    /// <summary>Authenticates the connection. Nothing else may be outstanding.</summary>
    /// <param name="credential">With what; see <see cref="LdapCredential"/>.</param>
    /// <param name="cancellationToken">Gives up, which ends the connection.</param>
    /// <exception cref="LdapResultException">The server refused; see its <see cref="LdapResultException.Code"/>. Trying again may lock
    /// the account.</exception>
    /// <exception cref="LdapPlaintextPasswordException">The password would have gone over the network in the clear.</exception>
    /// <exception cref="LdapSaslException">A SASL mechanism failed on this side; the connection has ended. Trying again may lock the
    /// account.</exception>
    /// <exception cref="LdapTimeoutException">The answer took too long; the connection has ended.</exception>
    /// <exception cref="LdapConnectionLostException">The connection ended.</exception>
    public async Task BindAsync(LdapCredential credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (IsSealed) throw new InvalidOperationException("The connection is encrypted by its bind; bind a new connection instead.");
        switch (credential)
        {
            case SaslCredential sasl:
                var context = new SaslContext(_options, IsEncrypted, _transport.GetChannelBinding());
                IsSealed = await new SaslBind(_transport, sasl).RunAsync(context, cancellationToken).ConfigureAwait(false);
                break;
            case SimpleLdapCredential simple:
                await BindAsync(simple, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Prepares a search; it is sent when the enumeration of what is returned starts.</summary>
    /// <param name="request">What to search for.</param>
    /// <param name="cancellationToken">Abandons the search.</param>
    public LdapSearch SearchAsync(LdapSearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        return new LdapSearch(_transport, new SingleSearch(request), cancellationToken);
    }

    /// <summary>Prepares a search in pages (RFC 2696), for servers that limit how much one answer may hold.</summary>
    /// <param name="request">What to search for.</param>
    /// <param name="pageSize">The entries of a page; Active Directory allows 1000.</param>
    /// <param name="cancellationToken">Abandons the search.</param>
    /// <remarks>OpenLDAP keeps the place of one paged search a connection: where two overlap, the elder ends with another result than
    /// success.</remarks>
    /// <returns>All pages as one search. Its result is that of the last page; it is success only if the server said that no more
    /// follow.</returns>
    public LdapSearch SearchPagedAsync(LdapSearchRequest request, int pageSize, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pageSize);
        request.Validate();
        return new LdapSearch(_transport, new PagedSearch(request, pageSize), cancellationToken);
    }

    /// <summary>Runs an extended operation (RFC 4511 section 4.12).</summary>
    /// <param name="oid">The operation's OID.</param>
    /// <param name="value">The value, whose encoding the operation defines; null for none.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>The server's answer, whatever its result code.</returns>
    public async Task<LdapExtendedResult> ExtendedAsync(
        string oid, ReadOnlyMemory<byte>? value = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(oid);
        if (oid == LdapOids.StartTls) throw new ArgumentException($"Use {nameof(StartTlsAsync)}.", nameof(oid));
        using var operation = _transport.Start(
            PendingOperationKind.Extended, LdapPhase.FirstAnswer, id => RequestEncoder.Extended(id, oid, value));
        var message = await operation.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (LdapExtendedResult)message.Body;
    }

    /// <summary>Asks the server as whom it sees this connection (RFC 4532).</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The authorization identity, such as <c>dn:cn=sync,dc=example,dc=com</c>; empty for anonymous.</returns>
    /// <exception cref="LdapResultException">The server refused or does not know the operation.</exception>
    public async Task<string> WhoAmIAsync(CancellationToken cancellationToken = default)
    {
        var answer = await ExtendedAsync(LdapOids.WhoAmI, null, cancellationToken).ConfigureAwait(false);
        if (!answer.Result.IsSuccess) throw new LdapResultException(Endpoint, "\"Who am I?\" operation", answer.Result);
        return StrictUtf8.TryGetString((answer.Value ?? default).Span, out var identity)
            ? identity
            : throw new LdapProtocolException($"{Endpoint} answered \"Who am I?\" with bytes that are not UTF-8.");
    }

    /// <summary>Says goodbye (unbind) and closes the connection; whatever is outstanding fails.</summary>
    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    private async Task BindAsync(SimpleLdapCredential credential, CancellationToken cancellationToken)
    {
        var isProtected = IsEncrypted || _isLoopback || credential.IsAnonymous || _options.AllowPlaintextPassword;
        if (!isProtected) throw new LdapPlaintextPasswordException(Endpoint);

        using var operation = _transport.Start(
            PendingOperationKind.Bind, LdapPhase.Bind, id => RequestEncoder.SimpleBind(id, credential.Dn, credential.Password));
        var message = await operation.ReadAsync(cancellationToken).ConfigureAwait(false);
        var result = ((LdapBindResult)message.Body).Result;
        if (!result.IsSuccess) throw new LdapResultException(Endpoint, $"bind as {credential}", result);
    }
}
