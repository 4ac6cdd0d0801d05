using System.Text;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>Finds what others than root can change though root will run it.</summary>
internal static class ForeignWriters
{
    // Whoever may write to a folder can put another file in the place of one in it, unless the folder is sticky. That a program of the
    // system is asked has one reason: .NET does not tell who owns a file.
    private static readonly string[] IsWritable =
    [
        "-prune", "(",
        "!", "-user", "0",
        "-o", "-perm", "-002", "!", "-perm", "-1000",
        "-o", "-perm", "-020", "!", "-group", "0", "!", "-perm", "-1000",
        ")", "-print",
    ];

    /// <summary>Of these files and folders, and all folders above them, those that others than root can write to.</summary>
    /// <param name="paths">Absolute paths; links count as what they lead to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The paths; none where the system does not tell.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return [];
        string[] all = [.. paths.SelectMany(WithTarget).SelectMany(WithFolders).Distinct(StringComparer.Ordinal)];
        try
        {
            // One that is not there is an error, but the others are told.
            var (_, output, _) = await new SchedulerProgram("find").TryRunAsync(["-H", .. all, .. IsWritable], null, cancellationToken)
                .ConfigureAwait(false);
            return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(output)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (SchedulingException)
        {
            return [];
        }
    }

    private static IEnumerable<string> WithTarget(string path)
    {
        yield return path;
        if (new FileInfo(path).LinkTarget is not null && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target)
            yield return target.FullName;
    }

    private static IEnumerable<string> WithFolders(string path)
    {
        for (var current = path; current is not null; current = Path.GetDirectoryName(current))
            yield return current;
    }
}
