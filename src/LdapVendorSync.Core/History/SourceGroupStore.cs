using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Which group each configured name meant when it was last read. Names of sources are told apart without regard to case, those of
/// groups are not. A dry run notes nothing.
/// </summary>
public sealed class SourceGroupStore
{
    // What did not change is written anew once a day, so that it costs no commit in each run.
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromDays(1);

    private readonly HistoryDatabase _database;

    internal SourceGroupStore(HistoryDatabase database) => _database = database;

    /// <summary>What is remembered of a group; <see langword="null"/> where nothing is.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="group">The name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<SourceGroupRecord?> FindAsync(string source, string group, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Find(session, source, group)?.ToRecord(), cancellationToken);

    /// <summary>Remembers which group a name means. Whatever was known of another one is forgotten.</summary>
    /// <param name="runId">The run, begun before.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="group">The name.</param>
    /// <param name="id">The id that stays when it is renamed.</param>
    /// <param name="distinguishedName">Where it is.</param>
    /// <param name="now">The instant of the read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RememberAsync(
        string runId,
        string source,
        string group,
        string id,
        string? distinguishedName,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var row = new Row(id, distinguishedName, now);
        var known = await _database.ReadAsync(session => Find(session, source, group), cancellationToken).ConfigureAwait(false);
        if (known is not null && known with { SeenAt = now } == row && (now - known.SeenAt).Duration() < RefreshAfter)
            return;
        await _database.WriteAsync(session => IsDryRun(session, runId) || Store(session, source, group, row), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Notes that another group was found under a name. It counts once a run; the count starts anew when yet another group is found.
    /// </summary>
    /// <param name="runId">The run, begun before.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="group">The name.</param>
    /// <param name="id">The other group's id.</param>
    /// <param name="readWasComplete">Whether nothing else kept the read from being complete; otherwise the run does not count.</param>
    /// <param name="now">The instant of the read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task NoteSuccessorAsync(
        string runId,
        string source,
        string group,
        string id,
        bool readWasComplete,
        DateTimeOffset now,
        CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            if (!IsDryRun(session, runId) && Find(session, source, group) is { } row)
                Store(session, source, group, row.WithSuccessor(id, runId, readWasComplete, now));
            return true;
        },
        cancellationToken);

    private static bool IsDryRun(SqliteSession session, string runId) =>
        (session.Scalar("SELECT dry_run FROM runs WHERE id = $1", runId) as long?
            ?? throw new HistoryException(HistoryFailure.Refused, $"The history knows no run '{runId}'.")) != 0;

    private static Row? Find(SqliteSession session, string source, string group) => session.Query(
        "SELECT * FROM source_groups WHERE source = $1 AND source_group = $2",
        row => new Row(row.Text("group_id"), row.TextOrNull("dn"), row.Time("seen_at"))
        {
            SuccessorId = row.TextOrNull("successor_id"),
            SuccessorFirstSeenAt = row.TimeOrNull("successor_first_seen_at"),
            SuccessorRuns = (int)row.Number("successor_runs"),
            SuccessorLastRunId = row.TextOrNull("successor_last_run_id"),
        },
        Key(source),
        group).FirstOrDefault();

    private static bool Store(SqliteSession session, string source, string group, Row row) => session.Execute(
        "INSERT OR REPLACE INTO source_groups VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        Key(source),
        group,
        row.Id,
        row.DistinguishedName,
        SqliteTime.Format(row.SeenAt),
        row.SuccessorId,
        row.SuccessorFirstSeenAt is { } instant ? SqliteTime.Format(instant) : null,
        row.SuccessorRuns,
        row.SuccessorLastRunId) > 0;

    private static string Key(string name) => name.ToUpperInvariant();

    private sealed record Row(string Id, string? DistinguishedName, DateTimeOffset SeenAt)
    {
        public string? SuccessorId { get; init; }

        public DateTimeOffset? SuccessorFirstSeenAt { get; init; }

        public int SuccessorRuns { get; init; }

        public string? SuccessorLastRunId { get; init; }

        public Row WithSuccessor(string id, string runId, bool readWasComplete, DateTimeOffset now)
        {
            var before = SuccessorId == id
                ? this
                : this with { SuccessorId = id, SuccessorFirstSeenAt = now, SuccessorRuns = 0, SuccessorLastRunId = null };
            if (before.SuccessorFirstSeenAt > now)
                before = before with { SuccessorFirstSeenAt = now };
            return readWasComplete && before.SuccessorLastRunId != runId
                ? before with { SuccessorRuns = before.SuccessorRuns + 1, SuccessorLastRunId = runId }
                : before;
        }

        public SourceGroupRecord ToRecord() => new(
            Id,
            DistinguishedName,
            SuccessorId is { } id && SuccessorFirstSeenAt is { } firstSeenAt
                ? new SourceGroupSuccessor(id, firstSeenAt, SuccessorRuns)
                : null);
    }
}
