namespace LdapVendorSync.Core.Members;

/// <summary>The members of one side: each once, found by id or by key.</summary>
internal sealed class Roster
{
    private readonly HashSet<string> _clashingIds = new(StringComparer.Ordinal);

    // Made when first needed: without links nobody is looked for by id, and where every person is linked nobody by key.
    private readonly Lazy<PositionIndex> _ids;
    private readonly Lazy<KeyIndex> _keys;

    public Roster(IReadOnlyCollection<GroupMember> members, IReadOnlyList<string> matchOn)
    {
        var listed = members as IReadOnlyList<GroupMember> ?? [.. members];
        var repeated = IdScan.FindRepeated(listed);
        var keys = new KeyReader(matchOn);
        var clashing = repeated
            .Where(pair => !keys.AreSame(listed[pair.First], listed[pair.Position]))
            .Select(pair => listed[pair.Position])
            .ToList();
        _clashingIds.UnionWith(clashing.Select(member => member.Id));
        Count = listed.Count - repeated.Count;
        Members = repeated.Count == 0 ? listed : [.. Without(listed, repeated), .. clashing];
        _ids = new Lazy<PositionIndex>(IndexIds, LazyThreadSafetyMode.None);
        _keys = new Lazy<KeyIndex>(() => new KeyIndex(matchOn, Members), LazyThreadSafetyMode.None);
    }

    /// <summary>How many there are, each counted once.</summary>
    public int Count { get; }

    /// <summary>
    /// Below <see cref="Count"/> everybody once, of several entries with one id the first; behind them the entries whose keys differ from
    /// those of the first.
    /// </summary>
    public IReadOnlyList<GroupMember> Members { get; }

    /// <summary>All <see cref="Members"/> by their keys, under their positions.</summary>
    public KeyIndex Keys => _keys.Value;

    /// <summary>Whether entries with different keys have this id, so that it does not say who is meant.</summary>
    public bool IsAmbiguous(string id) => _clashingIds.Count > 0 && _clashingIds.Contains(id);

    /// <summary>Who has an id; <see langword="null"/> where nobody has.</summary>
    public GroupMember? Find(string id) => PositionOf(id) is >= 0 and var position ? Members[position] : null;

    /// <summary>The position of whoever has an id; negative where nobody has.</summary>
    public int PositionOf(string id)
    {
        var positions = _ids.Value.Find(HashOf(id));
        while (positions.Next() is >= 0 and var position)
        {
            if (Members[position].Id == id)
                return position;
        }

        return -1;
    }

    private PositionIndex IndexIds()
    {
        var ids = new PositionIndex(Count);
        for (var i = 0; i < Count; i++)
            ids.Add(HashOf(Members[i].Id), i);
        return ids;
    }

    private static IEnumerable<GroupMember> Without(IReadOnlyList<GroupMember> members, List<(int Position, int First)> repeated)
    {
        var positions = repeated.Select(pair => pair.Position).ToHashSet();
        return members.Where((_, position) => !positions.Contains(position));
    }

    private static int HashOf(string id) => id.GetHashCode(StringComparison.Ordinal);
}
