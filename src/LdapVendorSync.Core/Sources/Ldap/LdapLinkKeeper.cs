using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Errors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Keeps the one connection of a source: made when it is first needed, shared by all searches, and made anew when it breaks, to the next
/// server if need be.
/// </summary>
internal sealed class LdapLinkKeeper : IAsyncDisposable
{
    // Every mapping asks for the connection. Once all retries were in vain, the others shall not each wait for them again.
    private static readonly TimeSpan RememberFailure = TimeSpan.FromMinutes(1);

    // How long a server that did not answer a search may take to show that it is there at all; less where searches may take less.
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(5);

    private readonly string _source;
    private readonly LdapConnector _connector;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly TimeSpan _probeLimit;
    private readonly SemaphoreSlim _connecting = new(1, 1);

    private LdapLink? _link;
    private int _connections;
    private volatile bool _isSound = true;
    private volatile bool _isClosed;
    private LdapServer? _known;
    private Replica? _replica;
    private SourceException? _failure;
    private long _failedAt;

    public LdapLinkKeeper(LdapSourceSettings settings, LdapConnector connector, TimeProvider timeProvider, ILogger logger)
    {
        _source = settings.Name;
        _connector = connector;
        _timeProvider = timeProvider;
        _logger = logger;
        _probeLimit = TimeSpan.FromSeconds(Math.Min(LongestProbe.TotalSeconds, settings.OperationTimeoutSeconds));
    }

    /// <summary>The copy of the directory that was read from last; <see langword="null"/> before the first connection.</summary>
    public Replica? Replica => Volatile.Read(ref _replica);

    /// <summary>The connection; a new one where there is none that can be used.</summary>
    /// <exception cref="SourceException">No server can be used.</exception>
    public async Task<LdapLink> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _link) is { Connection.Failure: null } link)
            return link;

        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _link is { Connection.Failure: null } made ? made : await ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Says that a search did not come to its good end: nobody else shall get the connection.</summary>
    public void Spoil() => _isSound = false;

    /// <summary>
    /// Whether the connection, rather than the search, was at fault. A server that has not answered a search may only be slow with it:
    /// that would not change with another connection, and the searches beside it would have to begin anew.
    /// </summary>
    public async Task<bool> IsBrokenAsync(LdapLink link, LdapException error, CancellationToken cancellationToken)
    {
        var isBroken = error is LdapConnectionLostException
            || (error is LdapTimeoutException && !await IsAliveAsync(link, cancellationToken).ConfigureAwait(false));
        if (isBroken && ReferenceEquals(link, Volatile.Read(ref _link)))
            _connector.NoteFailure(link.Connection.Endpoint);
        return isBroken;
    }

    public async ValueTask DisposeAsync()
    {
        // Work that outlived its session must not go on with a connection that somebody else has by then, nor make another one.
        _isClosed = true;
        if (Interlocked.Exchange(ref _link, null) is { } link)
            await (_isSound ? _connector.KeepAsync(link) : link.Connection.DisposeAsync().AsTask()).ConfigureAwait(false);
        _connecting.Dispose();
    }

    private async Task<bool> IsAliveAsync(LdapLink link, CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (link.Connection.Failure is not null)
                return false;
            if (await AnswersAsync(link.Connection, cancellationToken).ConfigureAwait(false))
                return true;
            await link.Connection.DisposeAsync().ConfigureAwait(false);
            return false;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<bool> AnswersAsync(LdapConnection connection, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_probeLimit, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var probe = LdapSearchRequest.ForEntry(string.Empty, LdapSearchRequest.NoAttributes);
            await connection.SearchAsync(probe, either.Token).ReadToEndAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is LdapException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // A refused password is never offered again.
    private bool IsRemembered(SourceException failure) =>
        failure.Failure == SourceFailure.Authentication || _timeProvider.GetElapsedTime(_failedAt) < RememberFailure;

    private async Task<LdapLink> ConnectAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_failure is { } failure && IsRemembered(failure))
            throw new SourceException(failure.Failure, failure.Message, failure);

        if (_link is { } broken)
        {
            // Whose search it broke may not have said so yet. One that ended while nothing was asked of it speaks against no server.
            if (broken.IsSearched)
                _connector.NoteFailure(broken.Connection.Endpoint);
            await broken.Connection.DisposeAsync().ConfigureAwait(false);
        }

        try
        {
            var link = await FindKeptAsync(cancellationToken).ConfigureAwait(false)
                ?? await _connector.ConnectAsync(_known, cancellationToken).ConfigureAwait(false);
            return Use(link with { Number = ++_connections });
        }
        catch (SourceException error)
        {
            _failure = _link is null ? error : new SourceException(LdapFault.Interrupted(error.Failure), error.Message, error);
            _failedAt = _timeProvider.GetTimestamp();
            throw _failure;
        }
    }

    // In the place of one that broke comes a new one.
    private async Task<LdapLink?> FindKeptAsync(CancellationToken cancellationToken) =>
        _connections == 0 ? await _connector.ReuseAsync(_probeLimit, cancellationToken).ConfigureAwait(false) : null;

    private LdapLink Use(LdapLink link)
    {
        _known ??= link.Server;
        _failure = null;
        if (_replica is null || _replica.Name != link.Replica)
        {
            if (_replica is not null)
                _logger.LogWarning("Source {Source}: {Replica} takes over from {Former}", _source, link.Replica, _replica.Name);
            Volatile.Write(ref _replica, new Replica(link.Replica, (_replica?.Turn ?? 0) + 1));
        }

        Volatile.Write(ref _link, link);
        return link;
    }
}
