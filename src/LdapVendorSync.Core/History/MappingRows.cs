using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>The rows that stand for mappings of a target where other tables refer to them.</summary>
internal static class MappingRows
{
    /// <summary>The row of a mapping, made where there is none yet.</summary>
    public static long IdOf(SqliteSession session, string target, MappingReference mapping)
    {
        session.Execute(
            "INSERT OR IGNORE INTO mappings (target, source, source_group, vendor, vendor_group) VALUES ($1, $2, $3, $4, $5)",
            target,
            mapping.Source,
            mapping.SourceGroup,
            mapping.Vendor,
            mapping.VendorGroup);
        return session.ScalarNumber(
            """
            SELECT id FROM mappings
            WHERE target = $1 AND source = $2 AND source_group = $3 AND vendor = $4 AND vendor_group = $5
            """,
            target,
            mapping.Source,
            mapping.SourceGroup,
            mapping.Vendor,
            mapping.VendorGroup);
    }

    /// <summary>The mapping of a row that has the columns of <c>mappings</c>.</summary>
    public static MappingReference Read(SqliteRow row) =>
        new(row.Text("map_source"), row.Text("source_group"), row.Text("vendor"), row.Text("vendor_group"));
}
