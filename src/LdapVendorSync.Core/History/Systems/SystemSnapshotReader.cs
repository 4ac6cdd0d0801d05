using System.Text.Json;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>Finds snapshots of systems and gives their content back.</summary>
/// <param name="session">The history.</param>
internal sealed class SystemSnapshotReader(SqliteSession session)
{
    /// <summary>The snapshots of a system, or of all, the newest first.</summary>
    public List<SystemSnapshot> List(SystemReference reference, int? limit) => session.Query(
        """
        SELECT * FROM system_snapshots
        WHERE ($1 IS NULL OR number = $1) AND ($2 IS NULL OR system = $2 COLLATE NOCASE) AND ($3 IS NULL OR side = $3)
            AND ($4 IS NULL OR taken_at <= $4) AND (is_complete OR NOT $5)
        ORDER BY number DESC LIMIT $6
        """,
        Read,
        reference.Number,
        reference.System,
        reference.Side?.ToString(),
        reference.At is { } at ? SqliteTime.Format(at) : null,
        reference.CompleteOnly,
        limit ?? -1);

    /// <summary>The content of a snapshot; none where the snapshot is not there.</summary>
    public List<SystemContent> Content(int number)
    {
        var found = session.Scalar("SELECT content FROM system_snapshots WHERE number = $1", number) as long?;
        return found is { } content ? [Guard(() => SystemContentCodec.Read(Chunks(content)))] : [];
    }

    /// <summary>The people of a snapshot.</summary>
    public IEnumerable<GroupMember> Users(int number) => Guard(() => session
        .Query(
            """
            SELECT c.body FROM system_snapshots s
            JOIN system_content_chunks e ON e.content = s.content AND e.part = 'Users' JOIN system_chunks c ON c.id = e.chunk
            WHERE s.number = $1 ORDER BY e.position
            """,
            row => row.PersonalBytes("body"),
            number)
        .SelectMany(body => SnapshotCodec.ReadMembers(SnapshotCodec.Unpack(body)))
        .ToList());

    /// <summary>Those who are gone from a system, the last seen first.</summary>
    public List<LegacyPerson> Legacy(SystemReference reference) => session.Query(
        """
        SELECT * FROM system_people
        WHERE last_seen_at IS NOT NULL AND ($1 IS NULL OR system = $1 COLLATE NOCASE) AND ($2 IS NULL OR side = $2)
        ORDER BY last_seen_at DESC, person_id
        """,
        ReadLegacy,
        reference.System,
        reference.Side?.ToString());

    private static LegacyPerson ReadLegacy(SqliteRow row) => new()
    {
        System = row.Text("system"),
        Side = row.Value<SystemSide>("side"),
        Person = row.PersonalTextOrNull("profile") is { } profile
            ? Guard(() => StoredMember.Parse(profile).ToMember())
            : new GroupMember { Id = row.PersonalKey("person_id") },
        FirstSeenAt = row.Time("first_seen_at"),
        LastSeenAt = row.Time("last_seen_at"),
        LastSnapshot = (int?)row.NumberOrNull("last_snapshot"),
    };

    private static SystemSnapshot Read(SqliteRow row) => new()
    {
        Number = (int)row.Number("number"),
        System = row.Text("system"),
        Side = row.Value<SystemSide>("side"),
        Kind = row.Text("kind"),
        Target = row.TextOrNull("target"),
        StartedAt = row.Time("started_at"),
        TakenAt = row.Time("taken_at"),
        Doubts = JsonSerializer.Deserialize(row.PersonalText("doubts"), HistoryJson.Readable.IReadOnlyListString)!,
        DoubtfulParts = Enum.Parse<SystemParts>(row.Text("doubtful_parts")),
        Users = (int)row.Number("users"),
        Groups = (int)row.Number("groups"),
        Memberships = (int)row.Number("memberships"),
        Nestings = (int)row.Number("nestings"),
    };

    private IEnumerable<(SystemParts Part, byte[] Bytes)> Chunks(long content) => session.Stream(
        """
        SELECT e.part, c.hash, c.body FROM system_content_chunks e JOIN system_chunks c ON c.id = e.chunk
        WHERE e.content = $1 ORDER BY e.position
        """,
        row => (row.Value<SystemParts>("part"), SystemChunk.Unpack(
            row.Value<SystemParts>("part"), row.PersonalBytes("body"), row.PersonalKey("hash"))),
        content);

    private static T Guard<T>(Func<T> read) => DamagedRecord.Guard("A snapshot", read);
}
