using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Forgets what is older than it is to be kept. What later runs depend on stays, however old: changes whose outcome is not known, accounts
/// that the sync disabled, and the last good run of each mapping, against which the next is measured.
/// </summary>
/// <param name="session">The history, in a transaction.</param>
/// <param name="limits">How long what is kept.</param>
internal sealed class HistoryRetention(SqliteSession session, RetentionLimits limits)
{
    // The last known state of an account: whoever comes back is enabled again only if the sync had disabled the account.
    private const string Disabled = """
        SELECT max(id) FROM changes
        WHERE operation IN ('DisableUser', 'EnableUser') AND outcome = 'Succeeded' AND vendor_id IS NOT NULL GROUP BY target, vendor_id
        """;

    /// <summary>Forgets.</summary>
    /// <returns>How many runs were forgotten.</returns>
    public int Apply()
    {
        var runs = ForgetRuns();
        var snapshots = ForgetSnapshots();
        ForgetChanges();
        ForgetReads();
        ForgetSightings();
        var links = limits.TargetsReadWhole.Sum(ForgetLinks);
        if (runs > 0 || links > 0)
            LinkWriter.Prune(session);
        if (runs > 0)
            UnsentChangeStore.Prune(session);
        if (runs > 0 || snapshots > 0)
            SnapshotStore.Prune(session);
        return runs;
    }

    private int ForgetRuns() => session.Execute(
        $"""
        DELETE FROM runs
        WHERE (started_at < $1 OR id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT $2))
            AND id NOT IN (SELECT run_id FROM changes WHERE outcome IS NULL OR outcome = 'Unknown')
            AND id NOT IN (SELECT run_id FROM changes WHERE operation = 'DisableUser' AND id IN ({Disabled}))
            AND id NOT IN (
                SELECT max(m.run_id) FROM mapping_results m JOIN runs r ON r.id = m.run_id
                WHERE m.completeness = 'Complete' AND m.source_members IS NOT NULL AND m.error IS NULL AND NOT r.dry_run
                GROUP BY m.source, m.source_group, m.vendor, m.vendor_group, m.target, coalesce(m.doubts_source, m.blocked > 0))
        """,
        SqliteTime.Format(limits.Runs),
        limits.RunsAtMost ?? -1);

    // A run that died may have made links that the next run still has to learn of.
    private void ForgetChanges()
    {
        if (limits.Changes is not { } before)
            return;
        session.Execute(
            $"""
            DELETE FROM changes
            WHERE run_id IN (SELECT id FROM runs WHERE started_at < $1 AND status IS NOT NULL)
                AND outcome IS NOT NULL AND outcome <> 'Unknown' AND NOT (operation = 'DisableUser' AND id IN ({Disabled}))
            """,
            SqliteTime.Format(before));
        session.Execute(
            """
            DELETE FROM unsent_changes AS u WHERE last_number IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM comparisons c JOIN runs r ON r.id = c.run_id
                WHERE c.mapping_id = u.mapping_id AND c.number BETWEEN u.first_number AND u.last_number AND r.started_at >= $1)
            """,
            SqliteTime.Format(before));
    }

    private int ForgetSnapshots() => limits.Snapshots is { } before
        ? session.Execute("DELETE FROM snapshots WHERE read_at < $1", SqliteTime.Format(before))
        : 0;

    private void ForgetReads()
    {
        if (session.Execute("DELETE FROM kept_reads WHERE read_at < $1", SqliteTime.Format(limits.Reads)) > 0)
            session.Execute("DELETE FROM kept_contents WHERE hash NOT IN (SELECT content FROM kept_reads)");
    }

    // What no known run saw belongs to a mapping that is gone. Should it be seen again, it waits from the beginning.
    private void ForgetSightings()
    {
        foreach (var table in (string[])["absences", "dangling_references"])
        {
            session.Execute(
                $"DELETE FROM {table} WHERE first_seen_at < $1 AND last_run_id NOT IN (SELECT id FROM runs)", SqliteTime.Format(limits.Runs));
        }
    }

    // Not those that a removal is waiting for: the link says whom a reference meant.
    private int ForgetLinks(string target) => session.Execute(
        """
        DELETE FROM links AS l
        WHERE scope IN (SELECT id FROM link_scopes WHERE target = $1)
            AND confirmation IN (SELECT id FROM link_confirmations WHERE confirmed_at < $2)
            AND NOT EXISTS (SELECT 1 FROM absences a WHERE a.reference = l.vendor_id)
            AND NOT EXISTS (SELECT 1 FROM dangling_references d WHERE d.reference = l.source_reference)
        """,
        target,
        SqliteTime.Format(limits.Links));
}

/// <summary>From when on each kind of record is kept.</summary>
/// <param name="Runs">Runs that began earlier are forgotten, with everything that belongs to them.</param>
/// <param name="Links">Links that were last confirmed earlier are forgotten.</param>
/// <param name="Reads">Kept reads that are older are forgotten.</param>
public sealed record RetentionLimits(DateTimeOffset Runs, DateTimeOffset Links, DateTimeOffset Reads)
{
    /// <summary>How many of the latest runs may stay; <see langword="null"/> for all.</summary>
    public int? RunsAtMost { get; init; }

    /// <summary>Changes of runs that began earlier are forgotten; <see langword="null"/> to keep them with their runs.</summary>
    public DateTimeOffset? Changes { get; init; }

    /// <summary>Snapshots that are older are forgotten; <see langword="null"/> to keep them with their runs.</summary>
    public DateTimeOffset? Snapshots { get; init; }

    /// <summary>
    /// The vendor targets whose every mapping was just read completely, so that a link that was not confirmed is of somebody who is gone.
    /// </summary>
    public IReadOnlyList<string> TargetsReadWhole { get; init; } = [];
}
