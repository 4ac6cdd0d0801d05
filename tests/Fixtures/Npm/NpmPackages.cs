using System.Security.Cryptography;

namespace LdapVendorSync.Fixtures.Npm;

/// <summary>The packages of package.json, which <c>install.sh</c> installs outside of the repository.</summary>
public static class NpmPackages
{
    /// <summary>The folder with <c>node_modules</c>.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>Why no server that is made of them can be started here; null if one can.</summary>
    public static string? MissingReason { get; } =
        !IsOnPath("node") ? "node is not there; on Debian install nodejs and npm as root"
        : !File.Exists(Path.Combine(Folder, "installed")) ? "npm packages are not there; tests/Fixtures/Npm/install.sh installs them (with Node.js 20 or later)"
        : null;

    private static string FindFolder()
    {
        var lockFile = Path.Combine(AppContext.BaseDirectory, "Npm", "package-lock.json");
        var version = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(lockFile)))[..12];
        return Path.Combine(BaseFolder(), $"npm-{version}");
    }

    private static string BaseFolder()
    {
        if (Environment.GetEnvironmentVariable("LVS_NPM_FOLDER") is { Length: > 0 } folder) return folder;
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "ldap-vendor-sync");
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
