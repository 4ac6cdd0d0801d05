using LdapVendorSync.Core.History.Migrations;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>The tables of the history and how an older file becomes a current one.</summary>
/// <remarks>
/// The version is kept in <c>PRAGMA user_version</c>: it is the number of migrations that were applied. A released migration is never
/// edited; a change of the schema is a further one.
/// </remarks>
internal static class HistorySchema
{
    /// <summary>"LVSH", in <c>PRAGMA application_id</c>: tells our file from another program's.</summary>
    public const int ApplicationId = 0x4C565348;

    private const string Initial = """
        CREATE TABLE runs (
            id             TEXT PRIMARY KEY,
            started_at     TEXT NOT NULL,
            finished_at    TEXT,
            host           TEXT NOT NULL,
            user_name      TEXT NOT NULL,
            process_id     INTEGER NOT NULL,
            command        TEXT,
            config_path    TEXT,
            config_hash    TEXT,
            dry_run        INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
            allow_removals INTEGER NOT NULL CHECK (allow_removals IN (0, 1)),
            status         TEXT,
            exit_code      INTEGER,
            error          TEXT,
            added          INTEGER NOT NULL DEFAULT 0,
            removed        INTEGER NOT NULL DEFAULT 0,
            updated        INTEGER NOT NULL DEFAULT 0,
            unchanged      INTEGER NOT NULL DEFAULT 0,
            failed         INTEGER NOT NULL DEFAULT 0,
            skipped        INTEGER NOT NULL DEFAULT 0,
            blocked        INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE vendor_results (
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            vendor TEXT NOT NULL,
            status TEXT NOT NULL,
            error  TEXT,
            PRIMARY KEY (run_id, vendor)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE mapping_results (
            run_id         TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            source         TEXT NOT NULL,
            source_group   TEXT NOT NULL,
            vendor         TEXT NOT NULL,
            vendor_group   TEXT NOT NULL,
            target         TEXT NOT NULL,
            completeness   TEXT NOT NULL,
            reasons        TEXT NOT NULL,
            source_members INTEGER,
            vendor_members INTEGER,
            added          INTEGER NOT NULL,
            removed        INTEGER NOT NULL,
            updated        INTEGER NOT NULL,
            unchanged      INTEGER NOT NULL,
            failed         INTEGER NOT NULL,
            skipped        INTEGER NOT NULL,
            blocked        INTEGER NOT NULL,
            blocked_by     TEXT NOT NULL,
            error          TEXT,
            duration_ms    INTEGER NOT NULL,
            PRIMARY KEY (run_id, source, source_group, vendor, vendor_group)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE changes (
            id           INTEGER PRIMARY KEY AUTOINCREMENT,
            run_id       TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            target       TEXT NOT NULL,
            vendor       TEXT NOT NULL,
            vendor_group TEXT,
            operation    TEXT NOT NULL,
            source       TEXT,
            source_id    TEXT,
            vendor_id    TEXT,
            person       TEXT NOT NULL,
            match_key    TEXT,
            differences  TEXT NOT NULL DEFAULT '[]',
            reason       TEXT NOT NULL,
            intended_at  TEXT NOT NULL,
            outcome      TEXT,
            error        TEXT,
            request_id   TEXT,
            duration_ms  INTEGER,
            finished_at  TEXT,
            resolved_by  TEXT REFERENCES runs (id) ON DELETE SET NULL
        ) STRICT;
        CREATE INDEX changes_by_run ON changes (run_id);
        CREATE INDEX changes_by_target ON changes (target);
        CREATE INDEX changes_open ON changes (target) WHERE outcome IS NULL OR outcome = 'Unknown';
        CREATE INDEX changes_resolved ON changes (resolved_by) WHERE resolved_by IS NOT NULL;

        CREATE TRIGGER dry_run_changes_nothing BEFORE INSERT ON changes
        WHEN (SELECT dry_run FROM runs WHERE id = NEW.run_id)
        BEGIN
            SELECT RAISE(ABORT, 'a dry run records no changes');
        END;

        CREATE TABLE links (
            target           TEXT NOT NULL,
            source           TEXT NOT NULL,
            source_id        TEXT NOT NULL,
            vendor_id        TEXT NOT NULL,
            source_reference TEXT,
            person           TEXT NOT NULL,
            match_keys       TEXT NOT NULL DEFAULT '{}',
            confirmed_at     TEXT NOT NULL,
            confirmed_by     TEXT REFERENCES runs (id) ON DELETE SET NULL,
            PRIMARY KEY (target, source, source_id),
            UNIQUE (target, source, vendor_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX links_by_run ON links (confirmed_by) WHERE confirmed_by IS NOT NULL;

        CREATE TRIGGER dry_run_links_nobody BEFORE INSERT ON links
        WHEN (SELECT dry_run FROM runs WHERE id = NEW.confirmed_by)
        BEGIN
            SELECT RAISE(ABORT, 'a dry run confirms no links');
        END;

        CREATE TABLE dangling_references (
            source        TEXT NOT NULL,
            source_group  TEXT NOT NULL,
            vendor        TEXT NOT NULL,
            vendor_group  TEXT NOT NULL,
            reference     TEXT NOT NULL,
            first_seen_at TEXT NOT NULL,
            complete_runs INTEGER NOT NULL,
            last_run_id   TEXT NOT NULL,
            PRIMARY KEY (source, source_group, vendor, vendor_group, reference)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE lost_histories (
            path TEXT PRIMARY KEY
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE schema_objects (
            name TEXT PRIMARY KEY,
            sql  TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    private const string SourceGroups = """
        CREATE TABLE source_groups (
            source                  TEXT NOT NULL,
            source_group            TEXT NOT NULL,
            group_id                TEXT NOT NULL,
            dn                      TEXT,
            seen_at                 TEXT NOT NULL,
            successor_id            TEXT,
            successor_first_seen_at TEXT,
            successor_runs          INTEGER NOT NULL DEFAULT 0,
            successor_last_run_id   TEXT,
            PRIMARY KEY (source, source_group)
        ) STRICT, WITHOUT ROWID;
        """;

    private const string KeptReads = """
        CREATE TABLE source_tokens (
            source      TEXT PRIMARY KEY,
            fingerprint TEXT NOT NULL,
            token       TEXT NOT NULL,
            generation  INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE kept_contents (
            hash TEXT PRIMARY KEY,
            body BLOB NOT NULL
        ) STRICT;

        CREATE TABLE kept_reads (
            source       TEXT NOT NULL REFERENCES source_tokens (source) ON DELETE CASCADE,
            source_group TEXT NOT NULL,
            recurse      INTEGER NOT NULL CHECK (recurse IN (0, 1)),
            read_at      TEXT NOT NULL,
            valid_until  TEXT,
            content      TEXT NOT NULL REFERENCES kept_contents (hash),
            PRIMARY KEY (source, source_group, recurse)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX kept_reads_by_content ON kept_reads (content);
        """;

    private const string Absences = """
        CREATE TABLE absences (
            source        TEXT NOT NULL,
            source_group  TEXT NOT NULL,
            vendor        TEXT NOT NULL,
            vendor_group  TEXT NOT NULL,
            reference     TEXT NOT NULL,
            first_seen_at TEXT NOT NULL,
            complete_runs INTEGER NOT NULL,
            last_run_id   TEXT NOT NULL,
            PRIMARY KEY (source, source_group, vendor, vendor_group, reference)
        ) STRICT, WITHOUT ROWID;
        """;

    private const string NestedGroups = """
        CREATE TABLE nested_groups (
            source        TEXT NOT NULL,
            source_group  TEXT NOT NULL,
            dn            TEXT NOT NULL,
            group_id      TEXT NOT NULL,
            names_members INTEGER NOT NULL CHECK (names_members IN (0, 1)),
            PRIMARY KEY (source, source_group, dn)
        ) STRICT, WITHOUT ROWID;
        """;

    private const string Encryption = """
        CREATE TABLE encryption (
            key_check TEXT,
            wipe_due  INTEGER NOT NULL CHECK (wipe_due IN (0, 1))
        ) STRICT;
        """;

    // No reference: an undo stays one when the run that it undid is forgotten.
    private const string UndoOf = "ALTER TABLE runs ADD COLUMN undo_of TEXT;";

    // Of earlier runs it is not known; any hold counts there.
    private const string DoubtsSource =
        "ALTER TABLE mapping_results ADD COLUMN doubts_source INTEGER CHECK (doubts_source IN (0, 1));";

    /// <summary>Each brings the schema one version further.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
        [Initial, SourceGroups, KeptReads, Absences, NestedGroups, Encryption, ComparisonTables.Sql, SnapshotTables.Sql, UndoOf, DoubtsSource,
            VendorMemoryTables.Sql, SystemSnapshotTables.Sql, SystemComparisonTables.Sql, ExcludedGroupTables.Sql, SettledMappingTables.Sql,
            NarrowLinkTables.Sql];

    /// <summary>The version of an open file.</summary>
    public static long VersionOf(SqliteSession session) => session.ScalarNumber("PRAGMA user_version");

    /// <summary>Whether the file is a healthy SQLite database of another program.</summary>
    public static bool IsForeign(SqliteSession session) =>
        session.ScalarNumber("PRAGMA application_id") != ApplicationId && session.ScalarNumber("SELECT count(*) FROM sqlite_schema") > 0;

    /// <summary>
    /// Whether tables, indexes and triggers are those that the migrations made. SQLite's own check does not look at their text.
    /// </summary>
    public static bool IsAsMade(SqliteSession session) => session.ScalarNumber(
        """
        SELECT count(*) FROM schema_objects made LEFT JOIN sqlite_schema found ON found.name = made.name AND found.sql = made.sql
        WHERE found.name IS NULL
        """) == 0;

    /// <summary>Applies what is missing, all or nothing.</summary>
    /// <param name="session">The file.</param>
    /// <param name="migrations">All migrations up to the version wanted.</param>
    /// <param name="lostHistories">The files that a new one takes the place of.</param>
    public static void Migrate(SqliteSession session, IReadOnlyList<string> migrations, IReadOnlyList<string> lostHistories) =>
        session.Transact(transaction =>
        {
            foreach (var migration in migrations.Skip((int)VersionOf(transaction)))
                transaction.Execute(migration);
            foreach (var path in lostHistories)
                transaction.Execute("INSERT INTO lost_histories (path) VALUES ($1)", path);
            transaction.Execute("DELETE FROM schema_objects");
            transaction.Execute("INSERT INTO schema_objects SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL");
            return transaction.Execute(
                FormattableString.Invariant($"PRAGMA user_version = {migrations.Count}; PRAGMA application_id = {ApplicationId}"));
        });
}
