namespace LdapVendorSync.Core.Tests;

/// <summary>Whether files and folders are readable by their owner alone.</summary>
internal static class PrivateMode
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void ShouldHoldForFile(string path)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(OwnersFile, path);
    }

    public static void ShouldHoldForFolder(string path)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(OwnersFile | UnixFileMode.UserExecute, path);
    }
}
