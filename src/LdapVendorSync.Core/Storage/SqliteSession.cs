using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LdapVendorSync.Core.Storage;

/// <summary>One connection to a SQLite file with its prepared statements. Not for use by several threads at once.</summary>
/// <remarks>Parameters are named <c>$1</c>, <c>$2</c>, … in the order of the values; <see langword="null"/> is stored as NULL.</remarks>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    // What a function of ours threw: SQLite hands on no more than its message.
    private CryptographicException? _damage;

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>How <see cref="PersonalValue"/>s are stored in this file; as they are, unless it is set. Disposed with the session.</summary>
    public IPersonalDataFormat PersonalData { get; set; } = PlainPersonalData.Instance;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it may be created or written.</param>
    /// <param name="busyTimeout">How long to wait for another writer; at least a second.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteSession Open(string path, SqliteOpenMode mode, TimeSpan busyTimeout)
    {
        // Without pooling a disposed session has closed its file: the last one folds the write-ahead log back in. The library's own retries
        // sleep in steps of 150 ms; SQLite's busy handler waits better, so those are kept to their least.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        var session = new SqliteSession(connection);
        try
        {
            connection.Open();
            session.Execute(FormattableString.Invariant($"PRAGMA busy_timeout = {(long)busyTimeout.TotalMilliseconds}"));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Copies the whole database, as it is at one moment, into a file that is not there yet.</summary>
    public void CopyTo(string path)
    {
        using var copy = Open(path, SqliteOpenMode.ReadWriteCreate, TimeSpan.FromSeconds(1));
        _connection.BackupDatabase(copy._connection);
    }

    /// <summary>Makes a function of a text known to SQL. It gives the same result for the same text.</summary>
    public void Define(string name, Func<string?, string?> function) => _connection.CreateFunction(name, function, isDeterministic: true);

    /// <summary>Makes a function of a stored text known to SQL: place (<c>table.column</c>), text. It gives the same result for the same text.</summary>
    public void DefineStored(string name, Func<string, string?> function) => _connection.CreateFunction(
        name, (string place, string? stored) => stored is null ? null : Call(place, () => function(stored)), isDeterministic: true);

    /// <summary>Makes a function of stored bytes known to SQL: place (<c>table.column</c>), bytes.</summary>
    public void DefineStored(string name, Func<byte[], byte[]> function) => _connection.CreateFunction(
        name, (string place, byte[] stored) => Call(place, () => function(stored)), isDeterministic: true);

    /// <summary>Runs a statement that gives back no rows, or several where there are no values.</summary>
    /// <returns>How many rows it changed; -1 for one that changes none by its nature.</returns>
    /// <exception cref="CryptographicException">A stored value that a function was given is damaged.</exception>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            return values.IsEmpty ? Prepare(sql, values).ExecuteNonQuery() : Write(sql, values);
        }
        catch (SqliteException) when (Interlocked.Exchange(ref _damage, null) is { } damage)
        {
            throw damage;
        }
    }

    /// <summary>Inserts a row.</summary>
    /// <returns>Its rowid.</returns>
    public long Insert(string sql, params ReadOnlySpan<object?> values)
    {
        Execute(sql, values);
        return raw.sqlite3_last_insert_rowid(_connection.Handle!);
    }

    /// <summary>The first column of the first row.</summary>
    /// <returns>The value, or <see langword="null"/> where there is no row or it holds NULL.</returns>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values) =>
        Prepare(sql, values).ExecuteScalar() is var value and not DBNull ? value : null;

    /// <summary>The first column of the first row as a number; 0 where there is none.</summary>
    public long ScalarNumber(string sql, params ReadOnlySpan<object?> values) => Scalar(sql, values) as long? ?? 0;

    /// <summary>All rows.</summary>
    public List<T> Query<T>(string sql, Func<SqliteRow, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Prepare(sql, values).ExecuteReader();
        var row = new SqliteRow(reader, PersonalData);
        while (reader.Read())
            rows.Add(read(row));
        return rows;
    }

    /// <summary>All rows, one by one. Nothing else may be run with the same statement until the rows were read or given up.</summary>
    public IEnumerable<T> Stream<T>(string sql, Func<SqliteRow, T> read, params object?[] values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read())
            yield return read(new SqliteRow(reader, PersonalData));
    }

    /// <summary>Reads in one transaction, so that all of it is one state of the database.</summary>
    public T Snapshot<T>(Func<SqliteSession, T> read) => InTransaction("BEGIN", read);

    /// <summary>Runs work in one transaction that holds the write lock from its start; a failure undoes all of it.</summary>
    public T Transact<T>(Func<SqliteSession, T> work) => InTransaction("BEGIN IMMEDIATE", work);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
        PersonalData.Dispose();
    }

    private T Call<T>(string place, Func<T> function)
    {
        try
        {
            return DamagedValue.Guard(place, function);
        }
        catch (CryptographicException damage)
        {
            _damage = damage;
            throw;
        }
    }

    private T InTransaction<T>(string begin, Func<SqliteSession, T> work)
    {
        Execute(begin);
        try
        {
            var result = work(this);
            Execute("COMMIT");
            return result;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    // SQLite may have done so by itself, as it does when the disk is full.
    private void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            Execute("ROLLBACK");
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            _commands.Add(sql, command);
        }

        // A statement has the same number of values each time: its parameters are made once.
        for (var i = command.Parameters.Count; i < values.Length; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = ToStored(values[i]) ?? DBNull.Value;
        return command;
    }

    private int Write(string sql, ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new SqliteStatement(_connection.Handle!, sql));
        var stored = new object?[values.Length];
        for (var i = 0; i < values.Length; i++)
            stored[i] = ToStored(values[i]);
        return statement.Run(stored);
    }

    private object? ToStored(object? value) => value is PersonalValue personal ? personal.ToStored(PersonalData) : value;
}
