using System.Data;
using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>Opens transactions on Odoo's database: encrypted, verified, limited in time, and unable to change anything.</summary>
internal sealed class OdooDatabase : IAsyncDisposable
{
    private static readonly TimeSpan Reply = TimeSpan.FromSeconds(10);

    private readonly VendorContext _context;
    private readonly OdooSettings _settings;
    private readonly NpgsqlDataSource _source;
    private readonly OdooErrors _errors;
    private readonly ILogger _logger;

    private OdooDatabase(VendorContext context, OdooSettings settings, NpgsqlDataSource source, OdooErrors errors)
    {
        _context = context;
        _settings = settings;
        _source = source;
        _errors = errors;
        _logger = context.LoggerFactory.CreateLogger<OdooDatabase>();
    }

    /// <summary>Fetches the password and reads the trust store. Sends nothing.</summary>
    /// <exception cref="VendorException">The settings cannot work.</exception>
    public static async Task<OdooDatabase> CreateAsync(VendorContext context, OdooSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.Tls && !settings.IsLoopback && !context.Settings.AllowPlaintext)
        {
            throw new VendorException(
                VendorFailure.Unsupported, $"{context.Settings.Name}: odoo.tls is false, and the password would go over the network unencrypted.");
        }

        var tls = await TlsPolicy.CreateAsync(context.ToEndpoint(), settings.Host, cancellationToken).ConfigureAwait(false);
        var connection = ConnectionString(context.Settings, settings);
        connection.Password = await PasswordAsync(context, settings, cancellationToken).ConfigureAwait(false);
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        if (settings.Tls)
        {
            // Not Npgsql's own verification: the trust store, and the words in which a refusal is told, are those of every connection.
            builder.UseSslClientAuthenticationOptionsCallback(options =>
            {
                var ours = tls.ToOptions();
                options.RemoteCertificateValidationCallback = ours.RemoteCertificateValidationCallback;
                options.CertificateRevocationCheckMode = ours.CertificateRevocationCheckMode;
                options.ClientCertificateContext = ours.ClientCertificateContext;
            });
            if (!context.Settings.VerifySsl)
                WarnOfNoVerification(context);
        }

        return new OdooDatabase(context, settings, builder.Build(), new OdooErrors(context, settings, tls));
    }

    /// <summary>Runs a read in a transaction of its own, again where it failed for a passing reason.</summary>
    /// <exception cref="VendorException">It failed.</exception>
    public async Task<T> ReadAsync<T>(
        string purpose, Func<OdooTransaction, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var transaction = await BeginOnceAsync(cancellationToken).ConfigureAwait(false);
                await using var disposal = transaction.ConfigureAwait(false);
                var result = await read(transaction, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return result;
            }
            catch (Exception error) when (OdooErrors.IsOfDatabase(error))
            {
                await WaitOrThrowAsync(purpose, error, attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Begins a transaction that the caller ends; tried again where the server cannot be reached for a passing reason.</summary>
    /// <exception cref="VendorException">It cannot be begun.</exception>
    public async Task<OdooTransaction> BeginAsync(string purpose, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await BeginOnceAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (OdooErrors.IsOfDatabase(error))
            {
                await WaitOrThrowAsync(purpose, error, attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What an error of the database means, in the words of all vendors.</summary>
    public VendorException Explain(string purpose, Exception error) => _errors.Explain(purpose, error);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<OdooTransaction> BeginOnceAsync(CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            var begun = new OdooTransaction(connection, transaction);
            await begun.ExecuteAsync(Limits(), cancellationToken).ConfigureAwait(false);
            return begun;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Within the transaction, as poolers in between forget what belongs to a session. With row_security off, a policy that would hide rows
    // is an error instead of a shorter list.
    private string Limits() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SET TRANSACTION READ ONLY;
        SET LOCAL row_security = off;
        SET LOCAL statement_timeout = {(long)(_settings.StatementTimeoutSeconds * 1000)};
        SET LOCAL lock_timeout = {(long)(_settings.StatementTimeoutSeconds * 1000)};
        """);

    private async Task WaitOrThrowAsync(string purpose, Exception error, int attempt, CancellationToken cancellationToken)
    {
        var explained = _errors.Explain(purpose, error);
        var handling = _context.ErrorHandling;
        if (!OdooErrors.IsPassing(error) || explained.Failure != VendorFailure.Unavailable || attempt >= handling.MaxRetries
            || _context.Stopping.IsCancellationRequested)
            throw explained;

        var wait = WaitBefore(attempt);
        _logger.LogWarning(
            "{Reason} Trying again in {WaitSeconds:0.0} s; retry {Retry} of {MaxRetries}.",
            explained.Message, wait.TotalSeconds, attempt + 1, handling.MaxRetries);
        await Task.Delay(wait, _context.TimeProvider, cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan WaitBefore(int attempt)
    {
        var handling = _context.ErrorHandling;
        if (handling.Backoff == RetryBackoff.Constant)
            return TimeSpan.FromSeconds(handling.RetryWaitSeconds);
        var longest = Math.Max(handling.MaxRetryWaitSeconds, handling.RetryWaitSeconds);
        return TimeSpan.FromSeconds(Math.Min(longest, handling.RetryWaitSeconds * Math.Pow(2, attempt)));
    }

    private static NpgsqlConnectionStringBuilder ConnectionString(VendorSettings vendor, OdooSettings settings) => new()
    {
        Host = settings.Host,
        Port = settings.Port,
        Database = settings.Database,
        Username = settings.Username,
        ApplicationName = "LdapVendorSync",
        SslMode = settings.Tls ? SslMode.Require : SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Timeout = (int)Math.Ceiling(Math.Min(vendor.TimeoutSeconds, 1024)),
        // The server's own limit comes first; this one is for a server that says nothing any more.
        CommandTimeout = (int)Math.Ceiling(settings.StatementTimeoutSeconds + Reply.TotalSeconds),
        KeepAlive = 30,
        MaxPoolSize = Math.Max(2, vendor.Concurrency),
        Enlist = false,
        // Details quote values of rows.
        IncludeErrorDetail = false,
    };

    private static async Task<string?> PasswordAsync(VendorContext context, OdooSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Password is null)
            return null;
        try
        {
            var password = await settings.Password.RevealAsync(cancellationToken).ConfigureAwait(false);
            context.Redactor.Add(password);
            return password;
        }
        catch (SecretUnavailableException error)
        {
            throw new VendorException(VendorFailure.Authentication, $"{context.Settings.Name}: {error.Message}", error);
        }
    }

    private static void WarnOfNoVerification(VendorContext context) => context.LoggerFactory.CreateLogger<OdooDatabase>().LogWarning(
        "{Vendor}: verify_ssl is false: the server's certificate is not verified; anybody in between can read and change everything.",
        context.Settings.Name);
}
