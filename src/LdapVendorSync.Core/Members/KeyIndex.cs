using System.Runtime.InteropServices;

namespace LdapVendorSync.Core.Members;

/// <summary>
/// Finds members by their keys. Two members <em>fit</em> if the first attribute of <c>match_on</c> that both of them have is the same:
/// a later key counts only where an earlier one is absent. They <em>share</em> a key if any of them is the same.
/// </summary>
internal sealed class KeyIndex
{
    /// <summary>How many attributes can be keys: one bit for each.</summary>
    public const int MostAttributes = 64;

    private readonly IReadOnlyList<string> _matchOn;
    private readonly int _capacity;

    // For every attribute of match_on the shelves of its holders, one for each combination of earlier attributes that holders have.
    // Whoever has none of a shelf's earlier attributes fits everybody under their key there: pairs need not be looked at one by one.
    private readonly List<Shelf>[] _shelves;

    /// <summary>An index without members.</summary>
    /// <param name="matchOn">The attributes that are keys, the best first.</param>
    /// <param name="capacity">How many members are expected.</param>
    public KeyIndex(IReadOnlyList<string> matchOn, int capacity = 0)
    {
        _matchOn = matchOn;
        _capacity = capacity;
        _shelves = [.. matchOn.Select(_ => new List<Shelf>(1))];
    }

    public void Add(GroupMember member)
    {
        var earlier = 0UL;
        for (var i = 0; i < _shelves.Length; i++)
        {
            if (Key(member, i) is not { } key)
                continue;
            ShelfOf(i, earlier).Add(key, member);
            earlier |= 1UL << i;
        }
    }

    /// <summary>How many members fit somebody.</summary>
    /// <param name="member">The person or account.</param>
    /// <param name="first">One of them, where there is any.</param>
    public int CountFitting(GroupMember member, out GroupMember? first)
    {
        first = null;
        var count = 0;
        var earlier = 0UL;
        for (var i = 0; i < _shelves.Length; i++)
        {
            if (Key(member, i) is not { } key)
                continue;
            foreach (var shelf in _shelves[i])
            {
                if ((shelf.Earlier & earlier) != 0 || !shelf.TryFind(key, out var holders))
                    continue;
                first ??= holders.First;
                count += holders.Count;
            }

            earlier |= 1UL << i;
        }

        return count;
    }

    /// <summary>The members who fit somebody.</summary>
    public IEnumerable<GroupMember> Fitting(GroupMember member)
    {
        var earlier = 0UL;
        for (var i = 0; i < _shelves.Length; i++)
        {
            if (Key(member, i) is not { } key)
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
            if (Key(member, i) is not { } key)
                continue;
            foreach (var holder in Holders(i, key, earlier: 0))
                yield return holder;
        }
    }

    private IEnumerable<GroupMember> Holders(int position, string key, ulong earlier)
    {
        foreach (var shelf in _shelves[position])
        {
            if ((shelf.Earlier & earlier) != 0 || !shelf.TryFind(key, out var holders))
                continue;
            foreach (var holder in holders.All())
                yield return holder;
        }
    }

    private Shelf ShelfOf(int position, ulong earlier)
    {
        var shelves = _shelves[position];
        foreach (var shelf in shelves)
        {
            if (shelf.Earlier == earlier)
                return shelf;
        }

        var added = new Shelf(earlier, shelves.Count == 0 ? _capacity : 0);
        shelves.Add(added);
        return added;
    }

    private string? Key(GroupMember member, int position) => ComparableText.IgnoringCase(member.GetValue(_matchOn[position]));

    /// <summary>The holders of one attribute's keys who have the same earlier attributes.</summary>
    private sealed class Shelf(ulong earlier, int capacity)
    {
        private readonly Dictionary<string, KeyHolders> _holders = new(capacity, StringComparer.Ordinal);

        /// <summary>Which earlier attributes these members have, one bit for each.</summary>
        public ulong Earlier => earlier;

        public void Add(string key, GroupMember member) =>
            CollectionsMarshal.GetValueRefOrAddDefault(_holders, key, out _).Add(member);

        public bool TryFind(string key, out KeyHolders holders) => _holders.TryGetValue(key, out holders);
    }
}
