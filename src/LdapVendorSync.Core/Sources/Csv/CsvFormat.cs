using System.Text;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>How the files of a source are written.</summary>
/// <param name="Encoding">The encoding; <see langword="null"/> for that of the byte order mark, else UTF-8.</param>
/// <param name="Delimiter">What separates the fields; <see langword="null"/> to look at the header.</param>
/// <param name="RequireFinalNewline">Whether the last line must end in a line break.</param>
internal sealed record CsvFormat(Encoding? Encoding, char? Delimiter, bool RequireFinalNewline)
{
    private static readonly DecoderReplacementFallback Mark = new(CsvReader.Invalid.ToString());

    private static readonly Encoding[] Marked = [Strict("utf-8"), Strict("utf-16"), Strict("utf-16BE")];

    /// <summary>The format that settings ask for.</summary>
    /// <exception cref="SourceException">The encoding or the delimiter is not known.</exception>
    public static CsvFormat Of(CsvSourceSettings settings)
    {
        Encoding? encoding = null;
        if (settings.Encoding is { } name && !TryFindEncoding(name, out encoding))
            throw Fail(settings, $"encoding: there is no encoding '{name}'.");
        char? delimiter = null;
        if (settings.Delimiter is { } text)
            delimiter = CsvDelimiter.TryParse(text, out var parsed) ? parsed : throw Fail(settings, $"delimiter: '{text}' is not one character.");
        return new CsvFormat(encoding, delimiter, settings.RequireFinalNewline);
    }

    /// <summary>Whether there is an encoding of a name.</summary>
    public static bool TryFindEncoding(string name, out Encoding? encoding)
    {
        try
        {
            encoding = Strict(name);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            encoding = null;
            return false;
        }
    }

    /// <summary>Opens the text of a file, behind its byte order mark.</summary>
    /// <exception cref="CsvException">The mark contradicts the encoding of the settings.</exception>
    public async Task<StreamReader> OpenTextAsync(Stream stream, string file, CancellationToken cancellationToken)
    {
        var start = new byte[3];
        var count = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var marked = Array.Find(Marked, encoding => start.AsSpan(0, count).StartsWith(encoding.Preamble));
        if (marked is not null && Encoding is not null && !IsSame(marked, Encoding))
            throw new CsvException(
                file, 1, 1, $"the file begins with the byte order mark of {marked.WebName}, but encoding says {Encoding.WebName}.");
        stream.Position = marked?.Preamble.Length ?? 0;
        return new StreamReader(stream, marked ?? Encoding ?? Marked[0], detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
    }

    // "utf-16" leaves the order of the bytes to the mark.
    private static bool IsSame(Encoding marked, Encoding given) =>
        marked.CodePage == given.CodePage || (marked.WebName == "utf-16BE" && given.WebName == "utf-16");

    private static Encoding Strict(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, Mark)
        ?? System.Text.Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, Mark);

    private static SourceException Fail(CsvSourceSettings settings, string message) =>
        new(SourceFailure.Malformed, $"Source '{settings.Name}': {message}");
}
