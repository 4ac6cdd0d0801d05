using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History;

/// <summary>
/// How many members the groups had whose people a mapping leaves out, when a run last believed them. Names are told apart without regard to
/// case.
/// </summary>
public sealed class ExcludedGroupStore
{
    private readonly HistoryDatabase _database;

    internal ExcludedGroupStore(HistoryDatabase database) => _database = database;

    /// <summary>The number of members; <see langword="null"/> where no run read the group for the mapping.</summary>
    /// <param name="target">The vendor target.</param>
    /// <param name="mapping">The mapping that leaves the group out.</param>
    /// <param name="source">The name of the group's source.</param>
    /// <param name="group">The group, as the config names it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<int?> FindAsync(
        string target, MappingReference mapping, string source, string group, CancellationToken cancellationToken) => _database.ReadAsync(
        session => (int?)(session.Scalar(
            "SELECT members FROM excluded_groups WHERE target = $1 AND vendor_group = $2 AND source = $3 AND source_group = $4",
            target,
            Key(mapping.VendorGroup),
            Key(source),
            group) as long?),
        cancellationToken);

    /// <summary>Remembers how many members a group has.</summary>
    public Task RememberAsync(
        string target, MappingReference mapping, string source, string group, int members, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session => session.Execute(
                "INSERT OR REPLACE INTO excluded_groups VALUES ($1, $2, $3, $4, $5)",
                target,
                Key(mapping.VendorGroup),
                Key(source),
                group,
                members),
            cancellationToken);

    private static string Key(string name) => name.ToUpperInvariant();
}
