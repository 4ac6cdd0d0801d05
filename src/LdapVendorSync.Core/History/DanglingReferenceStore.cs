using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>Since when, and for how many complete runs, groups have referred to entries that cannot be found.</summary>
public sealed class DanglingReferenceStore
{
    private readonly HistoryDatabase _database;

    internal DanglingReferenceStore(HistoryDatabase database) => _database = database;

    /// <summary>
    /// Notes which references of a mapping's source group dangle now, and tells since when each has. A reference counts once a run; one
    /// that no longer dangles is forgotten, so that it starts anew should it dangle again. A dry run gets the same answer and notes
    /// nothing.
    /// </summary>
    /// <param name="runId">The run, begun before.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="references">Every dangling reference of the group, as the group has it.</param>
    /// <param name="readWasComplete">
    /// Whether nothing but dangling references kept the read from being complete. Otherwise the run does not count for those that were
    /// seen, and those that were not seen are kept.
    /// </param>
    /// <param name="now">The instant of the observation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One for each of <paramref name="references"/>, without doubles.</returns>
    public Task<List<DanglingReference>> ObserveDanglingAsync(
        string runId,
        MappingReference mapping,
        IReadOnlyCollection<string> references,
        bool readWasComplete,
        DateTimeOffset now,
        CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            var dryRun = session.Scalar("SELECT dry_run FROM runs WHERE id = $1", runId) as long?
                ?? throw new HistoryException(HistoryFailure.Refused, $"The history knows no run '{runId}'.");
            var known = Load(session, mapping);
            var observed = references.Distinct(StringComparer.Ordinal)
                .Select(reference => Observe(known.GetValueOrDefault(reference), reference, runId, readWasComplete, now))
                .ToList();
            if (dryRun == 0)
                Store(session, mapping, observed, readWasComplete);
            return observed.ConvertAll(row => row.ToReference(now));
        },
        cancellationToken);

    private static Observation Observe(Observation? known, string reference, string runId, bool readWasComplete, DateTimeOffset now)
    {
        var before = known ?? new Observation(reference, now, CompleteRuns: 0, LastRunId: string.Empty);
        return readWasComplete && before.LastRunId != runId
            ? before with { CompleteRuns = before.CompleteRuns + 1, LastRunId = runId }
            : before;
    }

    private static Dictionary<string, Observation> Load(SqliteSession session, MappingReference mapping) => session.Query(
        "SELECT * FROM dangling_references WHERE source = $1 AND source_group = $2 AND vendor = $3 AND vendor_group = $4",
        row => new Observation(row.Text("reference"), row.Time("first_seen_at"), (int)row.Number("complete_runs"), row.Text("last_run_id")),
        mapping.Source,
        mapping.SourceGroup,
        mapping.Vendor,
        mapping.VendorGroup).ToDictionary(row => row.Reference, StringComparer.Ordinal);

    private static void Store(SqliteSession session, MappingReference mapping, List<Observation> observed, bool forgetOthers)
    {
        if (forgetOthers)
        {
            session.Execute(
                "DELETE FROM dangling_references WHERE source = $1 AND source_group = $2 AND vendor = $3 AND vendor_group = $4",
                mapping.Source,
                mapping.SourceGroup,
                mapping.Vendor,
                mapping.VendorGroup);
        }

        foreach (var row in observed)
        {
            session.Execute(
                "INSERT OR REPLACE INTO dangling_references VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                mapping.Source,
                mapping.SourceGroup,
                mapping.Vendor,
                mapping.VendorGroup,
                row.Reference,
                SqliteTime.Format(row.FirstSeenAt),
                row.CompleteRuns,
                row.LastRunId);
        }
    }

    private sealed record Observation(string Reference, DateTimeOffset FirstSeenAt, int CompleteRuns, string LastRunId)
    {
        public DanglingReference ToReference(DateTimeOffset now) =>
            new(Reference, FirstSeenAt, now > FirstSeenAt ? now - FirstSeenAt : TimeSpan.Zero, CompleteRuns);
    }
}
