using System.Globalization;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Whether a large file is due to be read as a whole in search of damage, which can take longer than the run: once a day, after an unclean
/// end, and whenever the file is not the one that was left. A note beside the file tells how it was left, and is away while it is open.
/// </summary>
/// <param name="path">The database file.</param>
internal sealed class HistoryCheck(string path)
{
    /// <summary>A smaller file is always checked: that costs milliseconds.</summary>
    public const long SmallFile = 32 * 1024 * 1024;

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
            if (!IsWorthwhile || HasWriteAheadLog || !File.Exists(NotePath))
                return null;
            var note = File.ReadAllText(NotePath).Split('\n');
            return note.Length == 2 && note[0] == Describe()
                && DateTimeOffset.TryParse(note[1], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var checkedAt)
                && checkedAt <= now && now - checkedAt < Validity
                    ? checkedAt
                    : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
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
        try
        {
            using var exclusive = IsWorthwhile ? LockFile.TryLock(lockPath) : null;
            if (exclusive is null)
                return;
            if (HasWriteAheadLog)
                return;
            var note = FormattableString.Invariant($"{Describe()}\n{checkedAt.UtcDateTime:O}");
            using var stream = PrivateFiles.Open(NotePath, FileMode.Create, FileAccess.Write, FileShare.None);
            using var writer = new StreamWriter(stream);
            writer.Write(note);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without a note the next run checks.
        }
    }

    private bool HasWriteAheadLog => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    private string Describe()
    {
        var file = new FileInfo(path);
        return FormattableString.Invariant($"{file.Length} {file.LastWriteTimeUtc.Ticks}");
    }
}
