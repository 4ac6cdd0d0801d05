namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>Who else could put code into a plug-in, and so run it with the rights of the sync.</summary>
/// <remarks>Only the Unix mode is looked at; on Windows the access list of the folder decides.</remarks>
public static class PluginPermissions
{
    /// <summary>A warning for each file and folder that every user of the machine may write to; empty on Windows.</summary>
    /// <param name="path">The plug-in's file or folder.</param>
    public static IReadOnlyList<string> Check(string path)
    {
        if (OperatingSystem.IsWindows())
            return [];
        // What lies beside an assembly is loaded with it. A folder above lets its owner exchange the one below; with the sticky bit not.
        var files = Directory.Exists(path) ? Directory.EnumerateFiles(path) : [path];
        return
        [
            .. from place in files.Concat(Folders(path))
               where IsWritableByAll(place)
               select $"Every user of this machine may write to '{place}', and so run code with the rights of the sync. "
                   + $"Take the right away: chmod o-w '{place}'.",
        ];
    }

    private static IEnumerable<string> Folders(string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path);
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }

    private static bool IsWritableByAll(string path)
    {
        try
        {
            var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
            return mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
