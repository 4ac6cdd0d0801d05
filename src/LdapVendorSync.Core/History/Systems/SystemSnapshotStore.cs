using System.Text.Json;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>
/// Stores whole systems as they were at one time. To look at them without touching the file: <see cref="SystemSnapshotViewer"/>.
/// </summary>
public sealed class SystemSnapshotStore
{
    private readonly HistoryDatabase _database;
    private readonly ProfileTrimmer _trimmer;

    internal SystemSnapshotStore(HistoryDatabase database, ProfileTrimmer trimmer)
    {
        _database = database;
        _trimmer = trimmer;
    }

    /// <summary>Stores a snapshot, all or nothing, and notes who came and who is gone.</summary>
    /// <param name="snapshot">What is known of it; number and counts are given here.</param>
    /// <param name="content">What was read.</param>
    /// <param name="cancellationToken">Ends the wait; nothing was stored then.</param>
    /// <returns>The snapshot with its number and counts.</returns>
    /// <exception cref="HistoryException">It was not stored.</exception>
    public async Task<SystemSnapshot> SaveAsync(SystemSnapshot snapshot, SystemContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(content);
        var counted = snapshot with
        {
            Users = content.Users.Count,
            Groups = content.Groups.Count,
            Memberships = content.Groups.Sum(group => group.MemberIds.Count),
            Nestings = content.Groups.Sum(group => group.NestedIds.Count),
        };

        // Whatever takes time is done before the transaction: other runs wait for it.
        var kept = content with { Users = _trimmer.KeepsValues ? content.Users : [.. content.Users.Select(_trimmer.Trim)] };
        var chunks = await Task.Run(() => SystemContentCodec.Write(kept), cancellationToken).ConfigureAwait(false);
        return await _database.WriteAsync(session => Insert(session, counted, kept, chunks), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The time that the snapshot before confirms: when the new one was taken, but not later than that. What is forgotten for its age waits
    /// for a second snapshot that says so, because the clock of one may be wrong.
    /// </summary>
    /// <param name="snapshot">The new snapshot.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The history cannot be read.</exception>
    public Task<DateTimeOffset> ConfirmTimeAsync(SystemSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return _database.ReadAsync(
            session => session
                .Query(
                    "SELECT taken_at FROM system_snapshots WHERE number < $1 ORDER BY number DESC LIMIT 1",
                    row => row.Time("taken_at"),
                    snapshot.Number)
                .Append(snapshot.TakenAt)
                .Min(),
            cancellationToken);
    }

    /// <summary>Forgets snapshots and people who are gone, when their time is over.</summary>
    /// <param name="limits">How long what is kept. The newest complete snapshot of each system always is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many snapshots were forgotten.</returns>
    /// <exception cref="HistoryException">Nothing was forgotten.</exception>
    public Task<int> PruneAsync(SystemRetentionLimits limits, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => new SystemRetention(session, limits).Apply(), cancellationToken);

    private static SystemSnapshot Insert(SqliteSession session, SystemSnapshot snapshot, SystemContent content, List<SystemChunk> chunks)
    {
        var stored = FindOrInsertContent(session, chunks);
        var number = session.ScalarNumber(
            """
            INSERT INTO system_snapshots (system, side, kind, target, started_at, taken_at, doubts, doubtful_parts, is_complete,
                users, groups, memberships, nestings, content)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING number
            """,
            snapshot.System,
            snapshot.Side.ToString(),
            snapshot.Kind,
            snapshot.Target,
            SqliteTime.Format(snapshot.StartedAt),
            SqliteTime.Format(snapshot.TakenAt),
            PersonalValue.Text(JsonSerializer.Serialize(snapshot.Doubts, HistoryJson.Readable.IReadOnlyListString)),
            snapshot.DoubtfulParts.ToString(),
            snapshot.IsComplete,
            snapshot.Users,
            snapshot.Groups,
            snapshot.Memberships,
            snapshot.Nestings,
            stored);
        var numbered = snapshot with { Number = (int)number };
        new SystemPeople(session, numbered).Note(content.Users);
        return numbered;
    }

    private static long FindOrInsertContent(SqliteSession session, List<SystemChunk> chunks)
    {
        var hash = SystemChunk.HashOf(chunks);
        if (session.Scalar("SELECT id FROM system_contents WHERE hash = $1", PersonalValue.Key(hash)) is long known)
            return known;
        var content = session.ScalarNumber("INSERT INTO system_contents (hash) VALUES ($1) RETURNING id", PersonalValue.Key(hash));
        for (var place = 0; place < chunks.Count; place++)
        {
            session.Execute(
                "INSERT INTO system_content_chunks (content, position, part, chunk) VALUES ($1, $2, $3, $4)",
                content,
                place,
                chunks[place].Part.ToString(),
                FindOrInsert(session, chunks[place]));
        }

        return content;
    }

    private static long FindOrInsert(SqliteSession session, SystemChunk chunk) =>
        session.Scalar("SELECT id FROM system_chunks WHERE hash = $1", PersonalValue.Key(chunk.Hash)) as long?
        ?? session.ScalarNumber(
            "INSERT INTO system_chunks (hash, body) VALUES ($1, $2) RETURNING id",
            PersonalValue.Key(chunk.Hash),
            PersonalValue.Bytes(chunk.Body));
}
