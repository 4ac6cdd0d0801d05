using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>Forgets snapshots of systems, and people who are gone from them, when their time is over.</summary>
/// <param name="session">The history, in a transaction.</param>
/// <param name="limits">How long what is kept.</param>
internal sealed class SystemRetention(SqliteSession session, SystemRetentionLimits limits)
{
    /// <summary>Forgets.</summary>
    /// <returns>How many snapshots were forgotten.</returns>
    public int Apply()
    {
        ForgetPeople();
        var forgotten = ForgetSnapshots();
        if (forgotten > 0)
            PruneContents(session);
        return forgotten;
    }

    /// <summary>Removes contents and chunks that no snapshot refers to any more.</summary>
    public static void PruneContents(SqliteSession session)
    {
        session.Execute("DELETE FROM system_contents WHERE id NOT IN (SELECT content FROM system_snapshots)");
        session.Execute("DELETE FROM system_chunks WHERE id NOT IN (SELECT chunk FROM system_content_chunks)");
    }

    // The newest complete one is what the next is compared with, and the newest with a whole list of people says who is gone.
    private int ForgetSnapshots() => session.Execute(
        """
        DELETE FROM system_snapshots AS s
        WHERE (taken_at < $1 OR (SELECT count(*) FROM system_snapshots n WHERE n.side = s.side AND n.system = s.system COLLATE NOCASE
                AND n.number > s.number) >= $2)
            AND number NOT IN (SELECT max(number) FROM system_snapshots WHERE is_complete GROUP BY side, system COLLATE NOCASE)
            AND number NOT IN (
                SELECT max(number) FROM system_snapshots WHERE doubtful_parts NOT LIKE '%Users%' GROUP BY side, system COLLATE NOCASE)
            AND number NOT IN (SELECT max(number) FROM system_snapshots GROUP BY side, system COLLATE NOCASE)
        """,
        SqliteTime.Format(limits.Snapshots),
        limits.SnapshotsAtMost ?? int.MaxValue);

    private void ForgetPeople() =>
        session.Execute("DELETE FROM system_people WHERE last_seen_at < $1", SqliteTime.Format(limits.LegacyPeople));
}

/// <summary>From when on snapshots of systems and people who are gone are kept.</summary>
/// <param name="Snapshots">Snapshots that were taken earlier are forgotten.</param>
/// <param name="LegacyPeople">People who were last seen earlier are forgotten.</param>
public sealed record SystemRetentionLimits(DateTimeOffset Snapshots, DateTimeOffset LegacyPeople)
{
    /// <summary>How many snapshots of a system may stay; <see langword="null"/> for all.</summary>
    public int? SnapshotsAtMost { get; init; }
}
