namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Finds groups of one side by id or name.</summary>
internal sealed class GroupNames
{
    private readonly ContentIndex _index;
    private readonly ILookup<string, int> _byName;

    public GroupNames(ContentIndex index)
    {
        _index = index;
        _byName = Enumerable.Range(0, index.Groups.Count).ToLookup(group => ContentIndex.NameKey(index.Groups[group].Name), StringComparer.Ordinal);
    }

    /// <summary>The group with an id, or else the only one with a name; case and surrounding blanks of names aside.</summary>
    public int? Find(string idOrName) => _index.GroupOf(idOrName) is >= 0 and var group ? group : Only(idOrName);

    /// <summary>The only group with a name.</summary>
    public int? Only(string name)
    {
        var found = _byName[ContentIndex.NameKey(name)].Take(2).ToList();
        return found is [var only] ? only : null;
    }

    /// <summary>Whether no other group has the group's name.</summary>
    public bool IsAlone(int group) => Only(_index.Groups[group].Name) is not null;
}
