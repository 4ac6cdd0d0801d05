using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LdapVendorSync.Core.Storage;

/// <summary>
/// One prepared statement that writes and gives back no rows. Not for use by several threads at once.
/// </summary>
/// <remarks>
/// A run writes thousands of rows with the same statement. A <see cref="SqliteCommand"/> looks up each parameter by its name and makes a
/// reader each time, which takes longer than SQLite takes for the row.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    private static readonly object Nothing = new();

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _positions;
    private readonly object?[] _bound;

    /// <summary>Prepares a statement.</summary>
    /// <param name="database">The open database.</param>
    /// <param name="sql">One statement; its parameters are <c>$1</c>, <c>$2</c>, …</param>
    /// <exception cref="SqliteException">The text is no statement for this database.</exception>
    /// <exception cref="ArgumentException">The text is more than one statement.</exception>
    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement, out var rest));
        if (!string.IsNullOrWhiteSpace(rest))
        {
            _statement.Dispose();
            throw new ArgumentException($"With values goes one statement alone; after it comes: {rest.Trim()}", nameof(sql));
        }

        _bound = new object?[raw.sqlite3_bind_parameter_count(_statement)];

        // SQLite counts parameters in the order in which the statement names them.
        _positions = [.. _bound.Select((_, i) => raw.sqlite3_bind_parameter_index(_statement, $"${i + 1}"))];
    }

    /// <summary>Runs it.</summary>
    /// <param name="values">The stored forms, one for each parameter: text, whole numbers, truth values, bytes, <see langword="null"/>.</param>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="SqliteException">Nothing was changed.</exception>
    public int Run(params ReadOnlySpan<object?> values)
    {
        if (values.Length != _bound.Length)
            throw new ArgumentException($"The statement has {_bound.Length} parameters and was given {values.Length} values.", nameof(values));
        for (var i = 0; i < values.Length; i++)
            Bind(i, values[i]);
        try
        {
            int result;
            do
                result = raw.sqlite3_step(_statement);
            while (result == raw.SQLITE_ROW);
            Check(result);
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _statement.Dispose();

    // What is the same for all rows of a batch is the same object, and stays bound; but bytes may have been filled anew.
    private void Bind(int index, object? value)
    {
        if (ReferenceEquals(_bound[index], value))
            return;
        var position = _positions[index];

        // Where binding fails, SQLite may have let go of what was bound before.
        _bound[index] = Nothing;
        Check(value switch
        {
            null => raw.sqlite3_bind_null(_statement, position),
            string text => raw.sqlite3_bind_text(_statement, position, text),
            long number => raw.sqlite3_bind_int64(_statement, position, number),
            int number => raw.sqlite3_bind_int64(_statement, position, number),
            bool flag => raw.sqlite3_bind_int64(_statement, position, flag ? 1 : 0),
            byte[] bytes => raw.sqlite3_bind_blob(_statement, position, bytes),
            _ => throw new ArgumentException($"A value of the type {value.GetType().Name} is not stored.", nameof(value)),
        });
        if (value is not byte[])
            _bound[index] = value;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
