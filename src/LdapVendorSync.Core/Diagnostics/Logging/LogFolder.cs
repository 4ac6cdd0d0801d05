using System.Globalization;
using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>
/// The folder of the log files, named <c>ldap-vendor-sync-20260131.log</c>. Each process writes files of its own: the first of several at
/// once those of this name, the others <c>…-20260131_1.log</c> and so on.
/// </summary>
/// <remarks>
/// .NET appends by seeking to the end and writing there, so that two processes in one file would overwrite each other's entries.
/// </remarks>
internal sealed partial class LogFolder : IDisposable
{
    private const string Prefix = "ldap-vendor-sync-";
    private const string DayFormat = "yyyyMMdd";

    private readonly string _path;
    private readonly int _retentionDays;
    private readonly FileStream? _place;
    private readonly int _number;

    private LogFolder(string path, int retentionDays, FileStream? place, int number)
    {
        _path = path;
        _retentionDays = retentionDays;
        _place = place;
        _number = number;
    }

    /// <summary>Makes the folder where it is missing, and takes the first place in it that is free.</summary>
    /// <exception cref="IOException">A file is in the way, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static LogFolder Take(LoggingSettings settings)
    {
        PrivateFiles.CreateDirectory(settings.LogDirectory);
        var probe = Path.Combine(settings.LogDirectory, $".{Guid.NewGuid():N}");
        using (File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose))
        {
            var (place, number) = TakePlace(settings.LogDirectory);
            return new LogFolder(settings.LogDirectory, settings.RetentionDays, place, number);
        }
    }

    /// <summary>Opens the file of a day at its end.</summary>
    public FileStream Open(DateOnly day)
    {
        var suffix = _number == 0 ? string.Empty : $"_{_number}";
        var name = $"{Prefix}{day.ToString(DayFormat, CultureInfo.InvariantCulture)}{suffix}.log";
        // Whoever looks at the log may keep it open; unbuffered, so that an entry is one write.
        var file = PrivateFiles.Open(
            Path.Combine(_path, name), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    /// <summary>Deletes the files of all writers that have no entry left of the last days.</summary>
    /// <param name="today">The current day.</param>
    /// <returns>What could not be deleted, each in a sentence.</returns>
    public IReadOnlyList<string> DeleteOld(DateOnly today)
    {
        var failures = new List<string>();
        var oldest = today.AddDays(-_retentionDays);
        foreach (var file in Directory.EnumerateFiles(_path, Prefix + "*"))
        {
            if (DayOf(file) is not { } day || day >= oldest)
                continue;
            try
            {
                File.Delete(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                failures.Add($"The old log file '{file}' cannot be deleted: {error.Message}");
            }
        }

        return failures;
    }

    /// <inheritdoc />
    public void Dispose() => _place?.Dispose();

    private static (FileStream? Place, int Number) TakePlace(string path)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                if (LockFile.TryLock(Path.Combine(path, $".writer-{number}")) is { } place)
                    return (place, number);
            }
        }
        catch (IOException)
        {
            // Files can be made here but not locked: then the number is one that no other process of this machine has.
            return (null, Environment.ProcessId);
        }
    }

    private static DateOnly? DayOf(string path) =>
        FileName().Match(Path.GetFileName(path)) is { Success: true } match
        && DateOnly.TryParseExact(match.Groups["day"].ValueSpan, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    [GeneratedRegex(@"^ldap-vendor-sync-(?<day>\d{8})(?:_\d+)?\.log$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
