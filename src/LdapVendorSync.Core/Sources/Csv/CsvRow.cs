namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>A row of a file.</summary>
/// <param name="Line">The line that it begins on, counted from 1.</param>
/// <param name="Fields">The fields, without quotes.</param>
internal readonly record struct CsvRow(int Line, string[] Fields)
{
    /// <summary>The field of a column without spaces at its ends; <see langword="null"/> where it is blank, or there is no such column.</summary>
    public string? this[int? column] => column is { } index && Fields[index].Trim() is { Length: > 0 } text ? text : null;
}
