using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Errors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// The searches of a source. One that was under way when the connection broke is run again from its beginning (a paging cookie is good on
/// its own connection only), and what had come of it before is thrown away, so that nothing is lost or doubled. Every fault comes out as a
/// <see cref="SourceException"/> that says what was being read.
/// </summary>
internal sealed class LdapSession : IAsyncDisposable
{
    // Searches outstanding at once; servers queue or refuse more (OpenLDAP: conn_max_pending).
    private const int MaxOutstanding = 32;

    private readonly string _source;
    private readonly LdapLinkKeeper _links;
    private readonly ILogger _logger;
    private readonly LdapRetry<Outcome> _retry;
    private readonly ReferralFollower? _referrals;
    private readonly SemaphoreSlim _outstanding = new(MaxOutstanding, MaxOutstanding);

    // OpenLDAP keeps the state of one paged search per connection: a second one breaks the first.
    private readonly SemaphoreSlim _paging = new(1, 1);

    public LdapSession(LdapSourceSettings settings, LdapConnector connector, SourceServices services, ILogger logger)
    {
        _source = settings.Name;
        _links = new LdapLinkKeeper(settings, connector, services.TimeProvider, logger);
        _logger = logger;
        _referrals = settings.Referrals == ReferralHandling.Follow ? new ReferralFollower(settings, services, logger) : null;
        _retry = new LdapRetry<Outcome>(
            services.ErrorHandling,
            services.TimeProvider,
            outcome => outcome.IsWorthRetrying,
            LogRetry,
            needsNoWait: outcome => outcome.Error is not null);
    }

    /// <summary>The copy of the directory that was read from last; <see langword="null"/> before the first connection.</summary>
    public Replica? Replica => _links.Replica;

    /// <summary>The copy of the directory that the next search reads from, as things are.</summary>
    /// <exception cref="SourceException">No server can be used.</exception>
    public async Task<Replica> GetReplicaAsync(CancellationToken cancellationToken)
    {
        await _links.GetAsync(cancellationToken).ConfigureAwait(false);
        return Replica!;
    }

    /// <summary>
    /// What certainly is one copy of the directory as long as it stays the same. Behind the one address of a load balancer each connection
    /// may reach another server; only one that names itself shows that it did not.
    /// </summary>
    /// <exception cref="SourceException">No server can be used.</exception>
    public async Task<LdapOrigin> GetOriginAsync(CancellationToken cancellationToken)
    {
        var link = await _links.GetAsync(cancellationToken).ConfigureAwait(false);
        return new LdapOrigin(Replica!, link.Server.InstanceName is null ? link.Number : null);
    }

    /// <summary>What the server says of itself.</summary>
    /// <exception cref="SourceException">No server can be used.</exception>
    public async Task<LdapServer> GetServerAsync(CancellationToken cancellationToken) =>
        (await _links.GetAsync(cancellationToken).ConfigureAwait(false)).Server;

