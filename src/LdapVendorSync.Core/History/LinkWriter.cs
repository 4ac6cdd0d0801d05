using System.Text.Json;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>Saves links that one run confirms at one time.</summary>
/// <param name="session">The history, in a transaction.</param>
/// <param name="runId">The run; not a dry run.</param>
/// <param name="confirmedAt">The time.</param>
internal sealed class LinkWriter(SqliteSession session, string runId, DateTimeOffset confirmedAt)
{
    private const string InsertNew = """
        INSERT INTO links (scope, source_id, vendor_id, source_reference, person, match_keys, confirmation)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
        """;

    private const string Confirm = """
        UPDATE links INDEXED BY links_by_person SET source_reference = coalesce($4, source_reference), person = $5, match_keys = $6, confirmation = $7
        WHERE scope = $1 AND source_id = $2 AND vendor_id = $3
        """;

    // With OR, SQLite would read every link of the scope.
    private const string Contradicting = $"""
        {LinkStore.Select} WHERE l.scope = $1 AND l.source_id = $2
        UNION {LinkStore.Select} WHERE l.scope = $1 AND l.vendor_id = $3
        """;

    private const string AddScopesOfJournal = """
        INSERT OR IGNORE INTO link_scopes (target, source)
        SELECT DISTINCT target, source FROM changes WHERE target = $1 AND source IS NOT NULL
        """;

    private const string ConfirmedByJournal = """
        target = $1 AND operation IN ('CreateUser', 'AddMember') AND outcome = 'Succeeded'
            AND source IS NOT NULL AND source_id IS NOT NULL AND vendor_id IS NOT NULL
            AND run_id IN (SELECT id FROM runs WHERE status IS NULL AND id <> $2)
        """;

    private readonly Dictionary<(string Target, string Source), long> _scopes = [];
    private long? _confirmation;

    private long Confirmation => _confirmation ??= session.ScalarNumber(
        "INSERT INTO link_confirmations (confirmed_at, confirmed_by) VALUES ($1, $2) RETURNING id", SqliteTime.Format(confirmedAt), runId);

    /// <summary>Saves new links and refreshes known ones.</summary>
    /// <returns>What was not saved, and what stands against it.</returns>
    public List<LinkConflict> Save(IEnumerable<Link> links) => [.. links.Select(Save).OfType<LinkConflict>()];

    /// <summary>Makes links of what the journal confirms of runs that died before they could save them.</summary>
    /// <param name="session">The history, in a transaction.</param>
    /// <param name="target">The vendor target.</param>
    /// <param name="currentRunId">The run that asks; its own changes are left out.</param>
    /// <returns>How many links were made. One that contradicts a stored one is left out.</returns>
    public static int AdoptFromJournal(SqliteSession session, string target, string currentRunId)
    {
        session.Execute(AddScopesOfJournal, target);
        session.Execute(
            $"""
            INSERT INTO link_confirmations (confirmed_at, confirmed_by)
            SELECT min(coalesce(finished_at, intended_at)), run_id FROM changes
            WHERE {ConfirmedByJournal} AND run_id NOT IN (SELECT confirmed_by FROM link_confirmations WHERE confirmed_by IS NOT NULL)
            GROUP BY run_id
            """,
            target,
            currentRunId);
        return session.Execute(
            $"""
            INSERT OR IGNORE INTO links (scope, source_id, vendor_id, person, match_keys, confirmation)
            SELECT (SELECT id FROM link_scopes s WHERE s.target = changes.target AND s.source = changes.source),
                source_id, vendor_id, person, $3, (SELECT max(id) FROM link_confirmations WHERE confirmed_by = run_id)
            FROM changes WHERE {ConfirmedByJournal}
            ORDER BY id
            """,
            target,
            currentRunId,
            PersonalValue.Key("{}"));
    }

    /// <summary>Forgets what no link refers to any more.</summary>
    public static void Prune(SqliteSession session)
    {
        session.Execute("DELETE FROM link_confirmations AS c WHERE NOT EXISTS (SELECT 1 FROM links WHERE confirmation = c.id)");
        session.Execute("DELETE FROM link_scopes AS s WHERE NOT EXISTS (SELECT 1 FROM links WHERE scope = s.id)");
    }

    private LinkConflict? Save(Link link)
    {
        // Most links are new where there are many: those need not be looked up first.
        var row = ToRow(link);
        if (session.Execute(InsertNew, row) > 0 || session.Execute(Confirm, row) > 0)
            return null;
        var existing = session.Query(
            Contradicting, stored => LinkStore.ReadLink(stored, link.Target, link.Source), row.AsSpan(0, 3));
        return new LinkConflict(link, existing);
    }

    private object?[] ToRow(Link link) =>
    [
        ScopeOf(link),
        PersonalValue.Key(link.SourceId),
        PersonalValue.Key(link.VendorId),
        PersonalValue.Key(link.SourceReference),
        PersonalValue.Key(link.Person),
        PersonalValue.Key(JsonSerializer.Serialize(link.MatchKeys, HistoryJson.Readable.IReadOnlyDictionaryStringString)),
        Confirmation,
    ];

    private long ScopeOf(Link link)
    {
        var key = (link.Target, link.Source);
        if (_scopes.TryGetValue(key, out var scope))
            return scope;
        session.Execute("INSERT OR IGNORE INTO link_scopes (target, source) VALUES ($1, $2)", link.Target, link.Source);
        return _scopes[key] = session.ScalarNumber("SELECT id FROM link_scopes WHERE target = $1 AND source = $2", link.Target, link.Source);
    }
}
