namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>The first row of a file: the names of its columns, in which case does not count.</summary>
internal sealed class CsvHeader
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="CsvException">A column has no name, or two have the same.</exception>
    public CsvHeader(string file, CsvRow row)
    {
        File = file;
        Line = row.Line;
        Names = [.. row.Fields.Select(name => name.Trim())];
        for (var index = 0; index < Names.Count; index++)
        {
            if (Names[index].Length == 0)
                throw new CsvException(file, row.Line, $"column {index + 1} of the header has no name.");
            if (!_columns.TryAdd(Names[index], index))
                throw new CsvException(file, row.Line, $"the header has two columns named '{Names[index]}'.");
        }
    }

    public string File { get; }

    public int Line { get; }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The column of a name that a setting gives, else that of a usual name, if there is one.</summary>
    /// <exception cref="CsvException">The setting's is not there.</exception>
    public int? Find(string? given, string usual, string setting) =>
        given is not null ? Require(given, setting) : _columns.TryGetValue(usual, out var index) ? index : null;

    /// <summary>The column of a name.</summary>
    /// <exception cref="CsvException">It is not there.</exception>
    public int Require(string name, string setting) => _columns.TryGetValue(name.Trim(), out var index)
        ? index
        : throw new CsvException(File, Line, $"the header has no column '{name}' ({setting}); it has '{string.Join("', '", Names)}'.");
}
