namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Finds groups of one side by id, name or description (in Odoo, the XML id is the name, and the name that people see the description).</summary>
internal sealed class GroupNames
{
    private readonly ContentIndex _index;
    private readonly ILookup<string, int> _byName;
    private readonly ILookup<string, int> _byDescription;

    public GroupNames(ContentIndex index)
    {
        _index = index;
        _byName = Enumerable.Range(0, index.Groups.Count).ToLookup(group => ContentIndex.NameKey(index.Groups[group].Name), StringComparer.Ordinal);
        _byDescription = Enumerable.Range(0, index.Groups.Count)
            .Where(group => !string.IsNullOrWhiteSpace(index.Groups[group].Description))
            .ToLookup(group => ContentIndex.NameKey(index.Groups[group].Description!), StringComparer.Ordinal);
    }

    /// <summary>The group with an id, or else the only one with a name, or else with a description; case and surrounding blanks aside.</summary>
    public int? Find(string text) => _index.GroupOf(text) is >= 0 and var group ? group : Only(text) ?? Only(_byDescription, text);

    /// <summary>The only group with a name.</summary>
    public int? Only(string name) => Only(_byName, name);

    /// <summary>Whether no other group has the group's name.</summary>
    public bool IsAlone(int group) => Only(_index.Groups[group].Name) is not null;

    private static int? Only(ILookup<string, int> groups, string text)
    {
        var found = groups[ContentIndex.NameKey(text)].Take(2).ToList();
        return found is [var only] ? only : null;
    }
}
