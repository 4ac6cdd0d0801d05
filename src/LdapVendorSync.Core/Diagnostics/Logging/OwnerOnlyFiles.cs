using System.Text;
using Serilog.Sinks.File;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>Keeps log files from everybody but their owner: they name people and their access.</summary>
internal sealed class OwnerOnlyFiles : FileLifecycleHooks
{
    /// <summary>Makes the folder, unless it is there.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return base.OnFileOpened(path, underlyingStream, encoding);
    }
}
