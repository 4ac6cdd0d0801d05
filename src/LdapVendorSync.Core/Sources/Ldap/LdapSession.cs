using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Errors;
using Microsoft.Extensions.Logging;
using Polly;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// The one connection of a source: made when it is first needed, made anew when it broke, shared by all searches. Every fault comes out as
/// a <see cref="SourceException"/> that says what was being read.
/// </summary>
internal sealed class LdapSession : IAsyncDisposable
{
    // Searches outstanding at once; servers queue or refuse more (OpenLDAP: conn_max_pending).
    private const int MaxOutstanding = 32;

    // Every mapping asks for the connection. Once all retries were in vain, the others shall not each wait for them again.
    private static readonly TimeSpan RememberFailure = TimeSpan.FromMinutes(1);

    private readonly string _source;
    private readonly LdapConnector _connector;
    private readonly TimeProvider _timeProvider;
    private readonly ResiliencePipeline<LdapSearchResponse> _retry;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly SemaphoreSlim _outstanding = new(MaxOutstanding, MaxOutstanding);

    // OpenLDAP keeps the state of one paged search per connection: a second one breaks the first.
    private readonly SemaphoreSlim _paging = new(1, 1);

    private LdapLink? _link;
    private SourceException? _failure;
    private DateTimeOffset _failedAt;

    public LdapSession(string source, LdapConnector connector, SourceServices services, ILogger logger)
    {
        _source = source;
        _connector = connector;
        _timeProvider = services.TimeProvider;
        _retry = LdapRetry.Create<LdapSearchResponse>(
            services.ErrorHandling,
            services.TimeProvider,
            response => LdapFault.IsTransient(response.Result.Code),
            (response, wait) => logger.LogWarning(
                "Source {Source}: the server answers {Result}; trying again in {Seconds:0.#} s",
                source,
                response.Result,
                wait.TotalSeconds));
    }

    /// <summary>What the server says of itself.</summary>
    /// <exception cref="SourceException">No server can be used.</exception>
    public async Task<LdapServer> GetServerAsync(CancellationToken cancellationToken) =>
        (await GetLinkAsync(cancellationToken).ConfigureAwait(false)).Server;

    /// <summary>Runs a search that one answer can hold.</summary>
    /// <param name="request">What to search for.</param>
    /// <param name="purpose">What it is for, for messages: "group 'x'".</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>What came, whatever the result code.</returns>
    /// <exception cref="SourceException">The search did not come to its end.</exception>
    public async Task<LdapSearchResponse> SearchAsync(LdapSearchRequest request, string purpose, CancellationToken cancellationToken)
    {
        await _outstanding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _retry.ExecuteAsync(
                async token => await RunAsync(connection => connection.SearchAsync(request, token), purpose, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _outstanding.Release();
        }
    }

    /// <summary>Runs a search in pages (RFC 2696), or in one where the server has no paging.</summary>
    /// <inheritdoc cref="SearchAsync" />
    public async Task<LdapSearchResponse> SearchPagedAsync(
        LdapSearchRequest request, int pageSize, string purpose, CancellationToken cancellationToken)
    {
        await _paging.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var response = await RunAsync(
                connection => connection.SearchPagedAsync(request, pageSize, cancellationToken),
                purpose,
                cancellationToken).ConfigureAwait(false);
            if (!IsPagingRefused(response))
                return response;
        }
        finally
        {
            _paging.Release();
        }

        return await SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A fault that says what was being read.</summary>
    public SourceException Fail(SourceFailure failure, string purpose, string reason, Exception? error = null) =>
        new(failure, $"Source '{_source}', {purpose}: {reason}", error);

    public async ValueTask DisposeAsync()
    {
        if (_link is { } link)
            await link.Connection.DisposeAsync().ConfigureAwait(false);
        _connecting.Dispose();
        _outstanding.Dispose();
        _paging.Dispose();
    }

    private static bool IsPagingRefused(LdapSearchResponse response) =>
        response.Entries.Count == 0
        && response.Result.Code is LdapResultCode.UnavailableCriticalExtension or LdapResultCode.UnwillingToPerform;

    private async Task<LdapSearchResponse> RunAsync(
        Func<LdapConnection, LdapSearch> start, string purpose, CancellationToken cancellationToken)
    {
        var link = await GetLinkAsync(purpose, cancellationToken).ConfigureAwait(false);
        try
        {
            return await start(link.Connection).ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LdapException error)
        {
            throw Fail(Interrupted(LdapFault.Classify(error)), purpose, error.Message, error);
        }
    }

    // A server that was there is a fault of what was being read; one that never was is a fault of the source.
    private static SourceFailure Interrupted(SourceFailure failure) =>
        failure == SourceFailure.Unavailable ? SourceFailure.Interrupted : failure;

    // A refused password is never offered again.
    private bool IsRemembered(SourceException failure) =>
        failure.Failure == SourceFailure.Authentication || _timeProvider.GetUtcNow() - _failedAt < RememberFailure;

    private async Task<LdapLink> GetLinkAsync(string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await GetLinkAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException error)
        {
            throw new SourceException(error.Failure, $"{error.Message} (needed for {purpose})", error);
        }
    }

    private async Task<LdapLink> GetLinkAsync(CancellationToken cancellationToken)
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

    private async Task<LdapLink> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_failure is { } failure && IsRemembered(failure))
            throw new SourceException(failure.Failure, failure.Message, failure);

        if (_link is { } broken)
            await broken.Connection.DisposeAsync().ConfigureAwait(false);
        try
        {
            var link = await _connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _link, link);
            return link;
        }
        catch (SourceException error)
        {
            _failure = _link is null ? error : new SourceException(Interrupted(error.Failure), error.Message, error);
            _failedAt = _timeProvider.GetUtcNow();
            throw _failure;
        }
    }
}
