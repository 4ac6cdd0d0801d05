namespace LdapVendorSync.Core.Members;

/// <summary>
/// Finds members by their keys. Two members <em>fit</em> if the first attribute of <c>match_on</c> that both of them have is the same:
/// a later key counts only where an earlier one is absent. They <em>share</em> a key if any of them is the same.
/// </summary>
internal sealed class KeyIndex
{
    /// <summary>How many attributes can be keys: one bit for each.</summary>
    public const int MostAttributes = 64;

    /// <summary>Who fits several, fits nobody for certain. They are not counted further: everybody may have the same key.</summary>
    public const int Several = 2;

    private readonly KeyReader _keys;
    private readonly int _capacity;
    private readonly IReadOnlyList<GroupMember> _members;

    // For every attribute of match_on the shelves of its holders, one for each combination of earlier attributes that holders have.
    // Whoever has none of a shelf's earlier attributes fits everybody under their key there: pairs need not be looked at one by one.
    private readonly List<Shelf>[] _shelves;

    /// <summary>An index without members.</summary>
    /// <param name="matchOn">The attributes that are keys, the best first.</param>
    /// <param name="capacity">How many members are expected.</param>
    public KeyIndex(IReadOnlyList<string> matchOn, int capacity = 0)
        : this(matchOn, new List<GroupMember>(capacity), capacity)
    {
    }

    /// <summary>An index of a list, which nobody else changes from then on.</summary>
    /// <param name="matchOn">The attributes that are keys, the best first.</param>
    /// <param name="members">The members.</param>
    public KeyIndex(IReadOnlyList<string> matchOn, IReadOnlyList<GroupMember> members)
        : this(matchOn, members, members.Count)
    {
        for (var position = 0; position < members.Count; position++)
            Shelve(members[position], position);
    }

    private KeyIndex(IReadOnlyList<string> matchOn, IReadOnlyList<GroupMember> members, int capacity)
    {
        _keys = new KeyReader(matchOn);
        _capacity = capacity;
        _members = members;
        _shelves = [.. matchOn.Select(_ => new List<Shelf>(1))];
    }

    /// <summary>Adds a member to an index that was made without any.</summary>
    public void Add(GroupMember member)
    {
        var members = (List<GroupMember>)_members;
        Shelve(member, members.Count);
        members.Add(member);
    }

    /// <summary>Counts the members who fit somebody, up to <see cref="Several"/>.</summary>
    /// <param name="member">The person or account.</param>
    /// <param name="first">One of them, where there is any.</param>
    public int CountFitting(GroupMember member, out GroupMember? first)
    {
        var count = FindFitting(member, out var position);
        first = position < 0 ? null : _members[position];
        return count;
    }

    /// <summary>Finds the members who fit somebody.</summary>
    /// <param name="member">The person or account.</param>
    /// <param name="first">The position of one of them; negative where there is none.</param>
    /// <returns>How many there are, up to <see cref="Several"/>.</returns>
    public int FindFitting(GroupMember member, out int first)
    {
        first = -1;
        var count = 0;
        var earlier = 0UL;
        for (var i = 0; i < _shelves.Length; i++)
        {
            if (_keys[member, i] is not { } key)
                continue;
            foreach (var shelf in _shelves[i])
            {
                if ((shelf.Earlier & earlier) == 0)
                    count += Count(shelf, i, key, Several - count, ref first);
                if (count == Several)
                    return count;
            }

            earlier |= 1UL << i;
        }

        return count;
    }

    /// <summary>
    /// Whether nobody else has any key of a member who is in the index, nor perhaps has one: quick, and <see langword="false"/> also where
    /// it would have to be looked up.
    /// </summary>
    public bool IsCertainlyAlone(GroupMember member)
    {
        var hasKey = false;
        for (var i = 0; i < _shelves.Length; i++)
        {
            if (_keys[member, i] is not { } key)
                continue;
            hasKey = true;
            if (_shelves[i] is not [var only] || only.Positions.IsRepeated(HashOf(key)))
                return false;
        }

        return hasKey;
    }

    /// <summary>The members who fit somebody.</summary>
    public IEnumerable<GroupMember> Fitting(GroupMember member)
    {
        var earlier = 0UL;
        for (var i = 0; i < _shelves.Length; i++)
        {
            if (_keys[member, i] is not { } key)
                continue;
            foreach (var holder in Holders(i, key, earlier))
                yield return holder;
            earlier |= 1UL << i;
        }
    }

    /// <summary>The members who have any key of somebody's; whoever shares several keys comes several times.</summary>
    public IEnumerable<GroupMember> Sharing(GroupMember member)
    {
        for (var i = 0; i < _shelves.Length; i++)
        {
            if (_keys[member, i] is not { } key)
                continue;
            foreach (var holder in Holders(i, key, earlier: 0))
                yield return holder;
        }
    }

    private int Count(Shelf shelf, int attribute, string key, int most, ref int first)
    {
        var count = 0;
        var positions = shelf.Positions.Find(HashOf(key));
        while (count < most && positions.Next() is >= 0 and var position)
        {
            if (_keys[_members[position], attribute] != key)
                continue;
            first = first < 0 ? position : first;
            count++;
        }

        return count;
    }

    private IEnumerable<GroupMember> Holders(int attribute, string key, ulong earlier)
    {
        foreach (var shelf in _shelves[attribute])
        {
            if ((shelf.Earlier & earlier) != 0)
                continue;
            var positions = shelf.Positions.Find(HashOf(key));
            while (positions.Next() is >= 0 and var position)
            {
                if (_keys[_members[position], attribute] == key)
                    yield return _members[position];
            }
        }
    }

    private void Shelve(GroupMember member, int position)
    {
        var earlier = 0UL;
        for (var i = 0; i < _shelves.Length; i++)
        {
            if (_keys[member, i] is not { } key)
                continue;
            ShelfOf(i, earlier).Positions.Add(HashOf(key), position);
            earlier |= 1UL << i;
        }
    }

    private Shelf ShelfOf(int attribute, ulong earlier)
    {
        var shelves = _shelves[attribute];
        foreach (var shelf in shelves)
        {
            if (shelf.Earlier == earlier)
                return shelf;
        }

        var added = new Shelf(earlier, new PositionIndex(shelves.Count == 0 ? _capacity : 0));
        shelves.Add(added);
        return added;
    }

    private static int HashOf(string key) => key.GetHashCode(StringComparison.Ordinal);

    /// <summary>The holders of one attribute's keys who have the same earlier attributes.</summary>
    /// <param name="Earlier">Which earlier attributes these members have, one bit for each.</param>
    /// <param name="Positions">Where they stand in the list, by the hashes of the keys.</param>
    private sealed record Shelf(ulong Earlier, PositionIndex Positions);
}
