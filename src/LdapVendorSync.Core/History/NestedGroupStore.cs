using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Which groups were nested in each source group when it was last read, and which of them named members. Names of sources are told
/// apart without regard to case, those of groups are not. A dry run notes nothing.
/// </summary>
public sealed class NestedGroupStore
{
    private readonly HistoryDatabase _database;

    internal NestedGroupStore(HistoryDatabase database) => _database = database;

    /// <summary>The groups that were nested in a source group; empty where nothing is remembered.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<ReadGroup>> FindAsync(string source, string group, CancellationToken cancellationToken) => _database.ReadAsync(
        session => session.Query(
            "SELECT * FROM nested_groups WHERE source = $1 AND source_group = $2",
            row => new ReadGroup(row.Text("dn"), row.Text("group_id")) { NamesMembers = row.Number("names_members") != 0 },
            Key(source),
            group).ToList(),
        cancellationToken);

    /// <summary>Remembers what is nested in a source group. What is known already costs nothing but a look.</summary>
    /// <param name="runId">The run, begun before.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="group">The group.</param>
    /// <param name="nested">The nested groups that were read.</param>
    /// <param name="readEveryBranch">
    /// Whether these are all, so that others are forgotten. Otherwise what was known stays, and that a group named members stays known too.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RememberAsync(
        string runId,
        string source,
        string group,
        IReadOnlyCollection<ReadGroup> nested,
        bool readEveryBranch,
        CancellationToken cancellationToken)
    {
        var known = await FindAsync(source, group, cancellationToken).ConfigureAwait(false);
        if (known.ToHashSet().SetEquals(nested))
            return;
        await _database
            .WriteAsync(
                session => IsDryRun(session, runId) || Store(session, Key(source), group, nested, readEveryBranch), cancellationToken)
            .ConfigureAwait(false);
    }

    private static bool IsDryRun(SqliteSession session, string runId) =>
        (session.Scalar("SELECT dry_run FROM runs WHERE id = $1", runId) as long?
            ?? throw new HistoryException(HistoryFailure.Refused, $"The history knows no run '{runId}'.")) != 0;

    private static bool Store(
        SqliteSession session, string source, string group, IReadOnlyCollection<ReadGroup> nested, bool readEveryBranch)
    {
        if (readEveryBranch)
            session.Execute("DELETE FROM nested_groups WHERE source = $1 AND source_group = $2", source, group);
        foreach (var entry in nested)
        {
            session.Execute(
                """
                INSERT INTO nested_groups VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO UPDATE SET group_id = excluded.group_id, names_members = max(names_members, excluded.names_members)
                """,
                source,
                group,
                entry.DistinguishedName,
                entry.Id,
                entry.NamesMembers ? 1L : 0L);
        }

        return true;
    }

    private static string Key(string name) => name.ToUpperInvariant();
}
