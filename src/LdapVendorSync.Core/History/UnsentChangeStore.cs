using System.Text.Json;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// What real runs decided and did not send, so that it can be explained afterwards: at most one entry for a person, mapping and run, and
/// one for all runs in a row that decided the same. It is no part of the journal: nothing of it was ever sent.
/// </summary>
public sealed class UnsentChangeStore
{
    private const string InRun = "c.run_id = $1 AND c.number BETWEEN u.first_number AND coalesce(u.last_number, c.number)";
    private const string Latest = """
        c.number = (
            SELECT max(x.number) FROM comparisons x
            WHERE x.mapping_id = u.mapping_id AND x.number BETWEEN u.first_number AND coalesce(u.last_number, x.number))
        """;

    private static readonly IReadOnlyList<AttributeDifference> NoDifferences = [];

    private readonly HistoryDatabase _database;
    private readonly bool _keepsValues;

    internal UnsentChangeStore(HistoryDatabase database, bool keepsValues)
    {
        _database = database;
        _keepsValues = keepsValues;
    }

    /// <summary>
    /// Records that a run compared a mapping, and what it did not send. What it decides as the run before did costs nothing.
    /// </summary>
    /// <param name="run">The run, begun before and not a dry one. Its mappings are recorded once each.</param>
    /// <param name="target">The vendor target (its canonical address).</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="changes">What was not sent. Of several for one person the first counts.</param>
    /// <param name="rules">The sentences of rules, by name, for changes without one of their own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">Nothing was recorded.</exception>
    public Task RecordAsync(
        RunStart run,
        string target,
        MappingReference mapping,
        IReadOnlyCollection<UnsentChange> changes,
        IReadOnlyDictionary<string, string> rules,
        CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            var mappingId = MappingRows.IdOf(session, target, mapping);
            var number = BeginComparison(session, mappingId, run.Id);
            foreach (var (rule, message) in rules)
            {
                session.Execute(
                    "INSERT INTO comparison_rules (mapping_id, number, rule, message) VALUES ($1, $2, $3, $4)",
                    mappingId,
                    number,
                    rule,
                    PersonalValue.Text(message));
            }

            return Update(session, run, mappingId, number, [.. changes.Select(Kept)]);
        },
        cancellationToken);

    /// <summary>What a run decided and did not send.</summary>
    public Task<List<UnsentEntry>> GetAsync(string runId, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => OfRun(session, runId), cancellationToken);

    /// <summary>Everything that is recorded, each entry as of the last run that decided so.</summary>
    public Task<List<UnsentEntry>> GetAllAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(session => session.Query(Select(Latest), ReadEntry), cancellationToken);

    internal static List<UnsentEntry> OfRun(SqliteSession session, string runId) => session.Query(Select(InRun), ReadEntry, runId);

    /// <summary>The entries as of their last run, the oldest first, row by row.</summary>
    internal static IEnumerable<UnsentEntry> Stream(SqliteSession session) => session.Stream(Select(Latest), ReadEntry);

    /// <summary>Forgets what no run that is still known decided.</summary>
    internal static void Prune(SqliteSession session) => session.Execute(
        """
        DELETE FROM unsent_changes AS u WHERE NOT EXISTS (
            SELECT 1 FROM comparisons c
            WHERE c.mapping_id = u.mapping_id AND c.number BETWEEN u.first_number AND coalesce(u.last_number, c.number))
        """);

    private UnsentChange Kept(UnsentChange change) =>
        _keepsValues ? change : change with { Differences = ProfileTrimmer.WithoutValues(change.Differences) };

    private static long BeginComparison(SqliteSession session, long mappingId, string runId)
    {
        var number = 1 + session.ScalarNumber(
            """
            SELECT max(number) FROM (
                SELECT max(number) AS number FROM comparisons WHERE mapping_id = $1
                UNION ALL SELECT max(first_number) FROM unsent_changes WHERE mapping_id = $1)
            """,
            mappingId);
        session.Execute("INSERT INTO comparisons (mapping_id, number, run_id) VALUES ($1, $2, $3)", mappingId, number, runId);
        return number;
    }

    private static bool Update(
        SqliteSession session, RunStart run, long mappingId, long number, IReadOnlyCollection<UnsentChange> changes)
    {
        var open = session.Query(
            "SELECT * FROM unsent_changes WHERE mapping_id = $1 AND last_number IS NULL",
            row => (Id: row.Number("id"), Key: KeyOf(ReadChange(row, row.PersonalTextOrNull("message")))),
            mappingId);
        var same = new Dictionary<(UnsentChange, string), long>(open.Count);
        foreach (var (id, key) in open)
            same.TryAdd(key, id);

        var kept = new HashSet<long>();
        foreach (var change in changes.DistinctBy(PersonOf))
        {
            if (same.TryGetValue(KeyOf(change), out var id))
                kept.Add(id);
            else
                Insert(session, run, mappingId, number, change);
        }

        foreach (var (id, _) in open.Where(row => !kept.Contains(row.Id)))
            session.Execute("UPDATE unsent_changes SET last_number = $2 WHERE id = $1", id, number - 1);
        return true;
    }

    private static void Insert(SqliteSession session, RunStart run, long mappingId, long number, UnsentChange change) => session.Execute(
        """
        INSERT INTO unsent_changes (
            mapping_id, first_number, first_run_id, first_at, result, rule, message, action, source, source_id, vendor_id, person,
            match_key, differences, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """,
        mappingId,
        number,
        run.Id,
        SqliteTime.Format(run.StartedAt),
        change.Result.ToString(),
        change.Rule,
        PersonalValue.Text(change.Message),
        change.Action?.ToString(),
        change.Source,
        PersonalValue.Key(change.SourceId),
        PersonalValue.Key(change.VendorId),
        PersonalValue.Key(change.Person),
        PersonalValue.Key(change.MatchKey),
        PersonalValue.Text(ToJson(change.Differences)),
        PersonalValue.Text(change.Reason));

    private static (string?, string?, string?, string?) PersonOf(UnsentChange change) => change is { SourceId: null, VendorId: null }
        ? (null, null, null, change.Person)
        : (change.Source, change.SourceId, change.VendorId, null);

    // Lists are compared by reference: what differs goes in as text.
    private static (UnsentChange, string) KeyOf(UnsentChange change) =>
        (change with { Differences = NoDifferences }, ToJson(change.Differences));

    private static string Select(string comparison) => $"""
        SELECT u.*, m.target, m.source AS map_source, m.source_group, m.vendor, m.vendor_group, coalesce(u.message, t.message) AS told,
            c.run_id AS last_run_id, r.started_at AS last_at, c.number - u.first_number + 1 AS runs
        FROM unsent_changes u
        JOIN mappings m ON m.id = u.mapping_id
        JOIN comparisons c ON c.mapping_id = u.mapping_id AND {comparison}
        JOIN runs r ON r.id = c.run_id
        LEFT JOIN comparison_rules t ON t.mapping_id = c.mapping_id AND t.number = c.number AND t.rule = u.rule
        ORDER BY u.id
        """;

    private static UnsentEntry ReadEntry(SqliteRow row) => new(
        row.Number("id"),
        row.Text("target"),
        MappingRows.Read(row),
        ReadChange(row, row.PersonalTextOrNull("told")),
        row.Text("first_run_id"),
        row.Time("first_at"),
        row.Text("last_run_id"),
        row.Time("last_at"),
        (int)row.Number("runs"));

    private static UnsentChange ReadChange(SqliteRow row, string? message) => new()
    {
        Result = row.Value<UnsentResult>("result"),
        Rule = row.TextOrNull("rule"),
        Message = message,
        Action = row.ValueOrNull<ChangeAction>("action"),
        Source = row.TextOrNull("source"),
        SourceId = row.PersonalKeyOrNull("source_id"),
        VendorId = row.PersonalKeyOrNull("vendor_id"),
        Person = row.PersonalKey("person"),
        MatchKey = row.PersonalKeyOrNull("match_key"),
        Differences = JsonSerializer.Deserialize(row.PersonalText("differences"), HistoryJson.Readable.IReadOnlyListAttributeDifference)!,
        Reason = row.PersonalText("reason"),
    };

    private static string ToJson(IReadOnlyList<AttributeDifference> differences) =>
        JsonSerializer.Serialize(differences, HistoryJson.Readable.IReadOnlyListAttributeDifference);
}
