using System.Text.Json;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// The confirmed pairs of people and accounts. Within one target and source a person has one account and an account one person.
/// </summary>
public sealed class LinkStore
{
    private const string Insert = """
        INSERT INTO links (target, source, source_id, vendor_id, source_reference, person, match_keys, confirmed_at, confirmed_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string InsertNew = Insert + " ON CONFLICT DO NOTHING";

    private const string InsertOrConfirm = Insert + """
         ON CONFLICT (target, source, source_id) DO UPDATE SET
            source_reference = coalesce(excluded.source_reference, source_reference),
            person = excluded.person,
            match_keys = excluded.match_keys,
            confirmed_at = excluded.confirmed_at,
            confirmed_by = excluded.confirmed_by
        """;

    private readonly HistoryDatabase _database;
    private readonly TimeProvider _timeProvider;

    internal LinkStore(HistoryDatabase database, TimeProvider timeProvider)
    {
        _database = database;
        _timeProvider = timeProvider;
    }

    /// <summary>All links between a source and a vendor target.</summary>
    public Task<List<Link>> GetLinksAsync(string target, string source, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => GetLinks(session, target, source), cancellationToken);

    /// <summary>
    /// Saves new links and refreshes known ones. A pair that contradicts a stored one is left out and returned; nothing is replaced
    /// silently.
    /// </summary>
    /// <param name="runId">The run that confirmed the pairs; not a dry run.</param>
    /// <param name="links">The pairs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was not saved, and what stands against it.</returns>
    /// <exception cref="HistoryException">No link was saved.</exception>
    public Task<IReadOnlyList<LinkConflict>> SaveLinksAsync(string runId, IReadOnlyList<Link> links, CancellationToken cancellationToken) =>
        _database.WriteAsync<IReadOnlyList<LinkConflict>>(
            session => links.Select(link => Save(session, runId, link)).OfType<LinkConflict>().ToList(), cancellationToken);

    /// <summary>Forgets links by their people: the account is gone, or an administrator unties a conflict.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> RemoveLinksAsync(
        string target, string source, IReadOnlyList<string> sourceIds, CancellationToken cancellationToken) => _database.WriteAsync(
        session => sourceIds.Sum(sourceId => session.Execute(
            "DELETE FROM links WHERE target = $1 AND source = $2 AND source_id = $3", target, source, PersonalValue.Key(sourceId))),
        cancellationToken);

    /// <summary>
    /// Makes links of what the journal confirms of runs that died before they could save them: people whose account was created, or who were added.
    /// </summary>
    /// <param name="target">The vendor target. Its lock must be held.</param>
    /// <param name="currentRunId">The run that asks; its own changes are left out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many links were made. One that contradicts a stored one is left out.</returns>
    public Task<int> AdoptFromJournalAsync(string target, string currentRunId, CancellationToken cancellationToken) => _database.WriteAsync(
        session => session.Execute(
            """
            INSERT OR IGNORE INTO links (target, source, source_id, vendor_id, person, match_keys, confirmed_at, confirmed_by)
            SELECT target, source, source_id, vendor_id, person, $3, coalesce(finished_at, intended_at), run_id FROM changes
            WHERE target = $1 AND operation IN ('CreateUser', 'AddMember') AND outcome = 'Succeeded'
                AND source IS NOT NULL AND source_id IS NOT NULL AND vendor_id IS NOT NULL
                AND run_id IN (SELECT id FROM runs WHERE status IS NULL AND id <> $2)
            ORDER BY id
            """,
            target,
            currentRunId,
            PersonalValue.Key("{}")),
        cancellationToken);

    internal static List<Link> GetLinks(SqliteSession session, string target, string source) =>
        session.Query("SELECT * FROM links WHERE target = $1 AND source = $2", ReadLink, target, source);

    private LinkConflict? Save(SqliteSession session, string runId, Link link)
    {
        // Most links are new where there are many: those need not be looked up first.
        var row = ToRow(runId, link);
        if (session.Execute(InsertNew, row) > 0)
            return null;
        var existing = session.Query(
            // With OR, SQLite would read every link of the source for each one that is saved.
            """
            SELECT * FROM links WHERE target = $1 AND source = $2 AND source_id = $3
            UNION SELECT * FROM links WHERE target = $1 AND source = $2 AND vendor_id = $4
            """,
            ReadLink,
            link.Target,
            link.Source,
            PersonalValue.Key(link.SourceId),
            PersonalValue.Key(link.VendorId));
        var contradicting = existing.FindAll(other => other.SourceId != link.SourceId || other.VendorId != link.VendorId);
        if (contradicting.Count > 0)
            return new LinkConflict(link, contradicting);

        session.Execute(InsertOrConfirm, row);
        return null;
    }

    private object?[] ToRow(string runId, Link link) =>
    [
        link.Target,
        link.Source,
        PersonalValue.Key(link.SourceId),
        PersonalValue.Key(link.VendorId),
        PersonalValue.Key(link.SourceReference),
        PersonalValue.Key(link.Person),
        PersonalValue.Key(JsonSerializer.Serialize(link.MatchKeys, HistoryJson.Readable.IReadOnlyDictionaryStringString)),
        SqliteTime.Format(_timeProvider.GetUtcNow()),
        runId,
    ];

    private static Link ReadLink(SqliteRow row) => new()
    {
        Target = row.Text("target"),
        Source = row.Text("source"),
        SourceId = row.PersonalKey("source_id"),
        VendorId = row.PersonalKey("vendor_id"),
        SourceReference = row.PersonalKeyOrNull("source_reference"),
        Person = row.PersonalKey("person"),
        MatchKeys = JsonSerializer.Deserialize(row.PersonalKey("match_keys"), HistoryJson.Readable.IReadOnlyDictionaryStringString)!,
        ConfirmedAt = row.Time("confirmed_at"),
    };
}
