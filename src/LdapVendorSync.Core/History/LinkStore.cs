using System.Text.Json;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// The confirmed pairs of people and accounts. Within one target and source a person has one account and an account one person.
/// </summary>
public sealed class LinkStore
{
    /// <summary>Links of one scope as <see cref="ReadLink"/> reads them; a condition is to follow.</summary>
    internal const string Select = """
        SELECT l.*, c.confirmed_at FROM links l JOIN link_confirmations c ON c.id = l.confirmation
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
            session => new LinkWriter(session, runId, _timeProvider.GetUtcNow()).Save(links), cancellationToken);

    /// <summary>Forgets links by their people: the account is gone, or an administrator unties a conflict.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> RemoveLinksAsync(
        string target, string source, IReadOnlyList<string> sourceIds, CancellationToken cancellationToken) => _database.WriteAsync(
        session => sourceIds.Sum(sourceId => session.Execute(
            "DELETE FROM links WHERE scope = (SELECT id FROM link_scopes WHERE target = $1 AND source = $2) AND source_id = $3",
            target,
            source,
            PersonalValue.Key(sourceId))),
        cancellationToken);

    /// <summary>
    /// Makes links of what the journal confirms of runs that died before they could save them: people whose account was created, or who were added.
    /// </summary>
    /// <param name="target">The vendor target. Its lock must be held.</param>
    /// <param name="currentRunId">The run that asks; its own changes are left out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many links were made. One that contradicts a stored one is left out.</returns>
    public Task<int> AdoptFromJournalAsync(string target, string currentRunId, CancellationToken cancellationToken) => _database.WriteAsync(
        session => LinkWriter.AdoptFromJournal(session, target, currentRunId), cancellationToken);

    internal static List<Link> GetLinks(SqliteSession session, string target, string source) =>
        session.Query(
            // In the order in which they were saved first: one page after the other.
            $"{Select} WHERE l.scope = (SELECT id FROM link_scopes WHERE target = $1 AND source = $2) ORDER BY l.source_id",
            row => ReadLink(row, target, source),
            target,
            source);

    internal static Link ReadLink(SqliteRow row, string target, string source) => new()
    {
        Target = target,
        Source = source,
        SourceId = row.PersonalKey("source_id"),
        VendorId = row.PersonalKey("vendor_id"),
        SourceReference = row.PersonalKeyOrNull("source_reference"),
        Person = row.PersonalKey("person"),
        MatchKeys = JsonSerializer.Deserialize(row.PersonalKey("match_keys"), HistoryJson.Readable.IReadOnlyDictionaryStringString)!,
        ConfirmedAt = row.Time("confirmed_at"),
    };
}
