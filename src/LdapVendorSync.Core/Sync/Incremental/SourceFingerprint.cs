using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sync.Incremental;

/// <summary>
/// Stands for everything that decides what a read of a source yields, besides the directory: its settings, those attributes among them
/// that mappings ask for, whom the source takes us for, and the version of the product. Under another fingerprint nothing that was kept counts.
/// </summary>
internal static class SourceFingerprint
{
    private static readonly string Version =
        typeof(SourceFingerprint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? string.Empty;

    // Secrets are written as a mask: another password for the same account reads the same.
    public static string Of(SourceSettings settings, string identity)
    {
        var json = JsonSerializer.Serialize(settings, settings.GetType());
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}\n{identity}\n{json}")));
    }
}
