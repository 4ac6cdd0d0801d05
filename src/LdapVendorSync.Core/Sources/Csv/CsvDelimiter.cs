namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>What separates the fields of a file.</summary>
internal static class CsvDelimiter
{
    private static readonly char[] Usual = [',', ';', '\t'];

    /// <summary>Whether a setting names a delimiter.</summary>
    public static bool TryParse(string text, out char delimiter)
    {
        delimiter = text is "tab" or "\\t" ? '\t' : text.FirstOrDefault();
        return (text.Length == 1 || delimiter == '\t') && delimiter is not ('"' or '\r' or '\n' or '\0') && !char.IsSurrogate(delimiter);
    }

    /// <summary>The one delimiter that the header has; <see langword="null"/> where it has several kinds.</summary>
    public static char? Detect(ReadOnlySpan<char> text)
    {
        var seen = new HashSet<char>();
        var isQuoted = false;
        foreach (var character in text.TrimStart("\r\n"))
        {
            if (character == '"')
                isQuoted = !isQuoted;
            else if (character is '\r' or '\n' && !isQuoted)
                break;
            else if (!isQuoted && Usual.Contains(character))
                seen.Add(character);
        }

        return seen.Count switch
        {
            0 => Usual[0],
            1 => seen.Single(),
            _ => null,
        };
    }
}
