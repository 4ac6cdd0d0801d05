using System.Security.Cryptography;
using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.History;

/// <summary>Says in an administrator's words what SQLite and the file system report.</summary>
internal static class HistoryErrors
{
    private const string Wait = "Wait for that process or end it.";
    private const string FreeSpace = "Free space on the disk of state_dir.";
    private const string GrantAccess = "Give the user of this process the right to write state_dir and its files.";
    private const string RestoreBackup = "The next run sets it aside and starts a new one; restore a backup to keep links and journal.";
    private const string ReplaceByHand =
        "The file was altered. Restore a backup, or rename it to 'history.db.damaged-altered' so that the next run starts a new one.";

    private const string CheckDisk = "Check the disk and the mount of state_dir.";

    /// <summary>Whether the file's content is to blame, for statements that a sound file cannot refuse.</summary>
    public static bool IsDamage(SqliteException error) =>
        error.SqliteErrorCode is SqliteCodes.Corrupt or SqliteCodes.NotADatabase or SqliteCodes.Error;

    /// <summary>The error in our terms; <see langword="null"/> where it does not come from the file.</summary>
    public static HistoryException? TryTranslate(string path, Exception error) => error switch
    {
        SqliteException sqlite => Translate(path, sqlite),
        CryptographicException altered => Create(
            HistoryFailure.Damaged, path, "is damaged", ReplaceByHand, altered),
        IOException => Create(HistoryFailure.InputOutput, path, "could not be used", CheckDisk, error),
        UnauthorizedAccessException => Create(HistoryFailure.NotWritable, path, "may not be written", GrantAccess, error),
        _ => null,
    };

    /// <summary>The error in our terms.</summary>
    public static HistoryException Translate(string path, SqliteException error) => error.SqliteErrorCode switch
    {
        SqliteCodes.Busy or SqliteCodes.Locked => Create(HistoryFailure.Busy, path, "is locked by another process", Wait, error),
        SqliteCodes.Full => Create(HistoryFailure.DiskFull, path, "cannot grow, the disk or quota is full", FreeSpace, error),
        SqliteCodes.ReadOnly or SqliteCodes.CannotOpen or SqliteCodes.Permission => Create(
            HistoryFailure.NotWritable, path, "may not be written", GrantAccess, error),
        SqliteCodes.Corrupt or SqliteCodes.NotADatabase => Create(HistoryFailure.Damaged, path, "is damaged", RestoreBackup, error),
        SqliteCodes.Constraint => Create(HistoryFailure.Refused, path, "refused a record", "Nothing else was lost.", error),
        _ => Create(HistoryFailure.InputOutput, path, "could not be used", CheckDisk, error),
    };

    private static HistoryException Create(HistoryFailure failure, string path, string what, string remedy, Exception error) =>
        new(failure, $"The history '{path}' {what}: {error.Message.TrimEnd('.')}. {remedy}", error);
}
