using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>What the files of a source say, in memory.</summary>
internal sealed class CsvDirectory
{
    /// <summary>Everybody of whom the file says one thing, by id, in its order.</summary>
    public Dictionary<string, GroupMember> People { get; } = new(StringComparer.Ordinal);

    /// <summary>By id, why nothing is done with somebody: two rows have the id, or theirs cannot be understood.</summary>
    public Dictionary<string, CsvDoubt> Doubts { get; } = new(StringComparer.Ordinal);

    /// <summary>The lines of rows without an id.</summary>
    public List<int> LinesWithoutId { get; } = [];

    public CsvGroups Groups { get; } = new();
}
