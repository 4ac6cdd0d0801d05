using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>Loads configurations from text, in a folder of their own.</summary>
internal sealed class ConfigurationText : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("lvs-config-").FullName;

    public Dictionary<string, string> Environment { get; } = [];

    public Dictionary<string, Type?> Providers { get; } = new() { ["rest"] = null, ["store"] = typeof(StoreSettings) };

    public SecretVault? Vault { get; set; }

    public string File => Path.Combine(Folder, "sync.yaml");

    public ConfigurationResult Load(string text)
    {
        System.IO.File.WriteAllText(File, text);
        return LoadPath("sync.yaml");
    }

    public ConfigurationResult LoadPath(string? path, string? dotEnvFile = null) => ConfigurationLoader.Load(new ConfigurationLoadOptions
    {
        Path = path,
        CurrentDirectory = Folder,
        Environment = Environment,
        Providers = Providers,
        DotEnvFile = dotEnvFile,
        Vault = Vault,
    });

    public SyncConfiguration LoadValid(string text)
    {
        var result = Load(text);
        result.Errors.ShouldBeEmpty();
        return result.GetConfiguration();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
