using System.Globalization;
using LdapVendorSync.Core.Members;
using Npgsql;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>Reads accounts through a cursor of the server, in batches, so that neither side holds all of them.</summary>
internal static class OdooUserQuery
{
    /// <summary>How many rows a batch has.</summary>
    public const int BatchSize = 1000;

    // What installs itself with Odoo and nobody signs in as (the data files of module base).
    private const string SystemNames = "'user_root', 'public_user', 'default_user', 'template_portal_user_id', 'default_template_user_config'";

    /// <summary>
    /// Opens the cursor over a group's members. Up to Odoo 18 the members of a group that implies another one are listed in both, from 19 on in the
    /// first alone; following the implications gives the same for all of them.
    /// </summary>
    public static Task OpenMembersAsync(OdooTransaction transaction, OdooShape shape, int group, CancellationToken cancellationToken)
    {
        // A cursor takes no parameters; the id is a number of ours.
        var id = group.ToString(CultureInfo.InvariantCulture);
        // What is archived gives nobody any right, also not by implying another group.
        var isActive = shape.HasArchivedGroups ? "JOIN res_groups g ON g.id = rel.gid AND g.active IS NOT FALSE" : string.Empty;
        var rows =
            $"""
            SELECT rel.uid, bool_or(rel.gid = {id}) AS direct
            FROM res_groups_users_rel rel JOIN implying ON implying.gid = rel.gid GROUP BY rel.uid
            """;
        return transaction.ExecuteAsync(
            $"""
            DECLARE people NO SCROLL CURSOR FOR
            WITH RECURSIVE implying(gid) AS (
                SELECT {id} UNION SELECT rel.gid FROM res_groups_implied_rel rel JOIN implying ON rel.hid = implying.gid {isActive})
            {Select(shape, rows)}
            """,
            cancellationToken);
    }

    /// <summary>Opens the cursor over all accounts.</summary>
    public static Task OpenAllAsync(OdooTransaction transaction, OdooShape shape, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        $"DECLARE people NO SCROLL CURSOR FOR {Select(shape, "SELECT id AS uid, true AS direct FROM res_users")}", cancellationToken);

    /// <summary>The next batch; one that is not full is the last.</summary>
    public static async Task<List<OdooUser>> FetchAsync(OdooTransaction transaction, CancellationToken cancellationToken)
    {
        var batch = new List<OdooUser>(BatchSize);
        var command = transaction.CreateCommand($"FETCH FORWARD {BatchSize} FROM people");
        await using var ofCommand = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            batch.Add(Read(reader));
        return batch;
    }

    private static string Select(OdooShape shape, string rows) =>
        $"""
        SELECT m.uid, m.direct, u.id IS NOT NULL,
               EXISTS (SELECT FROM ir_model_data d
                       WHERE d.model = 'res.users' AND d.res_id = m.uid AND d.module = 'base' AND d.name IN ({SystemNames})),
               u.login, u.active, p.name, p.email,
               {(shape.HasShare ? "u.share" : "NULL::boolean")},
               {(shape.HasWriteDates ? "greatest(u.write_date, p.write_date)" : "NULL::timestamp")}
        FROM ({rows}) m LEFT JOIN res_users u ON u.id = m.uid LEFT JOIN res_partner p ON p.id = u.partner_id
        ORDER BY m.uid
        """;

    private static OdooUser Read(NpgsqlDataReader reader)
    {
        var id = reader.GetInt32(0).ToString(CultureInfo.InvariantCulture);
        return new OdooUser(id, IsThere: reader.GetBoolean(2), IsSystem: reader.GetBoolean(3), new GroupMember
        {
            Id = id,
            UserName = TextAt(reader, 4),
            Enabled = !reader.IsDBNull(5) && reader.GetBoolean(5),
            DisplayName = TextAt(reader, 6),
            Email = TextAt(reader, 7),
            Attributes = AttributesOf(reader),
        });
    }

    private static Dictionary<string, IReadOnlyList<string>> AttributesOf(NpgsqlDataReader reader)
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
        {
            [OdooUser.Direct] = [reader.GetBoolean(1) ? "true" : "false"],
        };
        if (!reader.IsDBNull(8))
            attributes[OdooUser.Share] = [reader.GetBoolean(8) ? "true" : "false"];
        // Odoo writes UTC into columns without a time zone.
        if (!reader.IsDBNull(9))
            attributes[OdooUser.WriteDate] = [reader.GetDateTime(9).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)];
        return attributes;
    }

    private static string? TextAt(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) || string.IsNullOrWhiteSpace(reader.GetString(column)) ? null : reader.GetString(column).Trim();
}
