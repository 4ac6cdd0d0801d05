namespace LdapVendorSync.Core.History.Migrations;

/// <summary>What vendors were told that cannot be asked.</summary>
internal static class VendorMemoryTables
{
    public const string Sql = """
        CREATE TABLE vendor_accounts (
            target     TEXT NOT NULL,
            account_id TEXT NOT NULL,
            profile    TEXT NOT NULL,
            in_doubt   INTEGER NOT NULL CHECK (in_doubt IN (0, 1)),
            PRIMARY KEY (target, account_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE vendor_groups (
            target   TEXT NOT NULL,
            group_id TEXT NOT NULL,
            name     TEXT NOT NULL,
            PRIMARY KEY (target, group_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE vendor_memberships (
            target     TEXT NOT NULL,
            group_id   TEXT NOT NULL,
            account_id TEXT NOT NULL,
            in_doubt   INTEGER NOT NULL CHECK (in_doubt IN (0, 1)),
            PRIMARY KEY (target, group_id, account_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX vendor_memberships_by_account ON vendor_memberships (target, account_id);

        CREATE TABLE vendor_uploads (
            target       TEXT NOT NULL,
            part         TEXT NOT NULL,
            began_at     TEXT NOT NULL,
            confirmed_at TEXT,
            is_open      INTEGER NOT NULL CHECK (is_open IN (0, 1)),
            PRIMARY KEY (target, part)
        ) STRICT, WITHOUT ROWID;
        """;
}