    /// <summary>As whom the server sees us (RFC 4532); where it does not say, as whom this process runs.</summary>
    /// <exception cref="SourceException">No server can be used.</exception>
    public async Task<string> ReadIdentityAsync(CancellationToken cancellationToken)
    {
        var link = await _links.GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await link.Connection.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LdapException)
        {
            return $"process of {Environment.UserDomainName}\\{Environment.UserName}";
        }
    }

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
            var response = await RunAsync(
                (connection, token) => connection.SearchAsync(request, token).ReadToEndAsync(token), purpose, cancellationToken)
                .ConfigureAwait(false);
            return await FollowAsync(request, response, pageSize: null, purpose, cancellationToken).ConfigureAwait(false);
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
                (connection, token) => connection.SearchPagedAsync(request, pageSize, token).ReadToEndAsync(token),
                purpose,
                cancellationToken).ConfigureAwait(false);
            if (!IsPagingRefused(response))
                return await FollowAsync(request, response, pageSize, purpose, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _paging.Release();
        }

        return await SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a search in pages (RFC 2696), or in one where the server has no paging, and hands on what comes as it comes.</summary>
    /// <param name="request">What to search for.</param>
    /// <param name="pageSize">The entries of a page.</param>
    /// <param name="purpose">What it is for, for messages: "group 'x'".</param>
    /// <param name="receive">
    /// Takes the entries and references, those together that arrived together; some of them again where the search had to be run again. What
    /// came before a fault stays taken.
    /// </param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>How the search ended, whatever the result code.</returns>
    /// <exception cref="SourceException">The search did not come to its end.</exception>
    public async Task<LdapResult> ReceivePagedAsync(
        LdapSearchRequest request,
        int pageSize,
        string purpose,
        Func<IReadOnlyList<LdapSearchItem>, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        await _paging.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var response = await RunAsync(
                (connection, token) => HandOnAsync(
                    connection.SearchPagedAsync(request, pageSize, token), receive, keepsReferences: _referrals is not null, token),
                purpose,
                cancellationToken).ConfigureAwait(false);
            if (!IsPagingRefused(response))
                return await HandOnFurtherAsync(request, response, pageSize, purpose, receive, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _paging.Release();
        }

        var whole = await SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
        await receive([.. whole.Entries, .. whole.References]).ConfigureAwait(false);
        return whole.Result;
    }

    /// <summary>A fault that says what was being read.</summary>
    public SourceException Fail(SourceFailure failure, string purpose, string reason, Exception? error = null) =>
        new(failure, $"Source '{_source}', {purpose}: {reason}", error);

    public async ValueTask DisposeAsync()
    {
        if (_outstanding.CurrentCount < MaxOutstanding || _paging.CurrentCount == 0)
            _links.Spoil();
        await _links.DisposeAsync().ConfigureAwait(false);
        if (_referrals is not null)
            await _referrals.DisposeAsync().ConfigureAwait(false);
        _outstanding.Dispose();
        _paging.Dispose();
    }

    private static async Task<LdapSearchResponse> HandOnAsync(
        LdapSearch search, Func<IReadOnlyList<LdapSearchItem>, ValueTask> receive, bool keepsReferences, CancellationToken cancellationToken)
    {
        var references = new List<LdapSearchReference>();
        await foreach (var items in search.ReadBatchesAsync(cancellationToken).ConfigureAwait(false))
        {
            references.AddRange(keepsReferences ? items.OfType<LdapSearchReference>() : []);
            await receive(keepsReferences ? [.. items.Where(item => item is not LdapSearchReference)] : items).ConfigureAwait(false);
        }

        return new LdapSearchResponse([], references, search.Result);
    }

    private async Task<LdapResult> HandOnFurtherAsync(
        LdapSearchRequest request,
        LdapSearchResponse response,
        int pageSize,
        string purpose,
        Func<IReadOnlyList<LdapSearchItem>, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var further = await FollowAsync(request, response, pageSize, purpose, cancellationToken).ConfigureAwait(false);
        await receive([.. further.Entries, .. further.References]).ConfigureAwait(false);
        return further.Result;
    }

    private async Task<LdapSearchResponse> FollowAsync(
        LdapSearchRequest request, LdapSearchResponse response, int? pageSize, string purpose, CancellationToken cancellationToken) =>
        _referrals is null
            ? response
            : await _referrals.FollowAsync(request, response, pageSize, purpose, cancellationToken).ConfigureAwait(false);

    private static bool IsPagingRefused(LdapSearchResponse response) =>
        response.Entries.Count == 0
        && response.Result.Code is LdapResultCode.UnavailableCriticalExtension or LdapResultCode.UnwillingToPerform;

    private async Task<LdapSearchResponse> RunAsync(
        Func<LdapConnection, CancellationToken, Task<LdapSearchResponse>> search, string purpose, CancellationToken cancellationToken)
    {
        var outcome = await _retry.RunAsync(token => TryAsync(search, purpose, token), cancellationToken).ConfigureAwait(false);
        return outcome.Response
            ?? throw Fail(LdapFault.Interrupted(LdapFault.Classify(outcome.Error!)), purpose, outcome.Error!.Message, outcome.Error);
    }

    private async Task<Outcome> TryAsync(
        Func<LdapConnection, CancellationToken, Task<LdapSearchResponse>> search, string purpose, CancellationToken cancellationToken)
    {
        var link = await GetLinkAsync(purpose, cancellationToken).ConfigureAwait(false);
        var isGood = false;
        link.BeginSearch();
        try
        {
            var response = await search(link.Connection, cancellationToken).ConfigureAwait(false);
            isGood = response.Result.Code == LdapResultCode.Success;
            return new Outcome(response, null, LdapFault.IsTransient(response.Result.Code), purpose);
        }
        catch (LdapException error)
        {
            return new Outcome(null, error, await _links.IsBrokenAsync(link, error, cancellationToken).ConfigureAwait(false), purpose);
        }
        finally
        {
            link.EndSearch();
            if (!isGood)
                _links.Spoil();
        }
    }

    private void LogRetry(Outcome outcome, TimeSpan wait) => _logger.LogWarning(
        "Source {Source}, {Purpose}: {Reason} Reading anew in {Seconds:0.#} s",
        _source,
        outcome.Purpose,
        outcome.Error?.Message ?? $"the server answers {outcome.Response!.Result}.",
        wait.TotalSeconds);

    private async Task<LdapLink> GetLinkAsync(string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await _links.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException error)
        {
            throw new SourceException(error.Failure, $"{error.Message} (needed for {purpose})", error);
        }
    }

    /// <summary>What came of a search: an answer, or the fault that ended it.</summary>
    private sealed record Outcome(LdapSearchResponse? Response, LdapException? Error, bool IsWorthRetrying, string Purpose);
}
