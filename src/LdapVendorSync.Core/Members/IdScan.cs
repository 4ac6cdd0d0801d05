using System.Numerics;

namespace LdapVendorSync.Core.Members;

/// <summary>
/// Finds the few members of a list whose id somebody before them has. In nearly every list there are none, so that no index of all ids is
/// made for them: a bit a hash tells who may be meant at all.
/// </summary>
internal static class IdScan
{
    private const int MembersPerWord = 4;
    private const int BitsOfWord = 6;

    /// <summary>The positions of members whose id an earlier one has, each with the position of the first who has it, in their order.</summary>
    public static List<(int Position, int First)> FindRepeated(IReadOnlyList<GroupMember> members)
    {
        var suspects = FindSuspects(members);
        var repeated = new List<(int, int)>();
        if (suspects.Count == 0)
            return repeated;
        var firsts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < members.Count; i++)
        {
            var id = members[i].Id;
            if (suspects.Contains(HashOf(id)) && !firsts.TryAdd(id, i))
                repeated.Add((i, firsts[id]));
        }

        return repeated;
    }

    // The hashes that somebody seems to have had before; a few of them only seem so.
    private static HashSet<int> FindSuspects(IReadOnlyList<GroupMember> members)
    {
        var seen = new ulong[BitOperations.RoundUpToPowerOf2((uint)(members.Count / MembersPerWord) + 1)];
        var suspects = new HashSet<int>();
        for (var i = 0; i < members.Count; i++)
        {
            var hash = HashOf(members[i].Id);
            ref var word = ref seen[(hash >>> BitsOfWord) & (seen.Length - 1)];
            var bit = 1UL << hash;
            if ((word & bit) != 0)
                suspects.Add(hash);
            word |= bit;
        }

        return suspects;
    }

    private static int HashOf(string id) => id.GetHashCode(StringComparison.Ordinal);
}
