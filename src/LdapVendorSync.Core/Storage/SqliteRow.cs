using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Storage;

/// <summary>The current row of a query, read by the names of its columns.</summary>
internal readonly struct SqliteRow(SqliteDataReader reader, IPersonalDataFormat personalData)
{
    /// <summary>A text that is never NULL.</summary>
    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    /// <summary>A text or <see langword="null"/>.</summary>
    public string? TextOrNull(string column) => reader.GetOrdinal(column) is var i && reader.IsDBNull(i) ? null : reader.GetString(i);

    /// <summary>A <see cref="PersonalValue.Key"/> that is never NULL.</summary>
    public string PersonalKey(string column) => Read(column, Text(column), static (format, stored) => format.ReadKey(stored));

    /// <summary>A <see cref="PersonalValue.Key"/> or <see langword="null"/>.</summary>
    public string? PersonalKeyOrNull(string column) => reader.IsDBNull(reader.GetOrdinal(column)) ? null : PersonalKey(column);

    /// <summary>A <see cref="PersonalValue.Text"/> that is never NULL.</summary>
    public string PersonalText(string column) => Read(column, Text(column), static (format, stored) => format.ReadText(stored));

    /// <summary>A <see cref="PersonalValue.Text"/> or <see langword="null"/>.</summary>
    public string? PersonalTextOrNull(string column) => reader.IsDBNull(reader.GetOrdinal(column)) ? null : PersonalText(column);

    /// <summary><see cref="PersonalValue.Bytes"/> that are never NULL.</summary>
    public byte[] PersonalBytes(string column) => Read(column, Bytes(column), static (format, stored) => format.ReadBytes(stored));

    /// <summary>A number that is never NULL.</summary>
    public long Number(string column) => reader.GetInt64(reader.GetOrdinal(column));

    /// <summary>A number or <see langword="null"/>.</summary>
    public long? NumberOrNull(string column) => reader.GetOrdinal(column) is var i && reader.IsDBNull(i) ? null : reader.GetInt64(i);

    /// <summary>Bytes that are never NULL.</summary>
    public byte[] Bytes(string column) => reader.GetFieldValue<byte[]>(reader.GetOrdinal(column));

    /// <summary>A number that means yes or no.</summary>
    public bool Flag(string column) => Number(column) != 0;

    /// <summary>A member of an enumeration stored by its name, never NULL.</summary>
    public T Value<T>(string column)
        where T : struct, Enum => Enum.Parse<T>(Text(column));

    /// <summary>A member of an enumeration stored by its name, or <see langword="null"/>.</summary>
    public T? ValueOrNull<T>(string column)
        where T : struct, Enum => TextOrNull(column) is { } text ? Enum.Parse<T>(text) : null;

    /// <summary>An instant that is never NULL.</summary>
    public DateTimeOffset Time(string column) => SqliteTime.Parse(Text(column));

    /// <summary>An instant or <see langword="null"/>.</summary>
    public DateTimeOffset? TimeOrNull(string column) => TextOrNull(column) is { } text ? SqliteTime.Parse(text) : null;

    /// <summary>A duration stored in milliseconds, or <see langword="null"/>.</summary>
    public TimeSpan? DurationOrNull(string column) =>
        NumberOrNull(column) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private T Read<T>(string column, T stored, Func<IPersonalDataFormat, T, T> read)
    {
        try
        {
            return read(personalData, stored);
        }
        catch (Exception error) when (DamagedValue.IsCauseOf(error))
        {
            throw DamagedValue.In(PlaceOf(column), error);
        }
    }

    // The column of the table, whatever the query calls it.
    private string PlaceOf(string column)
    {
        var ordinal = reader.GetOrdinal(column);
        var table = SQLitePCL.raw.sqlite3_column_table_name(reader.Handle!, ordinal).utf8_to_string();
        return table is null ? column : $"{table}.{SQLitePCL.raw.sqlite3_column_origin_name(reader.Handle!, ordinal).utf8_to_string()}";
    }
}

/// <summary>How instants are stored: ISO 8601 in UTC with a fixed length, readable with any tool and sorted as text.</summary>
internal static class SqliteTime
{
    /// <summary>The stored form.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The instant of a stored form.</summary>
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
