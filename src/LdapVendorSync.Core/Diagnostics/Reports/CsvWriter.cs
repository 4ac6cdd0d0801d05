using System.Buffers;
using System.Text;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>
/// Writes comma-separated values (RFC 4180) that a spreadsheet shows as text: a field that it would take for a formula gets an apostrophe
/// in front (OWASP, CSV Injection).
/// </summary>
public sealed class CsvWriter(TextWriter writer)
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n;\t");

    // The full-width forms start a formula in East Asian editions.
    private static readonly SearchValues<char> StartFormula = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    private readonly StringBuilder _record = new();

    /// <summary>Writes one record; <see langword="null"/> is an empty field.</summary>
    public async Task WriteAsync(params string?[] fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _record.Clear();
        for (var i = 0; i < fields.Length; i++)
            _record.Append(i == 0 ? string.Empty : ",").Append(Field(fields[i]));
        await writer.WriteAsync(_record.Append("\r\n")).ConfigureAwait(false);
    }

    private static string Field(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return string.Empty;
        var text = MayBeFormula(value) ? "'" + value : value;
        return NeedsQuotes(text) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    // Some spreadsheets skip leading blanks before they look for a formula.
    private static bool MayBeFormula(string value) =>
        StartFormula.Contains(value[0]) || (value.TrimStart() is [var first, ..] && StartFormula.Contains(first));

    private static bool NeedsQuotes(string text) =>
        text.AsSpan().ContainsAny(NeedQuotes) || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]);
}
