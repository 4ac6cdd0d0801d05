using System.Buffers;
using System.Text;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History.Snapshots;

/// <summary>
/// Members cut into leaves, and leaves into branches, at people whom the hash of their id chooses. Somebody who comes, goes or changes
/// moves no other cut, so that everything around is stored already.
/// </summary>
internal sealed class SnapshotTree
{
    private const int LeafMembers = 64;
    private const int BranchLeaves = 32;

    private readonly GroupMember[] _members;
    private readonly SnapshotDetails _details;
    private SnapshotTree? _trimmed;

    private SnapshotTree(GroupMember[] members, SnapshotDetails details)
    {
        _members = members;
        _details = details;
    }

    /// <summary>The members, in rows.</summary>
    public IReadOnlyList<SnapshotLeaf> Leaves => field ??= CutLeaves();

    /// <summary>The leaves, in rows.</summary>
    public IReadOnlyList<SnapshotBranch> Branches => field ??= CutBranches();

    /// <summary>The plain bytes of what the read told besides its members.</summary>
    public byte[] Details => field ??= SnapshotCodec.Write(_details);

    /// <summary>The hash of everything.</summary>
    public string RootHash =>
        field ??= SnapshotCodec.Hash(SnapshotNodeKind.Root, [.. Join(Branches.Select(branch => branch.Hash)), .. Details]);

    /// <summary>How many members there are.</summary>
    public int Count => _members.Length;

    public static SnapshotTree Create(IReadOnlyList<GroupMember> members, SnapshotDetails details)
    {
        GroupMember[] sorted = [.. members];
        Array.Sort(sorted, Compare);
        return new SnapshotTree(sorted, details);
    }

    /// <summary>The same without what the history is not to keep.</summary>
    public SnapshotTree Trim(ProfileTrimmer trimmer) => trimmer.KeepsAll ? this : _trimmed ??= MakeTrimmed(trimmer);

    /// <summary>The body of a leaf.</summary>
    public byte[] Body(SnapshotLeaf leaf)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SnapshotCodec.Write(_members.AsSpan(leaf.Start, leaf.Count), buffer);
        return SnapshotCodec.Pack(buffer.WrittenSpan);
    }

    /// <summary>The body of the root.</summary>
    public byte[] Body() => SnapshotCodec.Pack(Details);

    // Where members have little to leave out, a big group need not be in memory twice.
    private SnapshotTree MakeTrimmed(ProfileTrimmer trimmer)
    {
        var details = trimmer.Trim(_details);
        return ReferenceEquals(details, _details) && Array.TrueForAll(_members, member => ReferenceEquals(trimmer.Trim(member), member))
            ? this
            : Create(Array.ConvertAll(_members, trimmer.Trim), details);
    }

    private static int Compare(GroupMember one, GroupMember other) =>
        string.CompareOrdinal(one.Id, other.Id) is not 0 and var order ? order : string.CompareOrdinal(one.UserName, other.UserName);

    private List<SnapshotLeaf> CutLeaves()
    {
        var leaves = new List<SnapshotLeaf>();
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var (start, count) in ContentCuts.Cut(_members.Length, place => _members[place].Id, LeafMembers))
        {
            buffer.ResetWrittenCount();
            SnapshotCodec.Write(_members.AsSpan(start, count), buffer);
            var endsBranch = ContentCuts.Scatter(_members[start + count - 1].Id) / LeafMembers % BranchLeaves == 0;
            leaves.Add(new SnapshotLeaf(start, count, SnapshotCodec.Hash(SnapshotNodeKind.Leaf, buffer.WrittenSpan), endsBranch));
        }

        return leaves;
    }

    private List<SnapshotBranch> CutBranches()
    {
        var branches = new List<SnapshotBranch>();
        for (var start = 0; start < Leaves.Count;)
        {
            var end = start + 1;
            while (end < Leaves.Count && !Leaves[end - 1].EndsBranch)
                end++;
            var leaves = Leaves.Skip(start).Take(end - start).ToList();
            branches.Add(new SnapshotBranch(leaves, SnapshotCodec.Hash(SnapshotNodeKind.Branch, Join(leaves.Select(leaf => leaf.Hash)))));
            start = end;
        }

        return branches;
    }

    private static byte[] Join(IEnumerable<string> hashes) => Encoding.ASCII.GetBytes(string.Concat(hashes));
}

/// <summary>Members in a row.</summary>
/// <param name="Start">The first, by its place.</param>
/// <param name="Count">How many.</param>
/// <param name="Hash">The hash of what they are.</param>
/// <param name="EndsBranch">Whether the branch ends here.</param>
internal sealed record SnapshotLeaf(int Start, int Count, string Hash, bool EndsBranch);

/// <summary>Leaves in a row.</summary>
/// <param name="Leaves">The leaves.</param>
/// <param name="Hash">The hash of what they are.</param>
internal sealed record SnapshotBranch(IReadOnlyList<SnapshotLeaf> Leaves, string Hash);
