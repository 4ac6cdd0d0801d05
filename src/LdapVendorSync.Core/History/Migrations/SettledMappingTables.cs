namespace LdapVendorSync.Core.History.Migrations;

/// <summary>Mappings of which a run found that nothing is to do, and what it found that of.</summary>
internal static class SettledMappingTables
{
    // Whoever changes a link changes what comparing comes to, whether or not they know of these rows.
    public const string Sql = """
        CREATE TABLE settled_mappings (
            mapping_id  INTEGER PRIMARY KEY REFERENCES mappings (id) ON DELETE CASCADE,
            run_id      TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            compared_at TEXT NOT NULL,
            inputs      TEXT NOT NULL,
            members     INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX settled_mappings_by_run ON settled_mappings (run_id);

        CREATE TRIGGER new_link_unsettles AFTER INSERT ON links WHEN EXISTS (SELECT 1 FROM settled_mappings)
        BEGIN
            DELETE FROM settled_mappings WHERE mapping_id IN (SELECT id FROM mappings WHERE target = NEW.target);
        END;

        CREATE TRIGGER changed_link_unsettles AFTER UPDATE ON links WHEN EXISTS (SELECT 1 FROM settled_mappings)
        BEGIN
            DELETE FROM settled_mappings WHERE mapping_id IN (SELECT id FROM mappings WHERE target IN (OLD.target, NEW.target));
        END;

        CREATE TRIGGER removed_link_unsettles AFTER DELETE ON links WHEN EXISTS (SELECT 1 FROM settled_mappings)
        BEGIN
            DELETE FROM settled_mappings WHERE mapping_id IN (SELECT id FROM mappings WHERE target = OLD.target);
        END;
        """;
}
