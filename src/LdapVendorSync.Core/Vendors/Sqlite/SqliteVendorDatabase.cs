using System.Collections.Concurrent;
using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Vendors.Sqlite;

/// <summary>
/// The file behind a vendor: readers of their own for what is read at once, one writer whose callers share commits. The file comes into
/// being with the first change, so that a dry run leaves nothing behind; until then it reads as an empty application.
/// </summary>
internal sealed class SqliteVendorDatabase(SqliteSettings settings, CancellationToken stopping) : IAsyncDisposable
{
    private readonly string _path = settings.Database;
    private readonly TimeSpan _busyTimeout = TimeSpan.FromSeconds(settings.BusyTimeoutSeconds);
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly Lock _gate = new();
    private SqliteGroupWriter? _writer;
    private bool _exists;
    private bool _disposed;

    /// <summary>Makes sure that what is there can be used.</summary>
    /// <exception cref="VendorException">
    /// The file is missing though it may not be made, cannot be read, or holds something else.
    /// </exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var exists = await ReadAsync(_ => true, whenMissing: false, cancellationToken).ConfigureAwait(false);
        if (!exists && settings.ReadOnly)
        {
            throw new VendorException(
                VendorFailure.Unavailable, $"The database '{_path}' does not exist, and read_only keeps it from being made.");
        }
    }

    /// <summary>Reads one state of the file, or gives <paramref name="whenMissing"/> while there is no file yet.</summary>
    /// <exception cref="VendorException">The file cannot be read.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read, T whenMissing, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_exists && !File.Exists(_path))
                return whenMissing;
            return Guard(() =>
            {
                var session = RentReader();
                if (session is null)
                    return whenMissing;
                try
                {
                    return session.Snapshot(read);
                }
                finally
                {
                    _readers.Add(session);
                }
            });
        },
        cancellationToken);

    /// <summary>Writes and waits until it is on the disk.</summary>
    /// <exception cref="VendorException">It was not written.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        if (settings.ReadOnly)
        {
            throw new VendorException(
                VendorFailure.Unsupported, $"'{_path}' is configured as read_only; nothing is written to it.") { NotSent = true };
        }

        if (stopping.IsCancellationRequested)
        {
            throw new VendorException(
                VendorFailure.Cancelled, $"The run was ended before anything was written to '{_path}'.") { NotSent = true };
        }

        var writer = await Task.Run(() => Guard(Writer), cancellationToken).ConfigureAwait(false);
        return await writer.WriteAsync(write, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        SqliteGroupWriter? writer;
        lock (_gate)
        {
            _disposed = true;
            writer = _writer;
        }

        foreach (var reader in _readers)
            reader.Dispose();
        if (writer is not null)
            await writer.DisposeAsync().ConfigureAwait(false);
    }

    private SqliteSession? RentReader()
    {
        if (_readers.TryTake(out var idle))
            return idle;
        var session = SqliteSession.Open(_path, SqliteOpenMode.ReadOnly, _busyTimeout);
        try
        {
            _exists = _exists || SqliteVendorSchema.Exists(session, _path);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        if (_exists)
        {
            SqliteUserTable.DefineFunctions(session);
            return session;
        }

        session.Dispose();
        return null;
    }

    private SqliteGroupWriter Writer()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _writer ??= new SqliteGroupWriter(
                OpenWriter(), error => error is SqliteException sqlite ? OfWrite(Translate(sqlite), sqlite) : error);
        }
    }

    private SqliteSession OpenWriter()
    {
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        var isNew = !File.Exists(_path);
        var session = SqliteSession.Open(_path, SqliteOpenMode.ReadWriteCreate, _busyTimeout);
        try
        {
            // SQLite makes the file, since another one that opens and closes it would give up the locks of this process. It is still empty
            // here.
            if (isNew)
                PrivateFiles.Restrict(_path);
            SqliteVendorSchema.Create(session, _path);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw Translate(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VendorException(VendorFailure.Unavailable, $"The database '{_path}' cannot be used: {error.Message}", error);
        }
    }

    // Where the disk fails while a commit is written, the next one who opens the file may find it whole.
    private static VendorException OfWrite(VendorException said, SqliteException error) =>
        error.SqliteErrorCode == SqliteCodes.InputOutput ? said.Restate(said.Message, outcomeUnknown: true) : said;

    private VendorException Translate(SqliteException error) => error.SqliteErrorCode switch
    {
        SqliteCodes.Busy or SqliteCodes.Locked => Create(VendorFailure.Unavailable, "is locked by another program", error),
        SqliteCodes.Full => Create(VendorFailure.Unavailable, "cannot grow, the disk or quota is full", error),
        SqliteCodes.ReadOnly or SqliteCodes.CannotOpen or SqliteCodes.Permission => Create(
            VendorFailure.Unavailable, "may not be opened or written", error),
        SqliteCodes.Corrupt or SqliteCodes.NotADatabase => Create(VendorFailure.Malformed, "is damaged or no SQLite database", error),
        SqliteCodes.Constraint => error.SqliteExtendedErrorCode switch
        {
            SqliteCodes.ConstraintUnique => Create(VendorFailure.Conflict, "has that value already", error),
            _ => Create(VendorFailure.Rejected, "refuses the value", error),
        },
        _ => Create(VendorFailure.Unavailable, "could not be used", error),
    };

    private VendorException Create(VendorFailure failure, string what, SqliteException error) =>
        new(failure, $"The database '{_path}' {what}: {error.Message.TrimEnd('.')}.", error);
}
