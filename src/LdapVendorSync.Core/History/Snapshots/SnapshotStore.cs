using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Snapshots;

/// <summary>
/// Both sides of each mapping as real runs read them, stored by their content: what did not change since any earlier run costs one row.
/// </summary>
public sealed class SnapshotStore
{
    private const int LeavesPerCommit = 64;
    private const int Attempts = 3;

    // A branch is what is below it. SQLite's functions take no bytes for NULL.
    private static readonly byte[] BranchBody = [0];

    private readonly HistoryDatabase _database;
    private readonly ProfileTrimmer _trimmer;

    internal SnapshotStore(HistoryDatabase database, ProfileTrimmer trimmer)
    {
        _database = database;
        _trimmer = trimmer;
    }

    /// <summary>Saves one side of a mapping as a run read it.</summary>
    /// <param name="key">The run, the mapping, the side.</param>
    /// <param name="tree">What was read.</param>
    /// <param name="cancellationToken">Ends it; nothing refers then to what was written.</param>
    /// <exception cref="HistoryException">It was not saved.</exception>
    internal async Task SaveAsync(SnapshotKey key, SnapshotTree tree, CancellationToken cancellationToken)
    {
        tree = tree.Trim(_trimmer);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            await InsertMissingAsync(tree, cancellationToken).ConfigureAwait(false);
            if (await _database.WriteAsync(session => Link(session, key, tree), cancellationToken).ConfigureAwait(false))
                return;
        }

        throw new HistoryException(HistoryFailure.Busy, "Another process went on removing parts of the snapshot while it was written.");
    }

    /// <summary>Saves the parts of what was read that are not stored yet, which is most of the work of <see cref="SaveAsync"/>.</summary>
    /// <param name="tree">What was read.</param>
    /// <param name="cancellationToken">Ends it; nothing refers then to what was written.</param>
    /// <exception cref="HistoryException">It was not saved.</exception>
    internal Task SaveContentAsync(SnapshotTree tree, CancellationToken cancellationToken) =>
        InsertMissingAsync(tree.Trim(_trimmer), cancellationToken);

    /// <summary>Removes the parts that no snapshot refers to any more.</summary>
    internal static void Prune(SqliteSession session)
    {
        const string Unused = """
            DELETE FROM snapshot_nodes WHERE id IN (
                SELECT id FROM snapshot_nodes EXCEPT SELECT child FROM snapshot_edges EXCEPT SELECT root FROM snapshots)
            """;

        // Roots, then the branches that only they had, then the leaves that only those had.
        while (session.Execute(Unused) > 0)
        {
        }
    }

    private async Task InsertMissingAsync(SnapshotTree tree, CancellationToken cancellationToken)
    {
        var missing = await _database.ReadAsync(session => FindMissing(session, tree), cancellationToken).ConfigureAwait(false);
        foreach (var leaves in missing.Chunk(LeavesPerCommit))
        {
            var bodies = leaves.Select(leaf => (leaf.Hash, Body: tree.Body(leaf))).ToList();
            await _database.WriteAsync(session => InsertLeaves(session, bodies), cancellationToken).ConfigureAwait(false);
        }
    }

    private static List<SnapshotLeaf> FindMissing(SqliteSession session, SnapshotTree tree) => FindNode(session, tree.RootHash) is not null
        ? []
        : [.. tree.Branches
            .Where(branch => FindNode(session, branch.Hash) is null)
            .SelectMany(branch => branch.Leaves)
            .Where(leaf => FindNode(session, leaf.Hash) is null)];

    private static bool InsertLeaves(SqliteSession session, List<(string Hash, byte[] Body)> leaves)
    {
        foreach (var (hash, body) in leaves)
        {
            session.Execute(
                "INSERT OR IGNORE INTO snapshot_nodes (hash, body) VALUES ($1, $2)", PersonalValue.Key(hash), PersonalValue.Bytes(body));
        }

        return true;
    }

    /// <returns>Whether everything was there; otherwise nothing was written.</returns>
    private static bool Link(SqliteSession session, SnapshotKey key, SnapshotTree tree)
    {
        if (FindMissing(session, tree).Count > 0)
            return false;
        session.Execute(
            """
            INSERT OR REPLACE INTO snapshots (run_id, mapping_id, side, part, read_at, completeness, members, root)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            key.RunId,
            MappingRows.IdOf(session, key.Target, key.Mapping),
            key.Side.ToString(),
            key.Part,
            SqliteTime.Format(key.ReadAt),
            key.Completeness.ToString(),
            tree.Count,
            FindNode(session, tree.RootHash) ?? InsertRoot(session, tree));
        return true;
    }

    private static long InsertRoot(SqliteSession session, SnapshotTree tree) =>
        InsertParent(session, tree.RootHash, tree.Body(), [.. tree.Branches.Select(branch => BranchOf(session, branch))]);

    private static long BranchOf(SqliteSession session, SnapshotBranch branch) => FindNode(session, branch.Hash)
        ?? InsertParent(session, branch.Hash, BranchBody, [.. branch.Leaves.Select(leaf => FindNode(session, leaf.Hash)!.Value)]);

    private static long InsertParent(SqliteSession session, string hash, byte[] body, IReadOnlyList<long> children)
    {
        var parent = session.ScalarNumber(
            "INSERT INTO snapshot_nodes (hash, body) VALUES ($1, $2) RETURNING id", PersonalValue.Key(hash), PersonalValue.Bytes(body));
        for (var i = 0; i < children.Count; i++)
            session.Execute("INSERT INTO snapshot_edges (parent, position, child) VALUES ($1, $2, $3)", parent, i, children[i]);
        return parent;
    }

    private static long? FindNode(SqliteSession session, string hash) =>
        session.Scalar("SELECT id FROM snapshot_nodes WHERE hash = $1", PersonalValue.Key(hash)) as long?;
}

/// <summary>Names one side of a mapping in a run, with what its read was worth.</summary>
/// <param name="RunId">The run, begun before and not a dry one.</param>
/// <param name="Target">The vendor target (its canonical address).</param>
/// <param name="Mapping">The mapping.</param>
/// <param name="Side">The side.</param>
/// <param name="Part">Which part of a union, from 0.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="Completeness">What the read was worth.</param>
internal sealed record SnapshotKey(
    string RunId,
    string Target,
    MappingReference Mapping,
    ReadSide Side,
    int Part,
    DateTimeOffset ReadAt,
    CompletenessStatus Completeness);
