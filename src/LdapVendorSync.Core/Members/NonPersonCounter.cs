namespace LdapVendorSync.Core.Members;

/// <summary>Counts members that are no people. However many a group has, a few names are kept: those that come first, in whatever order.</summary>
internal sealed class NonPersonCounter
{
    private readonly SortedDictionary<NonPersonKind, (int Count, SortedSet<string> Names)> _kinds = [];

    public void Add(NonPersonMembers members)
    {
        var (count, names) = _kinds.GetValueOrDefault(members.Kind, (0, new SortedSet<string>(StringComparer.Ordinal)));
        foreach (var name in members.Names)
        {
            names.Add(name);
            if (names.Count > NonPersonMembers.NamesKept)
                names.Remove(names.Max!);
        }

        _kinds[members.Kind] = (count + members.Count, names);
    }

    public IReadOnlyList<NonPersonMembers> ToList() =>
        [.. _kinds.Select(kind => new NonPersonMembers(kind.Key, kind.Value.Count, [.. kind.Value.Names]))];
}
