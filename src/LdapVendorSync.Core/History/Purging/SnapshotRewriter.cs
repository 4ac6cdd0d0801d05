using System.Buffers;
using System.Text;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Purging;

/// <summary>
/// Rewrites what snapshots hold, in place. A part that was rewritten, and whatever it belongs to, is no longer found by what a group holds
/// now: the next snapshot is stored anew.
/// </summary>
/// <param name="session">The history, in a transaction.</param>
internal sealed class SnapshotRewriter(SqliteSession session)
{
    private readonly HashSet<long> _rewritten = [];

    /// <summary>Whose members a leaf holds: a leaf may belong to several groups of a system.</summary>
    /// <param name="Leaf">The leaf.</param>
    /// <param name="IsVendor">Whether they are accounts of a vendor.</param>
    /// <param name="System">The name of the source, or the canonical name of the target.</param>
    public readonly record struct LeafOwner(long Leaf, bool IsVendor, string System);

    /// <summary>The leaves of all snapshots with the systems that they tell of.</summary>
    public IReadOnlyList<LeafOwner> ReadLeaves()
    {
        var systems = new Dictionary<long, string>();
        var owners = new HashSet<LeafOwner>();
        var rows = session.Query(
            """
            SELECT DISTINCT s.root, s.side, m.target, leaves.child
            FROM snapshots s
            JOIN mappings m ON m.id = s.mapping_id
            JOIN snapshot_edges branches ON branches.parent = s.root
            JOIN snapshot_edges leaves ON leaves.parent = branches.child
            """,
            row => (Root: row.Number("root"), IsVendor: row.Value<ReadSide>("side") == ReadSide.Vendor, Target: row.Text("target"), Leaf: row.Number("child")));
        foreach (var (root, isVendor, target, leaf) in rows)
        {
            if (!systems.TryGetValue(root, out var source))
                systems[root] = source = SnapshotCodec.ReadDetails(Load(root)).System;
            owners.Add(new LeafOwner(leaf, isVendor, isVendor ? target : source));
        }

        return [.. owners];
    }

    /// <summary>The members of a leaf.</summary>
    public List<GroupMember> ReadMembers(long leaf) => [.. SnapshotCodec.ReadMembers(Load(leaf))];

    /// <summary>Gives a leaf other members.</summary>
    /// <returns>Whether they are others.</returns>
    public bool TryWrite(long leaf, List<GroupMember> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SnapshotCodec.Write([.. members], buffer);
        var hash = SnapshotCodec.Hash(SnapshotNodeKind.Leaf, buffer.WrittenSpan);
        if (buffer.WrittenSpan.SequenceEqual(Load(leaf)))
            return false;
        _rewritten.UnionWith(ParentsOf([leaf]));
        if (session.Scalar("SELECT id FROM snapshot_nodes WHERE hash = $1 AND id <> $2", PersonalValue.Key(hash), leaf) is long same)
        {
            session.Execute("UPDATE snapshot_edges SET child = $1 WHERE child = $2", same, leaf);
            session.Execute("DELETE FROM snapshot_nodes WHERE id = $1", leaf);
            return true;
        }

        Store(leaf, hash, SnapshotCodec.Pack(buffer.WrittenSpan));
        return true;
    }

    /// <summary>Rewrites what reads told besides their members.</summary>
    /// <param name="rewrite">Gives the new details, or the very same.</param>
    /// <returns>How many changed.</returns>
    public int RewriteDetails(Func<string, string> rewrite)
    {
        var count = 0;
        foreach (var root in session.Query("SELECT DISTINCT root FROM snapshots", row => row.Number("root")))
        {
            var json = Encoding.UTF8.GetString(Load(root));
            var rewritten = rewrite(json);
            if (rewritten == json)
                continue;
            Store(root, SnapshotCodec.NewHash(), SnapshotCodec.Pack(Encoding.UTF8.GetBytes(rewritten)));
            count++;
        }

        return count;
    }

    /// <summary>Ends the work: nothing that holds a rewritten part is found by its old content any more.</summary>
    public void Complete()
    {
        foreach (var id in _rewritten.Concat(ParentsOf([.. _rewritten])).Distinct().ToList())
            session.Execute("UPDATE snapshot_nodes SET hash = $2 WHERE id = $1", id, PersonalValue.Key(SnapshotCodec.NewHash()));
        _rewritten.Clear();
    }

    private byte[] Load(long node) => SnapshotCodec.Unpack(
        session.Query("SELECT body FROM snapshot_nodes WHERE id = $1", row => row.PersonalBytes("body"), node).Single());

    private void Store(long node, string hash, byte[] body) => session.Execute(
        "UPDATE snapshot_nodes SET hash = $2, body = $3 WHERE id = $1", node, PersonalValue.Key(hash), PersonalValue.Bytes(body));

    private List<long> ParentsOf(IReadOnlyCollection<long> nodes) =>
        [.. nodes.SelectMany(node => session.Query("SELECT parent FROM snapshot_edges WHERE child = $1", row => row.Number("parent"), node))];
}
