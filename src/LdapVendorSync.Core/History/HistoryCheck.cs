using System.Globalization;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Whether a large file is due to be read as a whole in search of damage, which can take longer than the run: once a day, after an unclean
/// end, and whenever the file is not the one that was left. A note beside the file tells how it was left, and is away while it is open.
/// It also tells of damage that a run came upon, as SQLite's quick check does not look into everything.
/// </summary>
/// <param name="path">The database file.</param>
internal sealed class HistoryCheck(string path)
{
    /// <summary>A smaller file is always checked: that costs milliseconds.</summary>
    public const long SmallFile = 32 * 1024 * 1024;

    private const string Damaged = "damaged";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);

    /// <summary>Whether the file is large enough for a check to be worth sparing.</summary>
    public bool IsWorthwhile => new FileInfo(path) is { Exists: true, Length: >= SmallFile };

    private string NotePath => path + ".checked";

    /// <summary>When the file was checked last, if it is still as it was left then, and that is not too long ago.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The time of the check; <see langword="null"/> where one is due.</returns>
    public DateTimeOffset? FindValid(DateTimeOffset now)
    {
        try
        {
            return IsWorthwhile
                && DateTimeOffset.TryParse(ReadNote(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var checkedAt)
                && checkedAt <= now && now - checkedAt < Validity
                    ? checkedAt
                    : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the last who had this very file open came upon damage in it. A backup that was restored is another file.</summary>
    public bool IsKnownDamaged()
    {
        try
        {
            return ReadNote() == Damaged;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Takes the note away while the file is open: who dies leaves none.</summary>
    /// <exception cref="IOException">It cannot be taken away.</exception>
    public void Begin() => File.Delete(NotePath);

    /// <summary>Notes how the file was left, if nobody else has it open.</summary>
    /// <param name="checkedAt">When it was checked last.</param>
    /// <param name="lockPath">The lock that keeps others from opening it.</param>
    public void End(DateTimeOffset checkedAt, string lockPath)
    {
        if (IsWorthwhile)
            Write(checkedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), lockPath);
    }

    /// <summary>Notes that the file is damaged, if nobody else has it open.</summary>
    /// <param name="lockPath">The lock that keeps others from opening it.</param>
    public void EndDamaged(string lockPath) => Write(Damaged, lockPath);

    private void Write(string state, string lockPath)
    {
        try
        {
            using var exclusive = LockFile.TryLock(lockPath);
            if (exclusive is null || HasWriteAheadLog)
                return;
            using var stream = PrivateFiles.Open(NotePath, FileMode.Create, FileAccess.Write, FileShare.None);
            using var writer = new StreamWriter(stream);
            writer.Write($"{Describe()}\n{state}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without a note the next run checks.
        }
    }

    // What the note says of the file, if it is still as it was left.
    private string? ReadNote() =>
        !HasWriteAheadLog && File.Exists(NotePath)
            && File.ReadAllText(NotePath).Split('\n') is [var file, var state] && file == Describe()
                ? state
                : null;

    private bool HasWriteAheadLog => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    private string Describe()
    {
        var file = new FileInfo(path);
        return FormattableString.Invariant($"{file.Length} {file.LastWriteTimeUtc.Ticks}");
    }
}
