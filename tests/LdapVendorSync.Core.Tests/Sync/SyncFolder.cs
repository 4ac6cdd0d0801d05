using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A folder for the time of a test, and runs by a configuration in it that keep everything there.</summary>
internal sealed class SyncFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("lvs-sync-").FullName;

    /// <summary>The environment variables that configurations see.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>The path of a file in the folder.</summary>
    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>Writes a file.</summary>
    public void Write(string file, string content) => File.WriteAllText(PathOf(file), content);

    /// <summary>Loads a configuration from the folder's <c>sync.yaml</c>.</summary>
    public ConfigurationResult Load(string yaml)
    {
        Write("sync.yaml", yaml);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = PathOf("sync.yaml"), Environment = Variables, Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });
    }

    /// <summary>Runs once, and may remove whomever it likes.</summary>
    public Task<SyncRun> RunAsync(string yaml, SyncEnvironment? environment = null) =>
        new SyncRunner(Load(yaml).GetConfiguration(), environment ?? new SyncEnvironment())
            .RunAsync(new SyncOptions { AllowRemovals = true }, null, CancellationToken.None);

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
