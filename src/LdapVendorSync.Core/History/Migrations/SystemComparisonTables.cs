namespace LdapVendorSync.Core.History.Migrations;

/// <summary>What comparisons of whole systems found.</summary>
/// <remarks>
/// The findings of one are in bodies of some thousand each, in their order: those of 100,000 people take a few megabytes.
/// </remarks>
internal static class SystemComparisonTables
{
    public const string Sql = """
        CREATE TABLE system_comparisons (
            number      INTEGER PRIMARY KEY AUTOINCREMENT,
            compared_at TEXT NOT NULL,
            header      TEXT NOT NULL
        ) STRICT;

        CREATE TABLE system_findings (
            comparison INTEGER NOT NULL REFERENCES system_comparisons (number) ON DELETE CASCADE,
            position   INTEGER NOT NULL,
            body       BLOB NOT NULL,
            PRIMARY KEY (comparison, position)
        ) STRICT, WITHOUT ROWID;
        """;
}
