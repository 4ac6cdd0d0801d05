using Npgsql;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>
/// How the tables of this database are made. From version to version (14 to 19) they differ in few things, which the catalogue tells better than a
/// version number: modules change tables too.
/// </summary>
/// <param name="HasTranslatedNames">Whether names are JSON with one text for each language (from 16).</param>
/// <param name="HasPrivileges">Whether groups belong to a privilege, and that to a category (from 19), in place of a category (to 18).</param>
/// <param name="HasCategories">Whether groups or privileges belong to a category.</param>
/// <param name="HasArchivedGroups">Whether groups can be archived.</param>
/// <param name="HasShare">Whether accounts tell whether they are external (portal).</param>
/// <param name="HasWriteDates">Whether the account may read when people were last changed.</param>
internal sealed record OdooShape(
    bool HasTranslatedNames, bool HasPrivileges, bool HasCategories, bool HasArchivedGroups, bool HasShare, bool HasWriteDates)
{
    private static readonly string[] NeededColumns =
    [
        "res_groups.id", "res_groups.name", "res_groups_users_rel.gid", "res_groups_users_rel.uid", "res_groups_implied_rel.gid",
        "res_groups_implied_rel.hid", "res_users.id", "res_users.login", "res_users.active", "res_users.partner_id", "res_partner.id",
        "res_partner.name", "res_partner.email", "ir_model_data.module", "ir_model_data.name", "ir_model_data.model", "ir_model_data.res_id",
    ];

    // pg_attribute shows columns to everybody, information_schema only those that one may read: what is missing is told from what is not granted.
    private const string Query =
        """
        SELECT c.relname || '.' || a.attname, t.typname, has_column_privilege(c.oid, a.attnum, 'SELECT')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.oid IN (SELECT to_regclass(name) FROM unnest(@tables) AS name)
        """;

    private static readonly string[] Tables =
    [
        "res_groups", "res_groups_users_rel", "res_groups_implied_rel", "res_users", "res_partner", "ir_model_data", "ir_module_category",
        "res_groups_privilege",
    ];

    /// <summary>Looks at the catalogue.</summary>
    /// <exception cref="VendorException">This is no database of Odoo, or the account may not read what is needed.</exception>
    public static async Task<OdooShape> DetectAsync(OdooTransaction transaction, CancellationToken cancellationToken)
    {
        var columns = new Dictionary<string, (string Type, bool IsReadable)>(StringComparer.Ordinal);
        var command = transaction.CreateCommand(Query, new NpgsqlParameter<string[]>("tables", Tables));
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var disposal = reader.ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                columns[reader.GetString(0)] = (reader.GetString(1), reader.GetBoolean(2));
        }

        Check(transaction.Database, columns);
        bool Has(params string[] names) => Array.TrueForAll(names, name => columns.TryGetValue(name, out var column) && column.IsReadable);
        var hasPrivileges = Has("res_groups.privilege_id", "res_groups_privilege.id", "res_groups_privilege.name");
        var category = hasPrivileges ? "res_groups_privilege.category_id" : "res_groups.category_id";
        return new OdooShape(
            columns["res_groups.name"].Type == "jsonb",
            hasPrivileges,
            Has(category, "ir_module_category.id", "ir_module_category.name"),
            Has("res_groups.active"),
            Has("res_users.share"),
            Has("res_users.write_date", "res_partner.write_date"));
    }

    private static void Check(string database, Dictionary<string, (string Type, bool IsReadable)> columns)
    {
        var missing = NeededColumns.Where(name => !columns.ContainsKey(name)).ToList();
        if (missing.Count > 0)
        {
            throw new VendorException(
                VendorFailure.Unsupported,
                $"The database '{database}' is not that of Odoo, or of a version that is not known here: it has no {string.Join(", ", missing)}.");
        }

        var hidden = NeededColumns.Where(name => !columns[name].IsReadable).ToList();
        if (hidden.Count > 0)
        {
            throw new VendorException(
                VendorFailure.Authentication,
                $"The account may not read {string.Join(", ", hidden)} of the database '{database}'. Grant it SELECT on these columns.");
        }
    }
}
