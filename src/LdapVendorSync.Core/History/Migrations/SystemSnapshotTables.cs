namespace LdapVendorSync.Core.History.Migrations;

/// <summary>Whole systems as they were at one time, and everybody who was ever seen in them.</summary>
/// <remarks>
/// A content is a list of chunks, and both are stored once by the hash of what they hold: a system that did not change costs one row, one
/// person of 100,000 who changed costs one chunk and one list.
/// </remarks>
internal static class SystemSnapshotTables
{
    public const string Sql = """
        CREATE TABLE system_chunks (
            id   INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE,
            body BLOB NOT NULL
        ) STRICT;

        CREATE TABLE system_contents (
            id   INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE system_content_chunks (
            content  INTEGER NOT NULL REFERENCES system_contents (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            part     TEXT NOT NULL CHECK (part IN ('Users', 'Groups', 'Memberships')),
            chunk    INTEGER NOT NULL REFERENCES system_chunks (id),
            PRIMARY KEY (content, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX system_content_chunks_by_chunk ON system_content_chunks (chunk);

        CREATE TABLE system_snapshots (
            number         INTEGER PRIMARY KEY AUTOINCREMENT,
            system         TEXT NOT NULL,
            side           TEXT NOT NULL CHECK (side IN ('Source', 'Vendor')),
            kind           TEXT NOT NULL,
            target         TEXT,
            started_at     TEXT NOT NULL,
            taken_at       TEXT NOT NULL,
            doubts         TEXT NOT NULL,
            doubtful_parts TEXT NOT NULL,
            is_complete    INTEGER NOT NULL CHECK (is_complete IN (0, 1)),
            users          INTEGER NOT NULL,
            groups         INTEGER NOT NULL,
            memberships    INTEGER NOT NULL,
            nestings       INTEGER NOT NULL,
            content        INTEGER NOT NULL REFERENCES system_contents (id)
        ) STRICT;
        CREATE INDEX system_snapshots_by_system ON system_snapshots (side, system COLLATE NOCASE, number);
        CREATE INDEX system_snapshots_by_content ON system_snapshots (content);

        CREATE TRIGGER system_snapshots_do_not_change
        BEFORE UPDATE OF number, system, side, kind, target, started_at, taken_at, doubtful_parts, is_complete,
            users, groups, memberships, nestings, content ON system_snapshots
        BEGIN
            SELECT RAISE(ABORT, 'a snapshot never changes');
        END;

        CREATE TABLE system_people (
            side          TEXT NOT NULL CHECK (side IN ('Source', 'Vendor')),
            system        TEXT NOT NULL COLLATE NOCASE,
            person_id     TEXT NOT NULL,
            first_seen_at TEXT NOT NULL,
            last_seen_at  TEXT,
            last_snapshot INTEGER,
            profile       TEXT,
            PRIMARY KEY (side, system, person_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX system_people_gone ON system_people (side, system, last_seen_at) WHERE last_seen_at IS NOT NULL;
        """;
}
