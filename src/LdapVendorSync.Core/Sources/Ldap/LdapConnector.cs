using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Tls;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Makes authenticated connections to the servers in their order, with the retries that the settings allow.</summary>
internal sealed class LdapConnector
{
    private const string Ldaps = "ldaps";

    private readonly LdapSourceSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly LdapRetry<Attempt> _retry;
    private readonly ServerOrder _order;
    private readonly LdapConnectionCache? _cache;

    // Of the settings as they were before the first connection: a truststore may be replaced while it is in use.
    private string? _key;

    public LdapConnector(LdapSourceSettings settings, SourceServices services, ILogger logger)
    {
        _settings = settings;
        _timeProvider = services.TimeProvider;
        _logger = logger;
        _order = new ServerOrder(services.TimeProvider);
        _cache = services.Connections;
        _retry = new LdapRetry<Attempt>(
            services.ErrorHandling, services.TimeProvider, attempt => attempt.IsWorthRetrying, (attempt, wait) => LogRetry(attempt, wait));
    }

    /// <summary>Connects and authenticates.</summary>
    /// <param name="known">The server that was read from so far: others count only if they hold the same directory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SourceException">No server can be used; a refused bind was tried once, and at one server only.</exception>
    public async Task<LdapLink> ConnectAsync(LdapServer? known, CancellationToken cancellationToken)
    {
        var binds = new UnansweredBinds();
        var attempt = await _retry.RunAsync(token => TryServersAsync(known, binds, token), cancellationToken).ConfigureAwait(false);
        return attempt.Link ?? throw Fail(attempt.Failures);
    }

