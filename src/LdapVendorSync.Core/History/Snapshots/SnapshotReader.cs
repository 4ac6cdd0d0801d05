using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Snapshots;

/// <summary>Finds snapshots and gives their members back.</summary>
/// <param name="session">The history.</param>
internal sealed class SnapshotReader(SqliteSession session)
{
    private const string Columns = """
        SELECT s.*, n.body, n.hash, m.target, m.source AS map_source, m.source_group, m.vendor, m.vendor_group
        FROM snapshots s JOIN mappings m ON m.id = s.mapping_id JOIN snapshot_nodes n ON n.id = s.root
        """;

    /// <summary>The snapshots of a run, mapping by mapping.</summary>
    public List<GroupSnapshot> OfRun(string runId) =>
        session.Query($"{Columns} WHERE s.run_id = $1 ORDER BY s.mapping_id, s.side, s.part", Read, runId);

    /// <summary>One side of a vendor group as it was last read at a moment or before: a snapshot for each part of a union.</summary>
    public List<GroupSnapshot> At(string vendor, string vendorGroup, ReadSide side, DateTimeOffset at)
    {
        const string Group = "m.vendor = $1 COLLATE NOCASE AND m.vendor_group = $2 COLLATE NOCASE AND s.side = $3";
        return session.Query(
            $"""
            {Columns} WHERE {Group} AND (s.run_id, s.mapping_id) = (
                SELECT s.run_id, s.mapping_id FROM snapshots s JOIN mappings m ON m.id = s.mapping_id
                WHERE {Group} AND s.read_at <= $4 ORDER BY s.read_at DESC LIMIT 1)
            ORDER BY s.part
            """,
            Read,
            vendor,
            vendorGroup,
            side.ToString(),
            SqliteTime.Format(at));
    }

    /// <summary>Every snapshot of one side of a vendor group, the oldest first.</summary>
    public List<GroupSnapshot> OfGroup(string vendor, string vendorGroup, ReadSide side) => session.Query(
        $"""
        {Columns} WHERE m.vendor = $1 COLLATE NOCASE AND m.vendor_group = $2 COLLATE NOCASE AND s.side = $3
        ORDER BY s.read_at, s.part
        """,
        Read,
        vendor,
        vendorGroup,
        side.ToString());

    /// <summary>The members of a snapshot, by their ids in ordinal order, one leaf at a time.</summary>
    /// <exception cref="HistoryException">A part of it is damaged.</exception>
    public IEnumerable<GroupMember> Members(GroupSnapshot snapshot) => session.Stream(
        """
        SELECT leaf.hash, leaf.body
        FROM snapshot_edges branches
        JOIN snapshot_edges leaves ON leaves.parent = branches.child
        JOIN snapshot_nodes leaf ON leaf.id = leaves.child
        WHERE branches.parent = $1
        ORDER BY branches.position, leaves.position
        """,
        row => Guard(() => SnapshotCodec.ReadMembers(Unpack(row)).ToList()),
        snapshot.Content).SelectMany(members => members);

    private static GroupSnapshot Read(SqliteRow row) => new()
    {
        RunId = row.Text("run_id"),
        Target = row.Text("target"),
        Mapping = MappingRows.Read(row),
        Side = row.Value<ReadSide>("side"),
        Part = (int)row.Number("part"),
        ReadAt = row.Time("read_at"),
        Completeness = row.Value<CompletenessStatus>("completeness"),
        Members = (int)row.Number("members"),
        Details = ReadDetails(row),
        Content = row.Number("root"),
    };

    private static SnapshotDetails ReadDetails(SqliteRow row)
    {
        var body = row.PersonalBytes("body");
        return Guard(() => SnapshotCodec.ReadDetails(SnapshotCodec.Unpack(body)));
    }

    private static byte[] Unpack(SqliteRow row) =>
        SnapshotCodec.Unpack(SnapshotNodeKind.Leaf, row.PersonalBytes("body"), row.PersonalKey("hash"));

    private static T Guard<T>(Func<T> read) => DamagedRecord.Guard("A snapshot", read);
}
