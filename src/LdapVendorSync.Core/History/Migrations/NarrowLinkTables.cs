namespace LdapVendorSync.Core.History.Migrations;

/// <summary>Links that do not repeat what many of them share: target and source, when and by which run they were confirmed.</summary>
/// <remarks>
/// Saved are links in the order of the source's ids, which is another one than that of the accounts' ids: an index over these is written all
/// over. It has few pages where an entry is short, and a table with row ids has shorter ones than one without. What was stored before is
/// copied first and indexed then, in order. Of confirmations the hour is kept, from when the first was: each link had one of its own.
/// </remarks>
internal static class NarrowLinkTables
{
    public const string Sql = """
        DROP TRIGGER dry_run_links_nobody;
        DROP TRIGGER new_link_unsettles;
        DROP TRIGGER changed_link_unsettles;
        DROP TRIGGER removed_link_unsettles;
        DROP INDEX links_by_run;
        ALTER TABLE links RENAME TO wide_links;

        CREATE TABLE link_scopes (
            id     INTEGER PRIMARY KEY,
            target TEXT NOT NULL,
            source TEXT NOT NULL,
            UNIQUE (target, source)
        ) STRICT;

        CREATE TABLE link_confirmations (
            id           INTEGER PRIMARY KEY,
            confirmed_at TEXT NOT NULL,
            confirmed_by TEXT REFERENCES runs (id) ON DELETE SET NULL
        ) STRICT;
        CREATE INDEX link_confirmations_by_run ON link_confirmations (confirmed_by) WHERE confirmed_by IS NOT NULL;

        CREATE TABLE links (
            id               INTEGER PRIMARY KEY,
            scope            INTEGER NOT NULL REFERENCES link_scopes (id),
            source_id        TEXT NOT NULL,
            vendor_id        TEXT NOT NULL,
            source_reference TEXT,
            person           TEXT NOT NULL,
            match_keys       TEXT NOT NULL DEFAULT '{}',
            confirmation     INTEGER NOT NULL REFERENCES link_confirmations (id)
        ) STRICT;

        INSERT INTO link_scopes (target, source) SELECT DISTINCT target, source FROM wide_links;
        INSERT INTO link_confirmations (confirmed_at, confirmed_by)
            SELECT min(confirmed_at), confirmed_by FROM wide_links GROUP BY substr(confirmed_at, 1, 13), confirmed_by;
        CREATE INDEX confirmed_hours ON link_confirmations (substr(confirmed_at, 1, 13), confirmed_by);
        INSERT INTO links (scope, source_id, vendor_id, source_reference, person, match_keys, confirmation)
            SELECT s.id, w.source_id, w.vendor_id, w.source_reference, w.person, w.match_keys, c.id
            FROM wide_links w
            CROSS JOIN link_scopes s ON s.target = w.target AND s.source = w.source
            CROSS JOIN link_confirmations c
                ON substr(c.confirmed_at, 1, 13) = substr(w.confirmed_at, 1, 13) AND c.confirmed_by IS w.confirmed_by
            ORDER BY w.target, w.source, w.source_id;
        DROP INDEX confirmed_hours;
        DROP TABLE wide_links;

        CREATE UNIQUE INDEX links_by_person ON links (scope, source_id);
        CREATE UNIQUE INDEX links_by_account ON links (scope, vendor_id);
        CREATE INDEX links_by_confirmation ON links (confirmation);

        CREATE TRIGGER dry_run_confirms_no_links BEFORE INSERT ON link_confirmations
        WHEN (SELECT dry_run FROM runs WHERE id = NEW.confirmed_by)
        BEGIN
            SELECT RAISE(ABORT, 'a dry run confirms no links');
        END;

        CREATE TRIGGER new_link_unsettles AFTER INSERT ON links WHEN EXISTS (SELECT 1 FROM settled_mappings)
        BEGIN
            DELETE FROM settled_mappings WHERE mapping_id IN (
                SELECT m.id FROM link_scopes s JOIN mappings m ON m.target = s.target WHERE s.id = NEW.scope);
        END;

        CREATE TRIGGER changed_link_unsettles AFTER UPDATE ON links WHEN EXISTS (SELECT 1 FROM settled_mappings)
        BEGIN
            DELETE FROM settled_mappings WHERE mapping_id IN (
                SELECT m.id FROM link_scopes s JOIN mappings m ON m.target = s.target WHERE s.id IN (OLD.scope, NEW.scope));
        END;

        CREATE TRIGGER removed_link_unsettles AFTER DELETE ON links WHEN EXISTS (SELECT 1 FROM settled_mappings)
        BEGIN
            DELETE FROM settled_mappings WHERE mapping_id IN (
                SELECT m.id FROM link_scopes s JOIN mappings m ON m.target = s.target WHERE s.id = OLD.scope);
        END;
        """;
}
