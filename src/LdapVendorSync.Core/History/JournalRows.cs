using System.Text.Json;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>Writes the rows of the journal: those of one request with few statements, whatever their number.</summary>
internal static class JournalRows
{
    /// <summary>The condition of a change of which nobody knows whether it had its effect.</summary>
    public const string IsOpen = "(outcome IS NULL OR outcome = 'Unknown')";

    // A statement of its own for each row would keep a copy of the same pages for each, in case it fails.
    private const int RowsAtOnce = 25;
    private const int Columns = 13;
    private static readonly string[] Inserts = [.. Enumerable.Range(1, RowsAtOnce).Select(InsertOf)];

    /// <summary>Writes intents.</summary>
    /// <returns>Their ids, in their order.</returns>
    public static List<long> Insert(SqliteSession session, string runId, IReadOnlyList<JournalIntent> intents, string now)
    {
        var ids = new List<long>(intents.Count);
        foreach (var rows in intents.Chunk(RowsAtOnce))
        {
            // What one statement inserts gets numbers in a row.
            var last = session.Insert(Inserts[rows.Length - 1], [.. rows.SelectMany(intent => ToRow(runId, intent, now))]);
            for (var id = last - rows.Length + 1; id <= last; id++)
                ids.Add(id);
        }

        return ids;
    }

    /// <summary>Writes what became of intents.</summary>
    /// <param name="session">The file.</param>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="now">The time.</param>
    /// <param name="keepsValues">Whether values before and after are kept once the outcome is known.</param>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.Refused"/>: a change is not open.</exception>
    public static void Conclude(SqliteSession session, IReadOnlyList<JournalOutcome> outcomes, string now, bool keepsValues)
    {
        foreach (var (first, count) in Alike(outcomes))
            Conclude(session, first, count, now, keepsValues);
    }

    /// <summary>The differences of a change.</summary>
    public static IReadOnlyList<AttributeDifference> ReadDifferences(SqliteRow row) =>
        JsonSerializer.Deserialize(row.PersonalText("differences"), HistoryJson.Readable.IReadOnlyListAttributeDifference)!;

    private static string InsertOf(int rows)
    {
        var values = Enumerable.Range(0, rows)
            .Select(row => $"({string.Join(", ", Enumerable.Range((row * Columns) + 1, Columns).Select(number => $"${number}"))})");
        return $"""
            INSERT INTO changes (
                run_id, target, vendor, vendor_group, operation, source, source_id, vendor_id, person, match_key, differences, reason,
                intended_at)
            VALUES {string.Join(", ", values)}
            """;
    }

    private static object?[] ToRow(string runId, JournalIntent intent, string now) =>
    [
        runId,
        intent.Target,
        intent.Vendor,
        intent.Group,
        intent.Operation.ToString(),
        intent.Source,
        PersonalValue.Key(intent.SourceId),
        PersonalValue.Key(intent.VendorId),
        PersonalValue.Key(intent.Person),
        PersonalValue.Key(intent.MatchKey),
        Differences(intent.Differences),
        PersonalValue.Text(intent.Reason),
        now,
    ];

    // Most requests for many end alike for all of them, and their intents were recorded together.
    private static IEnumerable<(JournalOutcome First, int Count)> Alike(IReadOnlyList<JournalOutcome> outcomes)
    {
        for (var i = 0; i < outcomes.Count;)
        {
            var first = outcomes[i];
            var count = 1;
            while (i + count < outcomes.Count && outcomes[i + count] == first with { IntentId = first.IntentId + count })
                count++;
            yield return (first, count);
            i += count;
        }
    }

    private static void Conclude(SqliteSession session, JournalOutcome first, int count, string now, bool keepsValues)
    {
        var last = first.IntentId + count - 1;
        var changed = session.Execute(
            $"""
            UPDATE changes SET outcome = $3, error = $4, vendor_id = coalesce($5, vendor_id), duration_ms = $6, request_id = $7,
                finished_at = $8
            WHERE id BETWEEN $1 AND $2 AND {IsOpen}
            """,
            first.IntentId,
            last,
            first.Result.ToString(),
            PersonalValue.Text(first.Error),
            PersonalValue.Key(first.VendorId),
            (long?)first.Duration?.TotalMilliseconds,
            first.RequestId,
            now);
        if (changed != count)
        {
            var which = count == 1 ? $"{first.IntentId}" : $"from {first.IntentId} to {last}";
            throw new HistoryException(
                HistoryFailure.Refused, $"The journal has no open change {which} that could end as {first.Result}.");
        }

        if (!keepsValues && first.Result != JournalResult.Unknown)
            ForgetValues(session, first.IntentId, last);
    }

    private static void ForgetValues(SqliteSession session, long first, long last)
    {
        var rows = session.Query(
            "SELECT id, differences FROM changes WHERE id BETWEEN $1 AND $2",
            row => (Id: row.Number("id"), Differences: ReadDifferences(row)),
            first,
            last);
        foreach (var (id, differences) in rows.Where(row => row.Differences.Count > 0))
            session.Execute("UPDATE changes SET differences = $2 WHERE id = $1", id, Differences(ProfileTrimmer.WithoutValues(differences)));
    }

    private static PersonalValue? Differences(IReadOnlyList<AttributeDifference> differences) => PersonalValue.Text(
        differences.Count == 0 ? "[]" : JsonSerializer.Serialize(differences, HistoryJson.Readable.IReadOnlyListAttributeDifference));
}
