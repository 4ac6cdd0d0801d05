using System.Globalization;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>The folder of reports: those that are too old go.</summary>
public static partial class ReportFolder
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss.fff'Z'";

    /// <summary>Deletes the reports of runs that began earlier. Whatever else is in the folder stays.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="before">The moment.</param>
    /// <returns>How many files were deleted.</returns>
    /// <exception cref="IOException">A file could not be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static int Prune(string directory, DateTimeOffset before)
    {
        if (!Directory.Exists(directory))
            return 0;
        var old = Directory.GetFiles(directory).Where(file => BeginOf(Path.GetFileName(file)) < before).ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }

    // The name of a report is the id of its run, which begins with its time.
    private static DateTimeOffset? BeginOf(string name) =>
        ReportName().Match(name) is { Success: true } match
        && DateTimeOffset.TryParseExact(
            match.Groups[1].Value, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begin)
            ? begin
            : null;

    [GeneratedRegex(@"^(\d{8}T\d{6}\.\d{3}Z)-[0-9a-f]{8}\.(?:html|json|csv|ndjson)$", RegexOptions.CultureInvariant)]
    private static partial Regex ReportName();
}
