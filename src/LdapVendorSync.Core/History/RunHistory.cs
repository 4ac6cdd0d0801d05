using System.Text.Json;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.History;

/// <summary>The runs and what each came to. Dry runs are recorded too, marked as such.</summary>
public sealed class RunHistory
{
    private const string Unfinished = "The run ended before this vendor was through.";
    private readonly HistoryDatabase _database;

    internal RunHistory(HistoryDatabase database) => _database = database;

    /// <summary>Records that a run begins.</summary>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.Refused"/>: there is a run of this id.</exception>
    public Task BeginRunAsync(RunStart run, CancellationToken cancellationToken) => _database.WriteAsync(
        session => session.Execute(
            """
            INSERT INTO runs (id, started_at, host, user_name, process_id, command, config_path, config_hash, dry_run, allow_removals, undo_of)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            run.Id,
            SqliteTime.Format(run.StartedAt),
            run.Host,
            PersonalValue.Text(run.User),
            run.ProcessId,
            run.Command,
            PersonalValue.Text(run.ConfigPath),
            run.ConfigHash,
            run.DryRun,
            run.AllowRemovals,
            run.UndoOf),
        cancellationToken);

    /// <summary>The latest run before one; <see langword="null"/> where there is none.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its id, and when it began by the clock of then.</returns>
    public Task<(string Id, DateTimeOffset StartedAt)?> FindLatestAsync(string runId, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => FindLatest(session, runId), cancellationToken);

    /// <summary>
    /// The time that the run before confirms: now, but not later than that run began. What shall happen only after some time waits for a
    /// second run that says so, because the clock of one may be wrong.
    /// </summary>
    /// <param name="runId">The run that asks.</param>
    /// <param name="now">What the clock says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<DateTimeOffset> ConfirmTimeAsync(string runId, DateTimeOffset now, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => ConfirmedTime(session, runId, now), cancellationToken);

    /// <summary>Records what a run came to for one mapping; a second record of the same mapping replaces the first.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="target">The vendor target (its canonical address).</param>
    /// <param name="group">What it came to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.Refused"/>: the run was never begun.</exception>
    public Task RecordMappingAsync(
        string runId, string target, GroupRun group, CancellationToken cancellationToken) => _database.WriteAsync(
        session => session.Execute(
            """
            INSERT OR REPLACE INTO mapping_results (
                run_id, source, source_group, vendor, vendor_group, target, completeness, reasons, source_members, vendor_members,
                added, removed, updated, unchanged, failed, skipped, blocked, blocked_by, error, duration_ms, doubts_source)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            """,
            runId,
            group.Mapping.Source,
            group.Mapping.SourceGroup,
            group.Mapping.Vendor,
            group.Mapping.VendorGroup,
            target,
            group.Completeness.ToString(),
            PersonalValue.Text(ToJson(group.Reasons)),
            group.SourceMembers,
            group.VendorMembers,
            group.Totals.Added,
            group.Totals.Removed,
            group.Totals.Updated,
            group.Totals.Unchanged,
            group.Totals.Failed,
            group.Totals.Skipped,
            group.Totals.Blocked,
            PersonalValue.Text(ToJson(group.BlockedBy)),
            PersonalValue.Text(group.Error),
            (long)group.Duration.TotalMilliseconds,
            group.DoubtsSource),
        cancellationToken);

    /// <summary>
    /// Records what a run and its vendors came to; its mappings are recorded by <see cref="RecordMappingAsync"/>, and its changes by the
    /// journal. Everything that was recorded before is on the disk afterwards.
    /// </summary>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.Refused"/>: the run was never begun.</exception>
    public Task FinishRunAsync(SyncRun run, CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            if (Finish(session, run) == 0)
                throw new HistoryException(HistoryFailure.Refused, $"The history knows no run '{run.RunId}'.");
            return run.Vendors.Sum(vendor => session.Execute(
                "INSERT OR REPLACE INTO vendor_results (run_id, vendor, status, error) VALUES ($1, $2, $3, $4)",
                run.RunId,
                vendor.Name,
                vendor.Status.ToString(),
                PersonalValue.Text(vendor.Error)));
        },
        cancellationToken);

    /// <summary>The last runs, the latest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<RunRecord>> ListRunsAsync(int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        session => ListRuns(session, limit), cancellationToken);

    /// <summary>One run; <see langword="null"/> where the history knows none of this id.</summary>
    public Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellationToken) => _database.ReadAsync(
        session => session.Query("SELECT * FROM runs WHERE id = $1", ReadRun, runId).SingleOrDefault(), cancellationToken);

    /// <summary>The last real runs that went through a vendor group, the latest first, with what each did for it.</summary>
    /// <param name="target">The vendor target.</param>
    /// <param name="group">The vendor group as the config names it, in any case.</param>
    /// <param name="until">Only runs that began then or earlier; <see langword="null"/> for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<(RunRecord Run, GroupRun Group)>> ListRunsOfGroupAsync(
        string target, string group, DateTimeOffset? until, int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        session => session
            .Query(
                """
                SELECT m.* FROM mapping_results m JOIN runs r ON r.id = m.run_id
                WHERE m.target = $1 AND m.vendor_group = $2 COLLATE NOCASE AND NOT r.dry_run AND r.started_at <= $3
                ORDER BY m.run_id DESC LIMIT $4
                """,
                row => (RunId: row.Text("run_id"), Group: ReadGroup(row)),
                target,
                group,
                SqliteTime.Format(until ?? DateTimeOffset.MaxValue),
                limit)
            .ConvertAll(row => (session.Query("SELECT * FROM runs WHERE id = $1", ReadRun, row.RunId).Single(), row.Group)),
        cancellationToken);

    /// <summary>What a run came to, vendor by vendor; of a run that was killed, the mappings that it got through.</summary>
    public Task<List<VendorRun>> GetVendorRunsAsync(string runId, CancellationToken cancellationToken) => _database.ReadAsync(
        session => GetVendorRuns(session, runId), cancellationToken);

    /// <summary>
    /// Whether an earlier history was lost, and no run has compared the mapping since: who was linked to whom is unknown then, and removals
    /// that depend on it are to be held. The first real run that reads both sides of the mapping completely and goes to its end settles it.
    /// </summary>
    /// <param name="target">The vendor target.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Where the damaged file was moved; <see langword="null"/> where nothing was lost or the loss is settled.</returns>
    public Task<string?> FindLossAsync(string target, MappingReference mapping, CancellationToken cancellationToken) => _database.ReadAsync(
        session => session.Scalar(
            """
            SELECT max(path) FROM lost_histories WHERE NOT EXISTS (
                SELECT 1 FROM mapping_results m JOIN runs r ON r.id = m.run_id
                WHERE m.source = $1 AND m.source_group = $2 AND m.vendor = $3 AND m.vendor_group = $4 AND m.target = $5
                    AND m.completeness = 'Complete' AND m.source_members IS NOT NULL AND NOT r.dry_run AND r.status NOT IN ('Failed', 'Cancelled'))
            """,
            mapping.Source,
            mapping.SourceGroup,
            mapping.Vendor,
            mapping.VendorGroup,
            target) as string,
        cancellationToken);

    /// <summary>Where the history before this one was moved, if it was damaged and no real run has come to its end since.</summary>
    /// <param name="currentRunId">The run that asks; it does not count itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The file; <see langword="null"/> where nothing was lost, or a run told of it.</returns>
    public Task<string?> FindUntoldLossAsync(string currentRunId, CancellationToken cancellationToken) => _database.ReadAsync(
        session => session.Scalar(
            """
            SELECT max(path) FROM lost_histories
            WHERE NOT EXISTS (SELECT 1 FROM runs WHERE NOT dry_run AND finished_at IS NOT NULL AND id <> $1)
            """,
            currentRunId) as string,
        cancellationToken);

    /// <summary>
    /// How many members a mapping's source group had in the last real run that read both sides completely and held nothing because of what it
    /// read; <see langword="null"/> where there was none.
    /// </summary>
    public Task<int?> FindLastSourceMembersAsync(MappingReference mapping, CancellationToken cancellationToken) => _database.ReadAsync(
        session => (int?)(session.Scalar(
            """
            SELECT m.source_members FROM mapping_results m JOIN runs r ON r.id = m.run_id
            WHERE m.source = $1 AND m.source_group = $2 AND m.vendor = $3 AND m.vendor_group = $4
                AND m.completeness = 'Complete' AND m.source_members IS NOT NULL AND m.error IS NULL AND NOT r.dry_run
                AND NOT coalesce(m.doubts_source, m.blocked > 0)
            ORDER BY m.run_id DESC LIMIT 1
            """,
            mapping.Source,
            mapping.SourceGroup,
            mapping.Vendor,
            mapping.VendorGroup) as long?),
        cancellationToken);

    /// <summary>Forgets what is older than it is to be kept; what later runs depend on stays, however old.</summary>
    /// <param name="limits">How long what is kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many runs were forgotten.</returns>
    public Task<int> PruneAsync(RetentionLimits limits, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => new HistoryRetention(session, limits).Apply(), cancellationToken);

    internal static List<RunRecord> ListRuns(SqliteSession session, int limit) =>
        session.Query("SELECT * FROM runs ORDER BY id DESC LIMIT $1", ReadRun, limit);

    internal static List<VendorRun> GetVendorRuns(SqliteSession session, string runId)
    {
        var groups = session.Query("SELECT * FROM mapping_results WHERE run_id = $1", ReadGroup, runId)
            .ToLookup(group => group.Mapping.Vendor);
        var vendors = session.Query(
            "SELECT * FROM vendor_results WHERE run_id = $1",
            row => (Name: row.Text("vendor"), Status: row.Value<SyncStatus>("status"), Error: row.PersonalTextOrNull("error")),
            runId);
        var unfinished = groups.Select(group => group.Key).Except(vendors.Select(vendor => vendor.Name));
        return vendors
            .Concat(unfinished.Select(name => (Name: name, Status: SyncStatus.Failed, Error: (string?)Unfinished)))
            .Select(vendor => new VendorRun(vendor.Name, vendor.Status, vendor.Error, [.. groups[vendor.Name]]))
            .ToList();
    }

    /// <summary>The runs whose id begins so, the latest first; two at most, as nobody asks for more.</summary>
    internal static List<RunRecord> FindRuns(SqliteSession session, string prefix) => session.Query(
        "SELECT * FROM runs WHERE substr(id, 1, length($1)) = $1 ORDER BY id DESC LIMIT 2", ReadRun, prefix);

    internal static DateTimeOffset ConfirmedTime(SqliteSession session, string runId, DateTimeOffset now) =>
        FindLatest(session, runId) is { } before && before.StartedAt < now ? before.StartedAt : now;

    private static (string Id, DateTimeOffset StartedAt)? FindLatest(SqliteSession session, string runId) => session
        .Query<(string, DateTimeOffset)?>(
            "SELECT id, started_at FROM runs WHERE id <> $1 AND NOT dry_run ORDER BY id DESC LIMIT 1",
            row => (row.Text("id"), row.Time("started_at")),
            runId)
        .FirstOrDefault();

    /// <summary>The latest run that sent a change and is no undo, if any.</summary>
    internal static List<RunRecord> FindLastThatChanged(SqliteSession session) => session.Query(
        """
        SELECT * FROM runs WHERE undo_of IS NULL AND EXISTS (
            SELECT 1 FROM changes WHERE run_id = runs.id AND (outcome IS NULL OR outcome IN ('Succeeded', 'Unknown')))
        ORDER BY id DESC LIMIT 1
        """,
        ReadRun);

    private static int Finish(SqliteSession session, SyncRun run) => session.Execute(
        """
        UPDATE runs SET status = $2, exit_code = $3, error = $4, finished_at = $5,
            added = $6, removed = $7, updated = $8, unchanged = $9, failed = $10, skipped = $11, blocked = $12
        WHERE id = $1
        """,
        run.RunId,
        run.Status.ToString(),
        (int)run.ExitCode,
        PersonalValue.Text(run.Error),
        SqliteTime.Format(run.FinishedAt),
        run.Totals.Added,
        run.Totals.Removed,
        run.Totals.Updated,
        run.Totals.Unchanged,
        run.Totals.Failed,
        run.Totals.Skipped,
        run.Totals.Blocked);

    internal static RunRecord ReadRun(SqliteRow row)
    {
        var start = new RunStart
        {
            Id = row.Text("id"),
            StartedAt = row.Time("started_at"),
            Host = row.Text("host"),
            User = row.PersonalText("user_name"),
            ProcessId = (int)row.Number("process_id"),
            Command = row.TextOrNull("command"),
            ConfigPath = row.PersonalTextOrNull("config_path"),
            ConfigHash = row.TextOrNull("config_hash"),
            DryRun = row.Flag("dry_run"),
            AllowRemovals = row.Flag("allow_removals"),
            UndoOf = row.TextOrNull("undo_of"),
        };
        return new RunRecord(
            start,
            row.TimeOrNull("finished_at"),
            row.ValueOrNull<SyncStatus>("status"),
            (SyncExitCode?)row.NumberOrNull("exit_code"),
            row.PersonalTextOrNull("error"),
            ReadTotals(row));
    }

    private static GroupRun ReadGroup(SqliteRow row) => new()
    {
        Mapping = new MappingReference(row.Text("source"), row.Text("source_group"), row.Text("vendor"), row.Text("vendor_group")),
        Completeness = row.Value<CompletenessStatus>("completeness"),
        Reasons = FromJson(row.PersonalText("reasons")),
        SourceMembers = (int?)row.NumberOrNull("source_members"),
        VendorMembers = (int?)row.NumberOrNull("vendor_members"),
        Totals = ReadTotals(row),
        DoubtsSource = row.NumberOrNull("doubts_source") == 1,
        BlockedBy = FromJson(row.PersonalText("blocked_by")),
        Error = row.PersonalTextOrNull("error"),
        Duration = TimeSpan.FromMilliseconds(row.Number("duration_ms")),
    };

    private static SyncTotals ReadTotals(SqliteRow row) => new()
    {
        Added = (int)row.Number("added"),
        Removed = (int)row.Number("removed"),
        Updated = (int)row.Number("updated"),
        Unchanged = (int)row.Number("unchanged"),
        Failed = (int)row.Number("failed"),
        Skipped = (int)row.Number("skipped"),
        Blocked = (int)row.Number("blocked"),
    };

    private static string ToJson(IReadOnlyList<string> texts) => JsonSerializer.Serialize(texts, HistoryJson.Readable.IReadOnlyListString);

    private static IReadOnlyList<string> FromJson(string json) =>
        JsonSerializer.Deserialize(json, HistoryJson.Readable.IReadOnlyListString)!;
}
