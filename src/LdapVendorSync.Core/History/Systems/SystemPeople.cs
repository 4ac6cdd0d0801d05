using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>
/// Notes who was ever seen in a system. Of whoever is there only the beginning is kept, so that a snapshot without changes writes nothing;
/// whoever is gone is kept as they were last seen.
/// </summary>
/// <param name="session">The history, in a transaction.</param>
/// <param name="snapshot">The snapshot that was just stored.</param>
internal sealed class SystemPeople(SqliteSession session, SystemSnapshot snapshot)
{
    private const string System = "side = $1 AND system = $2";
    private readonly string _side = snapshot.Side.ToString();

    /// <summary>Notes those of the snapshot as seen and, if the list of people is proved to be whole, the others as gone.</summary>
    public void Note(IReadOnlyList<GroupMember> users)
    {
        // Of a list that is the same as in the snapshot before there is nothing to note.
        if (Earlier() is [var before, ..] && before.HasSameContent && before.ProvesUsers == snapshot.Proves(SystemParts.Users))
            return;
        var missing = Known();
        foreach (var user in users)
        {
            if (!missing.Remove(user.Id, out var isGone))
                Insert(user.Id);
            else if (isGone)
                Return(user.Id);
        }

        if (snapshot.Proves(SystemParts.Users))
            Leave([.. missing.Where(person => !person.Value).Select(person => person.Key)]);
    }

    private Dictionary<string, bool> Known() => session
        .Query(
            $"SELECT person_id, last_seen_at IS NOT NULL AS is_gone FROM system_people WHERE {System}",
            row => (Id: row.PersonalKey("person_id"), IsGone: row.Flag("is_gone")),
            _side,
            snapshot.System)
        .ToDictionary(person => person.Id, person => person.IsGone, StringComparer.Ordinal);

    private void Insert(string id) => session.Execute(
        "INSERT OR IGNORE INTO system_people (side, system, person_id, first_seen_at) VALUES ($1, $2, $3, $4)",
        _side,
        snapshot.System,
        PersonalValue.Key(id),
        SqliteTime.Format(snapshot.TakenAt));

    private void Return(string id) => session.Execute(
        $"UPDATE system_people SET last_seen_at = NULL, last_snapshot = NULL, profile = NULL WHERE {System} AND person_id = $3",
        _side,
        snapshot.System,
        PersonalValue.Key(id));

    private void Leave(HashSet<string> gone)
    {
        var reader = new SystemSnapshotReader(session);
        foreach (var earlier in Earlier())
        {
            if (gone.Count == 0)
                return;
            foreach (var person in reader.Users(earlier.Number).Where(person => gone.Remove(person.Id)))
                Leave(person.Id, earlier.TakenAt, earlier.Number, person);
        }

        // Every snapshot that had them is forgotten.
        foreach (var id in gone)
            Leave(id, null, null, null);
    }

    private void Leave(string id, string? lastSeenAt, int? number, GroupMember? profile) => session.Execute(
        $"""
        UPDATE system_people SET last_seen_at = coalesce($4, first_seen_at), last_snapshot = $5, profile = $6
        WHERE {System} AND person_id = $3
        """,
        _side,
        snapshot.System,
        PersonalValue.Key(id),
        lastSeenAt,
        number,
        profile is null || SnapshotEraser.IsErased(profile)
            ? null
            : PersonalValue.Text(StoredMember.Of(profile).ToJson()));

    private List<(int Number, string TakenAt, bool HasSameContent, bool ProvesUsers)> Earlier() => session.Query(
        """
        SELECT number, taken_at, doubtful_parts, content = (SELECT content FROM system_snapshots WHERE number = $3) AS same
        FROM system_snapshots WHERE side = $1 AND system = $2 COLLATE NOCASE AND number < $3 ORDER BY number DESC
        """,
        row => (
            (int)row.Number("number"),
            row.Text("taken_at"),
            row.Flag("same"),
            !Enum.Parse<SystemParts>(row.Text("doubtful_parts")).HasFlag(SystemParts.Users)),
        _side,
        snapshot.System,
        snapshot.Number);
}
