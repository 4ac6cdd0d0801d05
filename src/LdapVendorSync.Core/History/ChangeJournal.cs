using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// The intent of every change, on the disk before its request leaves, and the outcome after. What a killed run leaves without an outcome is
/// open, and the next run finds out at the vendor what became of it.
/// </summary>
public sealed class ChangeJournal
{
    private readonly HistoryDatabase _database;
    private readonly bool _keepsValues;
    private readonly TimeProvider _timeProvider;

    /// <param name="database">The history.</param>
    /// <param name="keepsValues">
    /// Whether values before and after are kept for good. Otherwise they are there until the outcome is known, as they tell it.
    /// </param>
    /// <param name="timeProvider">The clock.</param>
    internal ChangeJournal(HistoryDatabase database, bool keepsValues, TimeProvider timeProvider)
    {
        _database = database;
        _keepsValues = keepsValues;
        _timeProvider = timeProvider;
    }

    /// <summary>
    /// Records changes that are about to be sent. They are on the disk when the call returns; many callers share one flush.
    /// </summary>
    /// <returns>The id of each intent, in the order of <paramref name="intents"/>.</returns>
    /// <exception cref="HistoryException">Nothing was recorded: the requests must not be sent.</exception>
    /// <exception cref="OperationCanceledException">Nothing was recorded.</exception>
    public Task<IReadOnlyList<long>> RecordIntentsAsync(
        string runId,
        IReadOnlyList<JournalIntent> intents,
        CancellationToken cancellationToken) => _database.WriteAsync<IReadOnlyList<long>>(
        session => JournalRows.Insert(session, runId, intents, SqliteTime.Format(_timeProvider.GetUtcNow())), cancellationToken);

    /// <summary>
    /// Records what became of intents. The records join the next commit, so the call does not wait for the disk;
    /// <see cref="HistoryDatabase.FlushAsync"/> and disposal do. An outcome that is lost with the power leaves its intent open, which the
    /// next run resolves.
    /// </summary>
    /// <param name="outcomes">
    /// At most one for an intent, but that <see cref="JournalResult.Unknown"/> may be followed by what was found out.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the wait for a place in the queue; an outcome is worth waiting for even when a run is cancelled.
    /// </param>
    public Task RecordOutcomesAsync(IReadOnlyList<JournalOutcome> outcomes, CancellationToken cancellationToken) => _database.PostAsync(
        session =>
        {
            var now = SqliteTime.Format(_timeProvider.GetUtcNow());
            JournalRows.Conclude(session, outcomes, now, _keepsValues);
        },
        cancellationToken);

    /// <summary>
    /// Takes back an intent whose request never left. Joins the next commit; if that is lost with the power, the intent stays open, and the
    /// next run finds that it had no effect.
    /// </summary>
    /// <param name="intentId">The id that <see cref="RecordIntentsAsync"/> gave it.</param>
    /// <param name="cancellationToken">Ends the wait for a place in the queue.</param>
    public Task WithdrawIntentAsync(long intentId, CancellationToken cancellationToken) => _database.PostAsync(
        session => session.Execute("DELETE FROM changes WHERE id = $1 AND outcome IS NULL", intentId), cancellationToken);

    /// <summary>
    /// How many times somebody lost access at a target, or may have, since a time. Runs to which an administrator allowed more removals
    /// than usual do not count.
    /// </summary>
    public Task<int> CountRemovalsAsync(string target, DateTimeOffset since, CancellationToken cancellationToken) => _database.ReadAsync(
        session => (int)session.ScalarNumber(
            """
            SELECT count(*) FROM changes c JOIN runs r ON r.id = c.run_id
            WHERE c.target = $1 AND c.intended_at >= $2 AND NOT r.allow_removals
                AND c.operation IN ('RemoveMember', 'DisableUser', 'DeleteUser')
                AND (c.outcome IS NULL OR c.outcome IN ('Succeeded', 'Unknown'))
            """,
            target,
            SqliteTime.Format(since)),
        cancellationToken);

