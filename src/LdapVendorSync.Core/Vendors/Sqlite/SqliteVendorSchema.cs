using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.Vendors.Sqlite;

/// <summary>The tables of the application database.</summary>
internal static class SqliteVendorSchema
{
    /// <summary>"LVSA", in <c>PRAGMA application_id</c>: tells such a database from another program's.</summary>
    public const int ApplicationId = 0x4C565341;

    /// <summary>The version in <c>PRAGMA user_version</c>.</summary>
    public const int Version = 1;

    // AUTOINCREMENT: the id of a deleted account is never given to another person, so that nobody inherits access through a link.
    private const string Tables = """
        CREATE TABLE users (
            id           INTEGER PRIMARY KEY AUTOINCREMENT,
            user_name    TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (user_name <> '' AND user_name = trim(user_name)),
            email        TEXT COLLATE NOCASE CHECK (email <> '' AND email = trim(email)),
            first_name   TEXT,
            last_name    TEXT,
            display_name TEXT,
            active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
            created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')),
            updated_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
        ) STRICT;
        CREATE INDEX users_by_email ON users (email);
        CREATE INDEX users_beyond_ascii ON users (user_name) WHERE user_name GLOB '*[^ -~]*';
        CREATE INDEX emails_beyond_ascii ON users (email) WHERE email GLOB '*[^ -~]*';

        CREATE TABLE user_attributes (
            user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            name     TEXT NOT NULL COLLATE NOCASE CHECK (name <> ''),
            position INTEGER NOT NULL DEFAULT 0,
            value    TEXT NOT NULL,
            PRIMARY KEY (user_id, name, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX attributes_by_value ON user_attributes (name, value COLLATE NOCASE);
        CREATE INDEX attributes_beyond_ascii ON user_attributes (name, value) WHERE value GLOB '*[^ -~]*';

        CREATE TABLE groups (
            id   INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> '' AND name = trim(name))
        ) STRICT;

        CREATE TABLE memberships (
            group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
            user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            PRIMARY KEY (group_id, user_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX memberships_by_user ON memberships (user_id);
        """;

    /// <summary>Whether the tables are there.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/>: the file holds something else.</exception>
    public static bool Exists(SqliteSession session, string path)
    {
        if (session.ScalarNumber("SELECT count(*) FROM sqlite_schema") == 0)
            return false;
        if (session.ScalarNumber("PRAGMA application_id") != ApplicationId)
        {
            throw new VendorException(
                VendorFailure.Malformed, $"'{path}' is a database of another program. Point sqlite.database to a file of its own.");
        }

        var version = session.ScalarNumber("PRAGMA user_version");
        return version == Version
            ? true
            : throw new VendorException(
                VendorFailure.Malformed, $"'{path}' has schema version {version}; this version of the product knows {Version}.");
    }

    /// <summary>Makes the tables where they are not there.</summary>
    public static void Create(SqliteSession session, string path)
    {
        session.Execute("PRAGMA journal_mode = WAL");
        session.Execute("PRAGMA synchronous = FULL");
        session.Transact(transaction =>
        {
            // Asked within the transaction: another process may have made them meanwhile.
            if (Exists(transaction, path))
                return false;
            transaction.Execute(Tables);
            transaction.Execute(FormattableString.Invariant($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}"));
            return true;
        });
    }
}
