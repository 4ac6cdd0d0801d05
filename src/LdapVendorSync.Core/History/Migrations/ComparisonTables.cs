namespace LdapVendorSync.Core.History.Migrations;

/// <summary>Which mappings each real run compared, and what it decided and did not send.</summary>
/// <remarks>
/// A change that is held again and again is one row, from the comparison that first held it to the last one: comparisons of a mapping are
/// counted, since clocks go back. While it is still held its end is open, so that holding it once more writes nothing.
/// </remarks>
internal static class ComparisonTables
{
    public const string Sql = """
        CREATE TABLE mappings (
            id           INTEGER PRIMARY KEY,
            target       TEXT NOT NULL,
            source       TEXT NOT NULL,
            source_group TEXT NOT NULL,
            vendor       TEXT NOT NULL,
            vendor_group TEXT NOT NULL,
            UNIQUE (target, source, source_group, vendor, vendor_group)
        ) STRICT;

        CREATE TABLE comparisons (
            mapping_id INTEGER NOT NULL REFERENCES mappings (id),
            number     INTEGER NOT NULL,
            run_id     TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            PRIMARY KEY (mapping_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX comparisons_by_run ON comparisons (run_id, mapping_id);

        CREATE TABLE comparison_rules (
            mapping_id INTEGER NOT NULL,
            number     INTEGER NOT NULL,
            rule       TEXT NOT NULL,
            message    TEXT NOT NULL,
            PRIMARY KEY (mapping_id, number, rule),
            FOREIGN KEY (mapping_id, number) REFERENCES comparisons (mapping_id, number) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE unsent_changes (
            id           INTEGER PRIMARY KEY AUTOINCREMENT,
            mapping_id   INTEGER NOT NULL REFERENCES mappings (id),
            first_number INTEGER NOT NULL,
            last_number  INTEGER,
            first_run_id TEXT NOT NULL,
            first_at     TEXT NOT NULL,
            result       TEXT NOT NULL,
            rule         TEXT,
            message      TEXT,
            action       TEXT,
            source       TEXT,
            source_id    TEXT,
            vendor_id    TEXT,
            person       TEXT NOT NULL,
            match_key    TEXT,
            differences  TEXT NOT NULL DEFAULT '[]',
            reason       TEXT NOT NULL
        ) STRICT;
        CREATE INDEX unsent_changes_by_mapping ON unsent_changes (mapping_id, last_number);

        CREATE TRIGGER dry_run_compares_nothing BEFORE INSERT ON comparisons
        WHEN (SELECT dry_run FROM runs WHERE id = NEW.run_id)
        BEGIN
            SELECT RAISE(ABORT, 'a dry run records no comparison');
        END;
        """;
}
