using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

/// <summary>A directory in a file, a SCIM server, and a configuration between them.</summary>
internal sealed class ScimScenario(Uri baseUrl) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-scim-").FullName;

    /// <summary>The directory; <c>staff</c> is mapped to the group <c>SRE</c>.</summary>
    public DirectoryFile Source { get; } = new();

    /// <summary>Settings of the vendor, as lines of YAML.</summary>
    public string Vendor { get; set; } = string.Empty;

    /// <summary>Lines of the block <c>scim:</c>.</summary>
    public string Scim { get; set; } = "quirks: generic";

    /// <summary>Runs once, with the directory as it is now.</summary>
    public Task<SyncRun> RunAsync(SyncOptions? options = null) =>
        new SyncRunner(Load(Yaml()), new SyncEnvironment()).RunAsync(options ?? new SyncOptions(), null, default);

    /// <summary>A configuration of any text, with the directory as it is now.</summary>
    public SyncConfiguration Load(string yaml, IReadOnlyDictionary<string, string>? environment = null)
    {
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), Source.ToLdif());
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, yaml);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Environment = environment ?? new Dictionary<string, string>(),
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Yaml() => $"""
        sources: [{"{"}name: hr, type: ldif, file: directory.ldif{"}"}]
        error_handling: {"{"}max_retries: 1, retry_wait_seconds: 0.01, outage_wait_seconds: 2{"}"}
        vendor_apps:
          - name: App
            module: scim
            base_url: {baseUrl}
        {Indented(Vendor, 4)}
            scim:
        {Indented(Scim, 6)}
            groups:
              - source_group: "{DirectoryFile.GroupDn("staff")}"
                vendor_group: SRE
        """;

    private static string Indented(string lines, int by) =>
        string.Join('\n', lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new string(' ', by) + line));
}
