using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History.Purging;

namespace LdapVendorSync.Core.Sync.Purging;

/// <summary>The files beside the history that may tell of a person.</summary>
/// <param name="configuration">Says where they are.</param>
internal sealed class PersonFiles(SyncConfiguration configuration)
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    /// <summary>Histories that were set aside. What they hold cannot be looked into.</summary>
    public IReadOnlyList<string> FindCopiesOfHistory() => Files(configuration.StateDirectory, "history.db.*");

    /// <summary>Logs, reports and notes of known problems that name the person.</summary>
    public IReadOnlyList<string> FindNaming(TextEraser person)
    {
        var files = Files(configuration.Logging.LogDirectory, "*")
            .Concat(Files(configuration.StateDirectory, "*.json"));
        if (configuration.Report.Directory is { } reports)
            files = files.Concat(Files(reports, "*"));
        return [.. files.Distinct(StringComparer.Ordinal).Where(file => Names(file, person)).Order(StringComparer.Ordinal)];
    }

    private static List<string> Files(string folder, string pattern) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, pattern, Everywhere).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))]
        : [];

    private static bool Names(string file, TextEraser person)
    {
        try
        {
            // Shared with whoever writes to it just now.
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (person.IsToldBy(line))
                    return true;
            }

            return false;
        }
        catch (IOException)
        {
            // It was rolled or removed just now; what cannot be looked into may name anybody.
            return File.Exists(file);
        }
    }
}
