using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Keeps of which mappings nothing was to do when they were last compared. A change of any link of their vendor target forgets all of them.
/// </summary>
public sealed class SettledMappingStore
{
    private const string OfTarget = "mapping_id IN (SELECT id FROM mappings WHERE target = $1)";

    private readonly HistoryDatabase _database;

    internal SettledMappingStore(HistoryDatabase database) => _database = database;

    /// <summary>The settled mappings of a target of which both sides are kept as they were found.</summary>
    /// <exception cref="HistoryException">They cannot be read.</exception>
    public Task<List<SettledMapping>> LoadAsync(string target, CancellationToken cancellationToken) => _database.ReadAsync(
        session => DamagedRecord.Guard("A settled mapping", () => session.Query(
            """
            SELECT s.*, m.source AS map_source, m.source_group, m.vendor, m.vendor_group
            FROM settled_mappings s JOIN mappings m ON m.id = s.mapping_id
            WHERE m.target = $1 AND 2 = (
                SELECT count(*) FROM snapshots WHERE run_id = s.run_id AND mapping_id = s.mapping_id AND completeness = 'Complete')
            """,
            row => new SettledMapping(
                MappingRows.Read(row), row.PersonalKey("inputs"), (int)row.Number("members"), row.Time("compared_at")),
            target)),
        cancellationToken);

    /// <summary>Forgets those of a target: something else may be to do from now on.</summary>
    public async Task ForgetAsync(string target, CancellationToken cancellationToken)
    {
        // Most targets have none, and a commit is waited for.
        if (await _database.ReadAsync(session => HasAny(session, target), cancellationToken).ConfigureAwait(false))
            await _database.WriteAsync(session => Forget(session, target), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps those that a run found, in place of those of earlier ones.</summary>
    /// <param name="runId">The run, begun before and not a dry one.</param>
    /// <param name="target">The vendor target (its canonical address).</param>
    /// <param name="mappings">The mappings.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task RecordAsync(
        string runId, string target, IReadOnlyCollection<SettledMapping> mappings, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session =>
            {
                Forget(session, target);
                foreach (var mapping in mappings)
                {
                    session.Execute(
                        "INSERT INTO settled_mappings (mapping_id, run_id, compared_at, inputs, members) VALUES ($1, $2, $3, $4, $5)",
                        MappingRows.IdOf(session, target, mapping.Mapping),
                        runId,
                        SqliteTime.Format(mapping.ComparedAt),
                        PersonalValue.Key(mapping.Inputs),
                        mapping.Members);
                }

                return true;
            },
            cancellationToken);

    /// <summary>Notes that a run found them again as they were: it then has both sides of each among what it read.</summary>
    /// <param name="runId">The run, begun before and not a dry one.</param>
    /// <param name="target">The vendor target (its canonical address).</param>
    /// <param name="readAt">When they were read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task RepeatAsync(string runId, string target, DateTimeOffset readAt, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session =>
            {
                session.Execute(
                    $"""
                    INSERT OR REPLACE INTO snapshots (run_id, mapping_id, side, part, read_at, completeness, members, root)
                    SELECT $2, n.mapping_id, n.side, n.part, $3, n.completeness, n.members, n.root
                    FROM snapshots n JOIN settled_mappings s ON s.mapping_id = n.mapping_id AND s.run_id = n.run_id
                    WHERE s.{OfTarget}
                    """,
                    target,
                    runId,
                    SqliteTime.Format(readAt));
                return session.Execute($"UPDATE settled_mappings SET run_id = $2 WHERE {OfTarget}", target, runId);
            },
            cancellationToken);

    private static bool HasAny(SqliteSession session, string target) =>
        session.ScalarNumber($"SELECT EXISTS (SELECT 1 FROM settled_mappings WHERE {OfTarget})", target) != 0;

    private static int Forget(SqliteSession session, string target) =>
        session.Execute($"DELETE FROM settled_mappings WHERE {OfTarget}", target);
}
