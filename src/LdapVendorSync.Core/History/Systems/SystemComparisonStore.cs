using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>Stores comparisons of whole systems. To look at them without touching the file: <see cref="SystemComparisonViewer"/>.</summary>
public sealed class SystemComparisonStore
{
    private readonly HistoryDatabase _database;

    internal SystemComparisonStore(HistoryDatabase database) => _database = database;

    /// <summary>Stores a comparison, all or nothing.</summary>
    /// <param name="comparison">With all its findings; the number is given here.</param>
    /// <param name="cancellationToken">Ends the wait; nothing was stored then.</param>
    /// <returns>The comparison with its number.</returns>
    /// <exception cref="HistoryException">It was not stored.</exception>
    public async Task<SystemComparison> SaveAsync(SystemComparison comparison, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        // Whatever takes time is done before the transaction: other runs wait for it.
        var bodies = await Task.Run(() => SystemComparisonCodec.WriteFindings(comparison.Findings), cancellationToken)
            .ConfigureAwait(false);
        var header = SystemComparisonCodec.WriteHeader(comparison);
        return await _database.WriteAsync(session => Insert(session, comparison, header, bodies), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The time that the comparison before confirms: when the new one was made, but not later than that. What is forgotten for its age
    /// waits for a second comparison that says so, because the clock of one may be wrong.
    /// </summary>
    /// <param name="comparison">The new comparison, stored.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The history cannot be read.</exception>
    public Task<DateTimeOffset> ConfirmTimeAsync(SystemComparison comparison, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return _database.ReadAsync(
            session => session
                .Query(
                    "SELECT compared_at FROM system_comparisons WHERE number < $1 ORDER BY number DESC LIMIT 1",
                    row => row.Time("compared_at"),
                    comparison.Number)
                .Append(comparison.ComparedAt)
                .Min(),
            cancellationToken);
    }

    /// <summary>Forgets comparisons when their time is over; the newest one stays.</summary>
    /// <param name="before">Those that were made earlier are forgotten.</param>
    /// <param name="atMost">How many may stay; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were forgotten.</returns>
    /// <exception cref="HistoryException">Nothing was forgotten.</exception>
    public Task<int> PruneAsync(DateTimeOffset before, int? atMost, CancellationToken cancellationToken) => _database.WriteAsync(
        session => session.Execute(
            """
            DELETE FROM system_comparisons
            WHERE (compared_at < $1 OR number NOT IN (SELECT number FROM system_comparisons ORDER BY number DESC LIMIT $2))
                AND number <> (SELECT max(number) FROM system_comparisons)
            """,
            SqliteTime.Format(before),
            atMost ?? -1),
        cancellationToken);

    /// <summary>Rewrites what all comparisons say of their doubts.</summary>
    /// <returns>How many comparisons changed.</returns>
    internal static int RewriteDoubts(SqliteSession session, Func<string, string> rewrite)
    {
        var changed = 0;
        foreach (var (number, header) in session.Query(
            "SELECT number, header FROM system_comparisons", row => (row.Number("number"), row.PersonalText("header"))))
        {
            if (SystemComparisonCodec.RewriteHeader(header, rewrite) is not { } rewritten)
                continue;
            changed += session.Execute(
                "UPDATE system_comparisons SET header = $2 WHERE number = $1", number, PersonalValue.Text(rewritten));
        }

        return changed;
    }

    /// <summary>Rewrites the texts of all findings.</summary>
    /// <returns>How many parts changed.</returns>
    internal static int RewriteFindings(SqliteSession session, Func<string, string> rewrite)
    {
        var changed = 0;
        foreach (var (comparison, position) in session.Query(
            "SELECT comparison, position FROM system_findings", row => (row.Number("comparison"), row.Number("position"))))
        {
            var body = session.Query(
                "SELECT body FROM system_findings WHERE comparison = $1 AND position = $2",
                row => row.PersonalBytes("body"),
                comparison,
                position)[0];
            if (SystemComparisonCodec.RewriteFindings(body, rewrite) is not { } rewritten)
                continue;
            changed += session.Execute(
                "UPDATE system_findings SET body = $3 WHERE comparison = $1 AND position = $2",
                comparison,
                position,
                PersonalValue.Bytes(rewritten));
        }

        return changed;
    }

    private static SystemComparison Insert(SqliteSession session, SystemComparison comparison, string header, List<byte[]> bodies)
    {
        var number = session.ScalarNumber(
            "INSERT INTO system_comparisons (compared_at, header) VALUES ($1, $2) RETURNING number",
            SqliteTime.Format(comparison.ComparedAt),
            PersonalValue.Text(header));
        for (var position = 0; position < bodies.Count; position++)
        {
            session.Execute(
                "INSERT INTO system_findings (comparison, position, body) VALUES ($1, $2, $3)",
                number,
                position,
                PersonalValue.Bytes(bodies[position]));
        }

        return comparison with { Number = (int)number };
    }
}
