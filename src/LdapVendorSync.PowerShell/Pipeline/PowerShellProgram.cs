using System.Management.Automation;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>The program of the PowerShell that runs, by a path that an update of it does not change.</summary>
internal static class PowerShellProgram
{
    // Where each version lies in a folder of its own, and another path leads to the newest.
    private static readonly string[] VersionedHomes = [@"\WindowsApps\", "/snap/"];

    private static readonly string Name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";

    /// <summary>The path: the one in the PATH where it leads here, else the one in <c>$PSHOME</c>.</summary>
    public static string Find()
    {
        var home = Path.GetDirectoryName(typeof(PSObject).Assembly.Location)!;
        var isVersioned = VersionedHomes.Any(part => home.Contains(part, StringComparison.OrdinalIgnoreCase));
        var inPath = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, Name))
            .FirstOrDefault(File.Exists);
        return inPath is not null && (isVersioned || LeadsTo(inPath, home)) ? inPath : Path.Combine(home, Name);
    }

    private static bool LeadsTo(string program, string home)
    {
        var target = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
        return string.Equals(Path.GetDirectoryName(target), home, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }
}
