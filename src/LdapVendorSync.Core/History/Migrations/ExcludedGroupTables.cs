namespace LdapVendorSync.Core.History.Migrations;

/// <summary>How large groups were whose people mappings leave out.</summary>
internal static class ExcludedGroupTables
{
    public const string Sql = """
        CREATE TABLE excluded_groups (
            target       TEXT NOT NULL,
            vendor_group TEXT NOT NULL,
            source       TEXT NOT NULL,
            source_group TEXT NOT NULL,
            members      INTEGER NOT NULL,
            PRIMARY KEY (target, vendor_group, source, source_group)
        ) STRICT, WITHOUT ROWID;
        """;
}
