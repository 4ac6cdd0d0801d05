namespace LdapVendorSync.Core.Members;

/// <summary>
/// Gives one text for many that are equal, such as the first names of a group. It keeps only so many and never grows: of two texts that have
/// the same place, the later one has it.
/// </summary>
internal sealed class TextPool
{
    private const int Places = 4096;
    private const int LongestText = 32;

    private string?[]? _texts;

    /// <summary>A text that is equal; the given one where none was seen lately.</summary>
    public string? Share(string? text)
    {
        if (text is null || text.Length > LongestText)
            return text;
        ref var place = ref (_texts ??= new string?[Places])[text.GetHashCode(StringComparison.Ordinal) & (Places - 1)];
        if (place is { } known && string.Equals(known, text, StringComparison.Ordinal))
            return known;
        place = text;
        return text;
    }
}
