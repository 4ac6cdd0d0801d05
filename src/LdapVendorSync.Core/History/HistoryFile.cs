using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.History;

/// <summary>Gets the database file ready: there, ours, healthy, of the current schema, readable by its owner alone.</summary>
internal sealed class HistoryFile(
    string path, HistoryKeys keys, TimeSpan busyTimeout, TimeProvider timeProvider, IReadOnlyList<string> migrations, ILogger logger)
{
    private const int FormatVersionOffset = 18;
    private const int HighestFormatVersion = 2;
    private const string SetAsideInfix = ".damaged-";

    // SQLite's companions: the write-ahead log and its index.
    private static readonly string[] Companions = ["-wal", "-shm"];

    private readonly HistoryCheck _check = new(path);
    private bool _isMade;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>What was wrong with the file that was found; <see langword="null"/> where nothing was.</summary>
    public string? Damage { get; private set; }

    /// <summary>Where a damaged or foreign file was moved; <see langword="null"/> where none was.</summary>
    public string? SetAsidePath { get; private set; }

    /// <summary>Whether the tables were made just now.</summary>
    public bool IsNew { get; private set; }

    /// <summary>When the file was last read as a whole in search of damage.</summary>
    public DateTimeOffset CheckedAt { get; private set; }

    /// <summary>Opens the connection that writes.</summary>
    /// <param name="isExclusive">Whether no other process has the file open, so that it may be made, moved and migrated.</param>
    /// <exception cref="HistoryException">The file cannot be used.</exception>
    public SqliteSession OpenWriter(bool isExclusive)
    {
        var now = timeProvider.GetUtcNow();
        var valid = isExclusive ? _check.FindValid(now) : null;
        CheckedAt = valid ?? now;
        var isKnownDamaged = isExclusive && _check.IsKnownDamaged();
        _check.Begin();
        Damage = isKnownDamaged ? "an earlier run came upon damage in it" : FindDamage(isExclusive, isWhole: valid is null);
        if (Damage is not null || !File.Exists(path))
            Replace(isExclusive);

        RestrictAll();
        var session = SqliteSession.Open(path, SqliteOpenMode.ReadWrite, busyTimeout);
        try
        {
            // FULL makes a commit wait until the write-ahead log is on the disk: an acknowledged intent survives a power cut.
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute("PRAGMA synchronous = FULL");
            session.Execute("PRAGMA journal_size_limit = 16777216");

            // What is deleted is overwritten: forgotten people shall not stay in free pages.
            session.Execute("PRAGMA secure_delete = ON");
            Migrate(session, isExclusive);
            HistoryEncryption.Ready(session, path, keys, isExclusive, logger);
            RestrictAll();
            return session;
        }
        catch
        {
            session.Dispose();
            Discard();
            throw;
        }
    }

    // On a full disk nothing may be left that the next run would take for a history that lost its content.
    private void Discard()
    {
        if (!_isMade)
            return;
        foreach (var file in Companions.Select(companion => path + companion).Prepend(path))
            File.Delete(file);
    }

    /// <summary>Notes after the end how the file was left, if nobody else has it open.</summary>
    /// <param name="lockPath">The lock that keeps others from opening it.</param>
    /// <param name="isDamaged">Whether damage was come upon.</param>
    public void Leave(string lockPath, bool isDamaged)
    {
        if (isDamaged)
            _check.EndDamaged(lockPath);
        else
            _check.End(CheckedAt, lockPath);
    }

    private string? FindDamage(bool isExclusive, bool isWhole)
    {
        if (!File.Exists(path))
            return File.Exists(path + "-wal") ? "its write-ahead log is there but the database is not" : null;
        if (new FileInfo(path).Length == 0)
            return "it is empty";
        if (isExclusive && FormatVersion() > HighestFormatVersion)
            return "its header is damaged";
        try
        {
            using var session = SqliteSession.Open(path, SqliteOpenMode.ReadWrite, busyTimeout);
            return FindDamage(session, isWhole);
        }
        catch (SqliteException error) when (HistoryErrors.IsDamage(error))
        {
            return error.Message;
        }
    }

    // Only while nobody else has the database open: to close a file gives up all POSIX locks that the process has on it, SQLite's too.
    // https://www.sqlite.org/fileformat.html: the write version of the format. With an unknown one SQLite opens the file for reading alone,
    // which would look like missing rights.
    private byte FormatVersion()
    {
        var header = new byte[FormatVersionOffset + 1];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        return header[FormatVersionOffset];
    }

    private string? FindDamage(SqliteSession session, bool isWhole)
    {
        if (HistorySchema.IsForeign(session))
            return "it is the database of another program";

        var version = HistorySchema.VersionOf(session);
        if (version > migrations.Count)
        {
            throw new HistoryException(
                HistoryFailure.SchemaTooNew,
                $"The history '{path}' has schema version {version}, this version of the product knows {migrations.Count}. "
                + "Run the newer version, or point state_dir elsewhere.");
        }

        if (isWhole && session.Scalar("PRAGMA quick_check(1)") is var verdict and not "ok")
            return verdict as string ?? "its check gave no answer";
        return version == 0 || HistorySchema.IsAsMade(session) ? null : "its tables are not those that it was made with";
    }

    private void Replace(bool isExclusive)
    {
        if (!isExclusive)
        {
            throw new HistoryException(
                HistoryFailure.Damaged,
                $"The history '{path}' cannot be used ({Damage ?? "it was deleted"}) while another process has it open. "
                + "Wait for that process, then run again.");
        }

        if (Damage is not null)
            SetAsidePath = SetAside();
        PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None).Dispose();
        _isMade = true;
    }

    private string SetAside()
    {
        var destination = FreeName($"{path}{SetAsideInfix}{timeProvider.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
        Move(path, destination);
        foreach (var companion in Companions)
            Move(path + companion, destination + companion);
        return destination;
    }

    private static string FreeName(string wanted)
    {
        var name = wanted;
        for (var i = 2; File.Exists(name) || Companions.Any(companion => File.Exists(name + companion)); i++)
            name = $"{wanted}-{i}";
        return name;
    }

    private static void Move(string from, string to)
    {
        if (File.Exists(from))
            File.Move(from, to);
    }

    private void Migrate(SqliteSession session, bool isExclusive)
    {
        var version = HistorySchema.VersionOf(session);
        IsNew = version == 0;
        if (version == migrations.Count)
            return;
        if (!isExclusive)
        {
            throw new HistoryException(
                HistoryFailure.Busy,
                $"The history '{path}' needs an upgrade while an older version of the product has it open. Wait for it, then run again.");
        }

        // What is sorted on the way names people: it shall not lie in temporary files.
        session.Execute("PRAGMA temp_store = MEMORY");
        HistorySchema.Migrate(session, migrations, IsNew ? SetAsideFiles() : []);
        session.Execute("PRAGMA temp_store = DEFAULT");
    }

    // Also those of a process that was killed before it had made the new file.
    private string[] SetAsideFiles() =>
        [.. Directory.GetFiles(System.IO.Path.GetDirectoryName(path)!, System.IO.Path.GetFileName(path) + SetAsideInfix + "*")
            .Where(file => !Companions.Any(file.EndsWith))];

    private void RestrictAll()
    {
        PrivateFiles.Restrict(path);
        foreach (var companion in Companions.Where(companion => File.Exists(path + companion)))
            PrivateFiles.Restrict(path + companion);
    }
}
