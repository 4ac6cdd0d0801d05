using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Since when, and for how many complete runs, something has been seen at a mapping: a reference to an entry that cannot be found, a member
/// of the vendor group whom the source group does not have.
/// </summary>
public sealed class SightingStore
{
    private readonly HistoryDatabase _database;
    private readonly string _table;

    /// <param name="database">The history.</param>
    /// <param name="table">The table with the sightings of one kind; a literal of the schema.</param>
    internal SightingStore(HistoryDatabase database, string table)
    {
        _database = database;
        _table = table;
    }

    /// <summary>
    /// Notes what is seen at a mapping now, and tells since when each has been. It counts once a run; what is no longer seen is forgotten,
    /// so that it starts anew should it be seen again. A dry run gets the same answer and notes nothing.
    /// </summary>
    /// <param name="runId">The run, begun before.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="references">What names each: a reference as the group has it, the id of an account.</param>
    /// <param name="readWasComplete">
    /// Whether nothing else kept the read from being complete. Otherwise the run does not count for those that were seen, and those that
    /// were not seen are kept.
    /// </param>
    /// <param name="now">The instant of the observation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// One for each of <paramref name="references"/>, without doubles. Its age goes up to the run before this one at most: a clock that is
    /// set ahead ends no wait before another run has seen that time too. First seen in the future means now.
    /// </returns>
    public async Task<List<Sighting>> ObserveAsync(
        string runId,
        MappingReference mapping,
        IReadOnlyCollection<string> references,
        bool readWasComplete,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // Most mappings have nothing to be noted and nothing to be forgotten, and a commit is waited for.
        return references.Count == 0 && !await HasAnyAsync(mapping, cancellationToken).ConfigureAwait(false)
            ? []
            : await _database
                .WriteAsync(session => Observe(session, runId, mapping, references, readWasComplete, now), cancellationToken)
                .ConfigureAwait(false);
    }

    private Task<bool> HasAnyAsync(MappingReference mapping, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Load(session, mapping).Count > 0, cancellationToken);

    private List<Sighting> Observe(
        SqliteSession session,
        string runId,
        MappingReference mapping,
        IReadOnlyCollection<string> references,
        bool readWasComplete,
        DateTimeOffset now)
    {
        var dryRun = session.Scalar("SELECT dry_run FROM runs WHERE id = $1", runId) as long?
            ?? throw new HistoryException(HistoryFailure.Refused, $"The history knows no run '{runId}'.");
        var known = Load(session, mapping);
        var observed = references.Distinct(StringComparer.Ordinal)
            .Select(reference => Observe(known.GetValueOrDefault(reference), reference, runId, readWasComplete, now))
            .ToList();
        if (dryRun == 0)
            Store(session, mapping, observed, readWasComplete);
        var until = RunHistory.ConfirmedTime(session, runId, now);
        return observed.ConvertAll(row => row.ToReference(until));
    }

    private static Observation Observe(Observation? known, string reference, string runId, bool readWasComplete, DateTimeOffset now)
    {
        var before = known ?? new Observation(reference, now, CompleteRuns: 0, LastRunId: string.Empty);
        if (before.FirstSeenAt > now)
            before = before with { FirstSeenAt = now };
        return readWasComplete && before.LastRunId != runId
            ? before with { CompleteRuns = before.CompleteRuns + 1, LastRunId = runId }
            : before;
    }

    private Dictionary<string, Observation> Load(SqliteSession session, MappingReference mapping) => session.Query(
        $"SELECT * FROM {_table} WHERE source = $1 AND source_group = $2 AND vendor = $3 AND vendor_group = $4",
        row => new Observation(row.PersonalKey("reference"), row.Time("first_seen_at"), (int)row.Number("complete_runs"), row.Text("last_run_id")),
        mapping.Source,
        mapping.SourceGroup,
        mapping.Vendor,
        mapping.VendorGroup).ToDictionary(row => row.Reference, StringComparer.Ordinal);

    private void Store(SqliteSession session, MappingReference mapping, List<Observation> observed, bool forgetOthers)
    {
        if (forgetOthers)
        {
            session.Execute(
                $"DELETE FROM {_table} WHERE source = $1 AND source_group = $2 AND vendor = $3 AND vendor_group = $4",
                mapping.Source,
                mapping.SourceGroup,
                mapping.Vendor,
                mapping.VendorGroup);
        }

        foreach (var row in observed)
        {
            session.Execute(
                $"INSERT OR REPLACE INTO {_table} VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                mapping.Source,
                mapping.SourceGroup,
                mapping.Vendor,
                mapping.VendorGroup,
                PersonalValue.Key(row.Reference),
                SqliteTime.Format(row.FirstSeenAt),
                row.CompleteRuns,
                row.LastRunId);
        }
    }

    private sealed record Observation(string Reference, DateTimeOffset FirstSeenAt, int CompleteRuns, string LastRunId)
    {
        public Sighting ToReference(DateTimeOffset until) =>
            new(Reference, FirstSeenAt, until > FirstSeenAt ? until - FirstSeenAt : TimeSpan.Zero, CompleteRuns);
    }
}