    /// <summary>
    /// A connection that another source with the same settings made, if there is one that answers: what the server says of itself is read
    /// anew.
    /// </summary>
    /// <param name="limit">How long it may take to answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LdapLink?> ReuseAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_cache is null)
            return null;
        _key = await FindKeyAsync(cancellationToken).ConfigureAwait(false);
        while (_key is not null && _cache.Take(_key) is { } idle)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var timer = _timeProvider.CreateTimer(_ => either.Cancel(), null, limit, Timeout.InfiniteTimeSpan);
            try
            {
                return idle with { Server = await ReadServerAsync(idle.Connection, either.Token).ConfigureAwait(false) };
            }
            catch (Exception error) when (error is LdapException or OperationCanceledException)
            {
                await idle.Connection.DisposeAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                _logger.LogDebug("Source {Source}: a connection that was kept does not answer any more", _settings.Name);
            }
        }

        return null;
    }

    /// <summary>Leaves a connection to the next source with the same settings, or closes it.</summary>
    public async Task KeepAsync(LdapLink link)
    {
        if (_cache is null || _key is null || !_cache.Give(_key, link))
            await link.Connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<string?> FindKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectionFingerprint.OfAsync(_settings, cancellationToken).ConfigureAwait(false);
        }
        catch (SecretUnavailableException)
        {
            // Whoever connects says so.
            return null;
        }
    }

    /// <summary>Says that a server broke off, so that others are tried before it for a while.</summary>
    public void NoteFailure(LdapEndpoint endpoint) => _order.NoteFailure(endpoint);

    /// <summary>What to connect with, for each server in order.</summary>
    /// <exception cref="SourceException">A file with certificates cannot be used.</exception>
    public async Task<IReadOnlyList<LdapConnectionOptions>> CreateOptionsAsync(CancellationToken cancellationToken)
    {
        var validator = await CreateValidatorAsync(cancellationToken).ConfigureAwait(false);
        var certificate = await LoadAsync(_settings.Keystore, (store, token) => store.LoadClientCertificateAsync(token), cancellationToken)
            .ConfigureAwait(false);
        return [.. _settings.ServerUrls.Select(url => CreateOptions(url, validator, certificate))];
    }

    /// <inheritdoc cref="BindCredential.CreateAsync" />
    public Task<LdapCredential> CreateCredentialAsync(CancellationToken cancellationToken) =>
        BindCredential.CreateAsync(_settings, cancellationToken);

    private async Task<Attempt> TryServersAsync(LdapServer? known, UnansweredBinds binds, CancellationToken cancellationToken)
    {
        var failures = new List<ServerFailure>();
        var credential = await CreateCredentialAsync(cancellationToken).ConfigureAwait(false);
        foreach (var options in _order.Sort(await CreateOptionsAsync(cancellationToken).ConfigureAwait(false)))
        {
            var (link, failure) = await TryServerAsync(options, credential, known, binds, cancellationToken).ConfigureAwait(false);
            if (link is not null)
                return new Attempt(link, []);
            _order.NoteFailure(options.Endpoint);
            failures.Add(failure!);
            if (binds.IsEnough)
                return new Attempt(null, [.. failures, UnansweredBinds.Explanation]) { IsFinal = true };
        }

        return new Attempt(null, failures);
    }

    private async Task<(LdapLink? Link, ServerFailure? Failure)> TryServerAsync(
        LdapConnectionOptions options,
        LdapCredential credential,
        LdapServer? known,
        UnansweredBinds binds,
        CancellationToken cancellationToken)
    {
        try
        {
            var link = await ConnectAsync(options, credential, binds, cancellationToken).ConfigureAwait(false);
            if (known?.WhyNotTheSameAs(link.Server) is not { } difference)
                return (link, null);
            await link.Connection.DisposeAsync().ConfigureAwait(false);
            return (null, new ServerFailure(
                $"{options.Endpoint} cannot take over, because it holds another directory: {difference} Correct server_url.",
                SourceFailure.ServerError));
        }
        catch (LdapException error)
        {
            return (null, ServerFailure.Of(error));
        }
    }

    private async Task<LdapLink> ConnectAsync(
        LdapConnectionOptions options, LdapCredential credential, UnansweredBinds binds, CancellationToken cancellationToken)
    {
        var connection = await LdapConnection.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            await BindAsync(connection, credential, binds, cancellationToken).ConfigureAwait(false);
            var server = await ReadServerAsync(connection, cancellationToken).ConfigureAwait(false);
            _logger.LogDebug("Source {Source} is connected to {Server} ({Product}; taken for {Dialect})",
                _settings.Name,
                connection.Endpoint,
                server.Product,
                server.Dialect);
            return new LdapLink(connection, server) { MadeAt = _timeProvider.GetTimestamp() };
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Authenticates. Whatever a server refuses here may count as a wrong password, so it is neither repeated nor tried at another server;
    /// one that does not answer may have counted it too, so that is not done often.
    /// </summary>
    private async Task BindAsync(
        LdapConnection connection, LdapCredential credential, UnansweredBinds binds, CancellationToken cancellationToken)
    {
        try
        {
            await connection.BindAsync(credential, cancellationToken).ConfigureAwait(false);
        }
        catch (LdapException error) when (LdapFault.IsRefusal(error))
        {
            throw Fail(SourceFailure.Authentication, error.Message, error);
        }
        catch (LdapException error)
            when (_settings.BindPassword is not null && error is LdapTimeoutException or LdapConnectionLostException)
        {
            binds.Note();
            throw;
        }
    }

    private async Task<LdapServer> ReadServerAsync(LdapConnection connection, CancellationToken cancellationToken)
    {
        var request = LdapSearchRequest.ForEntry(string.Empty, LdapServer.Attributes);
        var response = await connection.SearchAsync(request, cancellationToken).ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        var server = LdapServer.Read(response.Entries is [var rootDse, ..] ? rootDse : null);
        var dialect = await DialectDetector.DetectAsync(server, _settings.Dialect, connection, cancellationToken).ConfigureAwait(false);
        return server with { Dialect = dialect };
    }

    private LdapConnectionOptions CreateOptions(Uri url, RemoteCertificateValidator validator, ClientCertificate? certificate) => new()
    {
        Host = url.IdnHost,
        Port = url.Port > 0 ? url.Port : null,
        Security = url.Scheme == Ldaps ? LdapSecurity.Ldaps : _settings.StartTls ? LdapSecurity.StartTls : LdapSecurity.None,
        ConnectTimeout = TimeSpan.FromSeconds(_settings.ConnectTimeoutSeconds),
        TlsHandshakeTimeout = TimeSpan.FromSeconds(_settings.ConnectTimeoutSeconds),
        OperationTimeout = TimeSpan.FromSeconds(_settings.OperationTimeoutSeconds),
        SilenceTimeout = TimeSpan.FromSeconds(_settings.OperationTimeoutSeconds),
        CertificateValidator = validator,
        ClientCertificate = certificate?.Certificate,
        ClientCertificateIssuers = certificate?.Others ?? [],
        AllowPlaintextPassword = _settings.AllowPlaintext,
        TimeProvider = _timeProvider,
    };

    private async Task<RemoteCertificateValidator> CreateValidatorAsync(CancellationToken cancellationToken)
    {
        if (!_settings.VerifySsl)
            return CertificateValidator.AcceptAnything;
        var roots = await LoadAsync(_settings.Truststore, (store, token) => store.LoadTrustedAsync(token), cancellationToken)
            .ConfigureAwait(false);
        return new CertificateValidator { TrustedRoots = roots, TimeProvider = _timeProvider }.Validate;
    }

    private async Task<T?> LoadAsync<T>(
        CertificateStoreSettings? settings, Func<CertificateStore, CancellationToken, Task<T>> load, CancellationToken cancellationToken)
        where T : class
    {
        if (settings is null)
            return null;
        try
        {
            return await load(settings.ToStore(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is CertificateStoreException or SecretUnavailableException)
        {
            throw Fail(SourceFailure.Unavailable, error.Message, error);
        }
    }

    private void LogRetry(Attempt attempt, TimeSpan wait) => _logger.LogWarning(
        "Source {Source}: {Reason} Trying again in {Seconds:0.#} s", _settings.Name, Describe(attempt.Failures), wait.TotalSeconds);

    private SourceException Fail(IReadOnlyList<ServerFailure> failures) =>
        Fail(failures[^1].Kind, Describe(failures), failures[^1].Error);

    private SourceException Fail(SourceFailure failure, string message, Exception? error) =>
        new(failure, $"Source '{_settings.Name}': {message}", error);

    private static string Describe(IReadOnlyList<ServerFailure> failures) => string.Join(" ", failures.Select(failure => failure.Message));

    private sealed record Attempt(LdapLink? Link, IReadOnlyList<ServerFailure> Failures)
    {
        public bool IsFinal { get; init; }

        public bool IsWorthRetrying => !IsFinal && Link is null && Failures.Any(failure => failure.IsTransient);
    }
}
