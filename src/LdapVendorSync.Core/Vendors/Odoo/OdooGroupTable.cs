using System.Globalization;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>All groups of a database, which are a few hundred, and which of them a name means.</summary>
internal sealed class OdooGroupTable(IReadOnlyList<OdooGroup> groups, IReadOnlyList<string> languages)
{
    public IReadOnlyList<OdooGroup> Groups { get; } = groups;

    /// <summary>Reads them.</summary>
    public static async Task<OdooGroupTable> ReadAsync(
        OdooTransaction transaction, OdooShape shape, IReadOnlyList<string> languages, CancellationToken cancellationToken)
    {
        var groups = new List<OdooGroup>();
        var command = transaction.CreateCommand(Query(shape));
        await using var ofCommand = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            OdooText Text(int column) =>
                OdooText.Read(reader.IsDBNull(column) ? null : reader.GetString(column), shape.HasTranslatedNames);
            groups.Add(new OdooGroup(
                reader.GetInt32(0), reader.GetFieldValue<string[]>(1), Text(2), Text(3), Text(4), reader.GetBoolean(5)));
        }

        return new OdooGroupTable(groups, languages);
    }

    /// <summary>
    /// The group of a name: an XML id (<c>base.group_user</c>), else its name in any language, alone or behind category and privilege
    /// (<c>Sales / Administrator</c>), without regard to case; else the number of its row.
    /// </summary>
    /// <returns>The group, or <see langword="null"/> where there is none.</returns>
    /// <exception cref="VendorException">Several groups have the name, or the group is archived.</exception>
    public OdooGroup? Find(string vendor, string name)
    {
        var wanted = name.Trim();
        var found = Groups.Where(group => group.XmlIds.Contains(wanted, StringComparer.Ordinal)).ToList();
        if (found.Count == 0)
            found = [.. Groups.Where(group => group.Names.Any(one => IsSame(one, wanted)))];
        if (found.Count == 0 && int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            found = [.. Groups.Where(group => group.Id == id)];
        // What is archived gives nobody any right; where another group has the name, that one is meant.
        var active = found.Where(group => !group.IsArchived).ToList();
        return active.Count switch
        {
            1 => active[0],
            > 1 => throw Ambiguous(vendor, name, active),
            _ when found.Count > 0 => throw new VendorException(
                VendorFailure.NotFound, $"{vendor}: the group '{name}' is archived in Odoo. Unarchive it, or remove the mapping."),
            _ => null,
        };
    }

    private VendorException Ambiguous(string vendor, string name, List<OdooGroup> found)
    {
        var meant = found.Take(5).Select(group => $"'{group.ToVendorGroup(languages).Name}' ({group.FullName(languages)})");
        return new VendorException(
            VendorFailure.Ambiguous, $"{vendor}: {found.Count} groups are called '{name}': {string.Join(", ", meant)}. Use the XML id of the one that is meant.");
    }

    private static bool IsSame(string one, string other) =>
        ComparableText.IgnoringCase(one) is { } text && text == ComparableText.IgnoringCase(other);

    private static string Query(OdooShape shape)
    {
        var owner = shape.HasPrivileges ? "p" : "g";
        var category = shape.HasCategories ? $"LEFT JOIN ir_module_category c ON c.id = {owner}.category_id" : string.Empty;
        var privilege = shape.HasPrivileges ? "LEFT JOIN res_groups_privilege p ON p.id = g.privilege_id" : string.Empty;
        return $"""
            SELECT g.id,
                   ARRAY(SELECT d.module || '.' || d.name FROM ir_model_data d WHERE d.model = 'res.groups' AND d.res_id = g.id ORDER BY d.id)::text[],
                   g.name::text,
                   {(shape.HasCategories ? "c.name::text" : "NULL::text")},
                   {(shape.HasPrivileges ? "p.name::text" : "NULL::text")},
                   {(shape.HasArchivedGroups ? "g.active IS FALSE" : "false")}
            FROM res_groups g {privilege} {category}
            ORDER BY g.id
            """;
    }
}
