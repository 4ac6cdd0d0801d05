using System.Globalization;

namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>A file is not the CSV (RFC 4180) that is expected. Nothing that was read from it before may be relied upon.</summary>
public sealed class CsvException : Exception
{
    internal CsvException(string file, int line, int column, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}, column {column}: {problem}"))
    {
        Line = line;
        Column = column;
    }

    internal CsvException(string file, int line, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {problem}")) => Line = line;

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The character of the line, counted from 1; 0 where the line as a whole is meant.</summary>
    public int Column { get; }
}
