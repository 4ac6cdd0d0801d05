using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Brings what identifies people into the form that the configuration asks for: encrypts a plain history, changes the key, or decrypts.
/// </summary>
/// <remarks>
/// All or nothing: the file says in the same transaction with which key it is encrypted. What the old form leaves in free pages and in
/// the write-ahead log is wiped afterwards; a file whose wiping was cut short says so, and the next opening goes on with it.
/// </remarks>
internal static class HistoryEncryption
{
    /// <summary>The check value of the key that a file is encrypted with; <see langword="null"/> where it is not.</summary>
    public static string? KeyCheckOf(SqliteSession session) => session.Scalar("SELECT key_check FROM encryption") as string;

    /// <summary>Readies a session that writes.</summary>
    /// <param name="session">The file, of the current schema.</param>
    /// <param name="path">The file's name.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="isExclusive">Whether no other process works with the file, so that it may be changed.</param>
    /// <param name="logger">Hears what is done.</param>
    /// <exception cref="HistoryException">The key is not known, or the file would have to be changed while others use it.</exception>
    public static void Ready(SqliteSession session, string path, HistoryKeys keys, bool isExclusive, ILogger logger)
    {
        var check = KeyCheckOf(session);
        var current = keys.CreateFormat(path, check);
        if (check != keys.Current?.Check)
        {
            using (current)
                Change(session, path, current, keys, isExclusive, logger);
            current = keys.CreateFormat();
        }

        session.PersonalData = current;
        if (isExclusive && IsWipeDue(session))
            Wipe(session, path, logger);
    }

    /// <summary>Has what the transaction overwrites and deletes wiped from the file: by the next opening that has it alone.</summary>
    public static void RequestWipe(SqliteSession session)
    {
        if (session.Execute("UPDATE encryption SET wipe_due = 1") == 0)
            session.Execute("INSERT INTO encryption (key_check, wipe_due) VALUES (NULL, 1)");
    }

    /// <summary>Does something in the transaction of a session, and has it wiped; or finds out only what it would do.</summary>
    public static T Rehearse<T>(SqliteSession session, bool dryRun, Func<T> work)
    {
        session.Execute("SAVEPOINT purge");
        var result = work();
        if (dryRun)
            session.Execute("ROLLBACK TO purge");
        else
            RequestWipe(session);
        session.Execute("RELEASE purge");
        return result;
    }

    /// <summary>Whether something is left to wipe.</summary>
    public static bool IsWipeDue(SqliteSession session) => session.ScalarNumber("SELECT count(*) FROM encryption WHERE wipe_due") > 0;

    /// <summary>Wipes what was overwritten or deleted from the file and its write-ahead log.</summary>
    private static void Wipe(SqliteSession session, string path, ILogger logger)
    {
        try
        {
            session.Execute("VACUUM");
            if (session.ScalarNumber("PRAGMA wal_checkpoint(TRUNCATE)") == 0)
                session.Execute("UPDATE encryption SET wipe_due = 0");
            else
                logger.LogWarning("'{Path}' is being read by another process; what was overwritten is wiped by a later run", path);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SqliteCodes.Full or SqliteCodes.Busy or SqliteCodes.Locked)
        {
            logger.LogWarning("What was overwritten in '{Path}' is wiped by a later run: {Reason}", path, error.Message);
        }
    }

    private static void Change(
        SqliteSession session, string path, IPersonalDataFormat from, HistoryKeys keys, bool isExclusive, ILogger logger)
    {
        if (!isExclusive)
        {
            throw new HistoryException(
                HistoryFailure.Busy,
                $"The encryption of the history '{path}' has to be changed while another process has it open. Wait for it, then run again.");
        }

        using var to = keys.CreateFormat();
        DefineFunctions(session, from, to);
        session.Transact(transaction =>
        {
            transaction.Execute("PRAGMA defer_foreign_keys = ON");
            foreach (var columns in PersonalColumns.All)
                transaction.Execute(UpdateOf(columns));
            transaction.Execute("DELETE FROM encryption");
            return transaction.Execute("INSERT INTO encryption (key_check, wipe_due) VALUES ($1, 1)", keys.Current?.Check);
        });
        logger.LogWarning(
            "What identifies people in '{Path}' is {State} from now on; copies made before are as they were",
            path,
            keys.Current is null ? "no longer encrypted" : "encrypted with history.encryption_key");
    }

    private static void DefineFunctions(SqliteSession session, IPersonalDataFormat from, IPersonalDataFormat to)
    {
        session.DefineStored("recode_key", (string text) => to.WriteKey(from.ReadKey(text)));
        session.DefineStored("recode_text", (string text) => to.WriteText(from.ReadText(text)));
        session.DefineStored("recode_bytes", (byte[] bytes) => to.WriteBytes(from.ReadBytes(bytes)));
    }

    private static string UpdateOf(PersonalColumns columns)
    {
        var assignments = columns.Keys.Select(column => Recode("key", column))
            .Concat(columns.Texts.Select(column => Recode("text", column)))
            .Concat(columns.Bytes.Select(column => Recode("bytes", column)));
        string Recode(string kind, string column) => $"{column} = recode_{kind}('{columns.Table}.{column}', {column})";
        return $"UPDATE {columns.Table} SET {string.Join(", ", assignments)}";
    }
}
