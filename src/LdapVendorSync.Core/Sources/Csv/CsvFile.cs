namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>One file, read from its header to its end.</summary>
internal static class CsvFile
{
    private static readonly FileStreamOptions Sequential = new()
    {
        Access = FileAccess.Read,
        BufferSize = 0,
        Mode = FileMode.Open,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        Share = FileShare.Read,
    };

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="begin">Takes the header and says what takes the rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many rows came after the header.</returns>
    /// <exception cref="CsvException">It is no CSV, or damaged.</exception>
    public static async Task<int> ReadAsync(
        string file, CsvFormat format, Func<CsvHeader, Action<CsvRow>> begin, CancellationToken cancellationToken)
    {
        var stream = File.Open(file, Sequential);
        await using (stream.ConfigureAwait(false))
        {
            using var text = await format.OpenTextAsync(stream, file, cancellationToken).ConfigureAwait(false);
            var reader = new CsvReader(text, file, format.Delimiter);
            var (count, last) = await ReadRowsAsync(reader, file, begin, cancellationToken).ConfigureAwait(false);
            if (format.RequireFinalNewline && !reader.EndsInLineBreak)
                throw new CsvException(
                    file,
                    last,
                    "the last line does not end in a line break, so that it may have been cut off. Write the file whole, or set "
                        + "require_final_newline: false where whoever writes it ends it like this.");
            return count;
        }
    }

    private static async Task<(int Count, int LastLine)> ReadRowsAsync(
        CsvReader reader, string file, Func<CsvHeader, Action<CsvRow>> begin, CancellationToken cancellationToken)
    {
        CsvHeader? header = null;
        Action<CsvRow>? take = null;
        var (count, last) = (0, 1);
        await foreach (var row in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            last = row.Line;
            if (header is null)
            {
                header = new CsvHeader(file, row);
                take = begin(header);
                continue;
            }

            if (row.Fields.Length != header.Names.Count)
                throw new CsvException(file, row.Line, $"the row has {row.Fields.Length} fields, the header {header.Names.Count}.");
            take!(row);
            count++;
        }

        return header is null ? throw new CsvException(file, 1, "the file is empty; a header is expected.") : (count, last);
    }
}
