using System.Globalization;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Members;
using Npgsql;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>
/// Reads everything in one state of the database: accounts, groups, the memberships as the table has them, and which group implies which.
/// </summary>
/// <remarks>
/// Up to Odoo 18 whoever is in a group is listed in the groups that it implies too, from 19 on in the first alone. Both are given as they
/// are listed; with the implications they come to the same.
/// </remarks>
internal sealed class OdooSystemQuery(OdooTransaction transaction, OdooShape shape, OdooSettings settings)
{
    /// <summary>Reads everything.</summary>
    public async Task<SystemContent> ReadAsync(CancellationToken cancellationToken)
    {
        var table = await OdooGroupTable.ReadAsync(transaction, shape, settings.Languages, cancellationToken).ConfigureAwait(false);
        var nestings = await ReadNestingsAsync(transaction, shape, cancellationToken).ConfigureAwait(false);
        var memberships = await ReadMembershipsAsync(cancellationToken).ConfigureAwait(false);
        var users = await ReadUsersAsync(cancellationToken).ConfigureAwait(false);

        var people = users.Where(user => settings.SystemUsers || !user.IsSystem).Select(user => user.WithoutGroup()).ToList();
        var left = users.Where(user => !settings.SystemUsers && user.IsSystem).Select(user => user.Id).ToHashSet(StringComparer.Ordinal);
        var known = users.Select(user => user.Id).ToHashSet(StringComparer.Ordinal);
        var nested = nestings.ToLookup(nesting => nesting.GroupId, nesting => nesting.NestedId, StringComparer.Ordinal);
        var groups = table.Groups
            .Where(group => !group.IsArchived)
            .Select(group => ToGroup(group.ToVendorGroup(settings.Languages), group));
        return new SystemContent { Users = people, Groups = [.. groups] };

        SystemGroup ToGroup(VendorGroup group, OdooGroup entry) => new(group.Id, group.Name)
        {
            Description = entry.FullName(settings.Languages),
            MemberIds = [.. memberships[group.Id].Where(id => known.Contains(id) && !left.Contains(id))],
            NestedIds = [.. nested[group.Id]],
            Doubts = [.. memberships[group.Id]
                .Where(id => !known.Contains(id))
                .Select(id => $"The group lists the account {id}, which is not among the users.")],
        };
    }

    /// <summary>
    /// Whoever is in a group (<c>gid</c>) is in the groups that it implies (<c>hid</c>) too. What is archived gives nobody any right.
    /// </summary>
    public static async Task<List<GroupNesting>> ReadNestingsAsync(
        OdooTransaction transaction, OdooShape shape, CancellationToken cancellationToken)
    {
        var isActive = shape.HasArchivedGroups
            ? "JOIN res_groups g ON g.id = rel.gid AND g.active IS NOT FALSE JOIN res_groups h ON h.id = rel.hid AND h.active IS NOT FALSE"
            : string.Empty;
        var pairs = await ReadPairsAsync(
            transaction, $"SELECT rel.hid, rel.gid FROM res_groups_implied_rel rel {isActive} ORDER BY 1, 2", cancellationToken)
            .ConfigureAwait(false);
        return pairs.ConvertAll(pair => new GroupNesting(pair.One, pair.Other));
    }

    private async Task<ILookup<string, string>> ReadMembershipsAsync(CancellationToken cancellationToken)
    {
        var pairs = await ReadPairsAsync(
            transaction, "SELECT gid, uid FROM res_groups_users_rel ORDER BY 1, 2", cancellationToken)
            .ConfigureAwait(false);
        return pairs.ToLookup(pair => pair.One, pair => pair.Other, StringComparer.Ordinal);
    }

    private async Task<List<OdooUser>> ReadUsersAsync(CancellationToken cancellationToken)
    {
        await OdooUserQuery.OpenAllAsync(transaction, shape, cancellationToken).ConfigureAwait(false);
        var users = new List<OdooUser>();
        List<OdooUser> batch;
        do
        {
            batch = await OdooUserQuery.FetchAsync(transaction, cancellationToken).ConfigureAwait(false);
            users.AddRange(batch);
        }
        while (batch.Count == OdooUserQuery.BatchSize);
        return users;
    }

    private static async Task<List<(string One, string Other)>> ReadPairsAsync(
        OdooTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        var pairs = new List<(string One, string Other)>();
        var command = transaction.CreateCommand(sql);
        await using var ofCommand = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            pairs.Add((TextAt(reader, 0), TextAt(reader, 1)));
        return pairs;
    }

    private static string TextAt(NpgsqlDataReader reader, int column) => reader.GetInt32(column).ToString(CultureInfo.InvariantCulture);
}