    /// <summary>
    /// The changes at a target of which nobody knows whether they had their effect: without outcome since their process died, or recorded
    /// as Unknown. In the order they were meant.
    /// </summary>
    /// <param name="target">The vendor target. Its lock must be held, or changes that are just under way elsewhere look open.</param>
    /// <param name="currentRunId">The run that asks; its own changes are left out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<JournalEntry>> GetOpenIntentsAsync(string target, string currentRunId, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session => session.Query(
                $"SELECT * FROM changes WHERE target = $1 AND run_id <> $2 AND {JournalRows.IsOpen} ORDER BY id", ReadEntry, target, currentRunId),
            cancellationToken);

    /// <summary>Records what an earlier run's change came to, as a later run found out. On the disk when the call returns.</summary>
    /// <param name="runId">The run that found out.</param>
    /// <param name="outcome">What it found.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.Refused"/>: the change is not open.</exception>
    public Task ResolveOpenIntentAsync(string runId, JournalOutcome outcome, CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            JournalRows.Conclude(session, [outcome], SqliteTime.Format(_timeProvider.GetUtcNow()), _keepsValues);
            return session.Execute("UPDATE changes SET resolved_by = $2 WHERE id = $1", outcome.IntentId, runId);
        },
        cancellationToken);

    /// <summary>The changes of a run, in the order they were meant.</summary>
    public Task<List<JournalEntry>> GetChangesAsync(string runId, CancellationToken cancellationToken) => _database.ReadAsync(
        session => GetChanges(session, runId), cancellationToken);

    /// <summary>What other runs did at a target after a run had begun to change something there, in the order it was meant.</summary>
    /// <param name="target">The vendor target.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<JournalEntry>> GetLaterChangesAsync(string target, string runId, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session => session.Query(
                """
                SELECT * FROM changes
                WHERE target = $1 AND run_id <> $2 AND outcome = 'Succeeded' AND id > (SELECT min(id) FROM changes WHERE run_id = $2)
                ORDER BY id
                """,
                ReadEntry,
                target,
                runId),
            cancellationToken);

    /// <summary>Every change of a group and of accounts at a target, in the order they were meant: what explains who is in the group.</summary>
    /// <param name="target">The vendor target.</param>
    /// <param name="group">The vendor group as the config names it, in any case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<JournalEntry>> GetChangesOfGroupAsync(string target, string group, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session => session.Query(
                """
                SELECT * FROM changes
                WHERE target = $1 AND (
                    vendor_group = $2 COLLATE NOCASE OR operation NOT IN ('AddMember', 'RemoveMember', 'CreateGroup'))
                ORDER BY id
                """,
                ReadEntry,
                target,
                group),
            cancellationToken);

    /// <summary>
    /// The people for whom a change failed, or ended unknown, in the last run that changed anything at the target, and those for whom it did
    /// not come to that, since a look-up failed. They are tried last, so that they cannot starve the others.
    /// </summary>
    /// <param name="target">The vendor target.</param>
    /// <param name="currentRunId">The run that asks; its own changes do not count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<FailedPerson>> GetPeopleWhoFailedAsync(string target, string currentRunId, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session => session.Query(
                """
                SELECT source, source_id, vendor_id, person FROM changes
                WHERE target = $1 AND (outcome IS NULL OR outcome IN ('Failed', 'Unknown'))
                    AND run_id = (SELECT run_id FROM changes WHERE target = $1 AND run_id <> $2 ORDER BY id DESC LIMIT 1)
                UNION
                SELECT u.source, u.source_id, u.vendor_id, u.person FROM unsent_changes u JOIN mappings m ON m.id = u.mapping_id
                WHERE m.target = $1 AND u.result = 'Failed' AND u.last_number IS NULL
                """,
                ReadPerson,
                target,
                currentRunId),
            cancellationToken);

    /// <summary>The ids of the accounts at a target whose last confirmed change of state was that the sync disabled them.</summary>
    public Task<List<string>> GetDisabledAccountsAsync(string target, CancellationToken cancellationToken) => _database.ReadAsync(
        session => session.Query(
            """
            SELECT vendor_id FROM changes
            WHERE id IN (
                SELECT max(id) FROM changes
                WHERE target = $1 AND operation IN ('DisableUser', 'EnableUser') AND outcome = 'Succeeded' GROUP BY vendor_id)
            AND operation = 'DisableUser' AND vendor_id IS NOT NULL
            """,
            row => row.PersonalKey("vendor_id"),
            target),
        cancellationToken);

    /// <summary>
    /// The accounts at a target of which the last confirmed thing that the sync did about their access was to take them out of a group.
    /// </summary>
    /// <param name="target">The vendor target.</param>
    /// <param name="orDisabled">Whether those count as well that the sync then disabled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<RemovedAccount>> GetRemovedAccountsAsync(string target, bool orDisabled, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session => session.Query(
                """
                SELECT vendor_id, vendor_group, operation FROM changes
                WHERE id IN (
                    SELECT max(id) FROM changes
                    WHERE target = $1 AND outcome = 'Succeeded' AND vendor_id IS NOT NULL
                        AND operation IN ('AddMember', 'RemoveMember', 'EnableUser', 'DisableUser', 'DeleteUser')
                    GROUP BY vendor_id)
                AND vendor_group IS NOT NULL AND (operation = 'RemoveMember' OR ($2 AND operation = 'DisableUser'))
                """,
                row => new RemovedAccount(
                    row.PersonalKey("vendor_id"), row.Text("vendor_group"), row.Text("operation") == nameof(JournalOperation.DisableUser)),
                target,
                orDisabled),
            cancellationToken);

    /// <summary>The names of all groups of a target that were ever synced, as far as the history goes back.</summary>
    public Task<List<string>> GetGroupsAsync(string target, CancellationToken cancellationToken) => _database.ReadAsync(
        session => session.Query(
            """
            SELECT vendor_group FROM mappings WHERE target = $1
            UNION SELECT vendor_group FROM changes WHERE target = $1 AND vendor_group IS NOT NULL
            """,
            row => row.Text("vendor_group"),
            target),
        cancellationToken);

    /// <summary>The accounts that the sync created at a target since some moment, with the people they were created for.</summary>
    public Task<List<CreatedAccount>> GetCreatedAccountsAsync(string target, DateTimeOffset since, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session => session.Query(
                """
                SELECT DISTINCT source, source_id, vendor_id FROM changes
                WHERE target = $1 AND operation = 'CreateUser' AND outcome = 'Succeeded' AND intended_at >= $2
                    AND source IS NOT NULL AND source_id IS NOT NULL AND vendor_id IS NOT NULL
                """,
                row => new CreatedAccount(row.Text("source"), row.PersonalKey("source_id"), row.PersonalKey("vendor_id")),
                target,
                SqliteTime.Format(since)),
            cancellationToken);

    internal static List<JournalEntry> GetChanges(SqliteSession session, string runId) =>
        session.Query("SELECT * FROM changes WHERE run_id = $1 ORDER BY id", ReadEntry, runId);

    private static FailedPerson ReadPerson(SqliteRow row) =>
        new(row.TextOrNull("source"), row.PersonalKeyOrNull("source_id"), row.PersonalKeyOrNull("vendor_id"), row.PersonalKey("person"));

    internal static JournalEntry ReadEntry(SqliteRow row)
    {
        var intent = new JournalIntent
        {
            Target = row.Text("target"),
            Vendor = row.Text("vendor"),
            Group = row.TextOrNull("vendor_group"),
            Operation = row.Value<JournalOperation>("operation"),
            Source = row.TextOrNull("source"),
            SourceId = row.PersonalKeyOrNull("source_id"),
            VendorId = row.PersonalKeyOrNull("vendor_id"),
            Person = row.PersonalKey("person"),
            MatchKey = row.PersonalKeyOrNull("match_key"),
            Differences = JournalRows.ReadDifferences(row),
            Reason = row.PersonalText("reason"),
        };
        return new JournalEntry(
            row.Number("id"),
            row.Text("run_id"),
            intent,
            row.Time("intended_at"),
            row.ValueOrNull<JournalResult>("outcome"),
            row.PersonalTextOrNull("error"),
            row.DurationOrNull("duration_ms"),
            row.TextOrNull("request_id"),
            row.TimeOrNull("finished_at"),
            row.TextOrNull("resolved_by"));
    }
}
