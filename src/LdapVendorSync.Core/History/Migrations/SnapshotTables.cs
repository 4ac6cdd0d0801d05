namespace LdapVendorSync.Core.History.Migrations;

/// <summary>Both sides of each mapping as each real run read them.</summary>
/// <remarks>
/// What was read is a tree that is stored once by the hash of its content: the root describes the read, below it are branches, below them
/// leaves with the members. A group of 100,000 of whom one changed costs one leaf, one branch and one root.
/// </remarks>
internal static class SnapshotTables
{
    public const string Sql = """
        CREATE TABLE snapshot_nodes (
            id   INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE,
            body BLOB NOT NULL
        ) STRICT;

        CREATE TABLE snapshot_edges (
            parent   INTEGER NOT NULL REFERENCES snapshot_nodes (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            child    INTEGER NOT NULL REFERENCES snapshot_nodes (id),
            PRIMARY KEY (parent, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX snapshot_edges_by_child ON snapshot_edges (child);

        CREATE TABLE snapshots (
            run_id       TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            mapping_id   INTEGER NOT NULL REFERENCES mappings (id),
            side         TEXT NOT NULL CHECK (side IN ('Source', 'Vendor')),
            part         INTEGER NOT NULL,
            read_at      TEXT NOT NULL,
            completeness TEXT NOT NULL,
            members      INTEGER NOT NULL,
            root         INTEGER NOT NULL REFERENCES snapshot_nodes (id),
            PRIMARY KEY (run_id, mapping_id, side, part)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX snapshots_by_mapping ON snapshots (mapping_id, side, read_at);
        CREATE INDEX snapshots_by_root ON snapshots (root);

        CREATE TRIGGER dry_run_keeps_no_snapshot BEFORE INSERT ON snapshots
        WHEN (SELECT dry_run FROM runs WHERE id = NEW.run_id)
        BEGIN
            SELECT RAISE(ABORT, 'a dry run keeps no snapshot');
        END;
        """;
}
