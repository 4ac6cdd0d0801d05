namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>A group that files list or name.</summary>
/// <param name="name">The name.</param>
/// <param name="stableId">The id that survives renames; <see langword="null"/> for a group that is only named.</param>
internal sealed class CsvGroup(string name, string? stableId) : INamedGroup
{
    public string Name => name;

    /// <summary>The id that survives renames; <see langword="null"/> where the files have none.</summary>
    public string? StableId => stableId;

    public string Id => stableId ?? name;

    string INamedGroup.Label => name;

    /// <summary>The ids of the members, in the order of the file.</summary>
    public HashSet<string> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The groups that are members.</summary>
    public List<CsvGroup> Nested { get; } = [];

    /// <summary>The lines of rows without an id that name the group: it has members of whom nothing else is known.</summary>
    public List<int> LinesWithoutId { get; } = [];

    public bool NamesMembers => Members.Count > 0 || Nested.Count > 0 || LinesWithoutId.Count > 0;

    public SourceGroup ToSourceGroup() => new(Id, name);
}
