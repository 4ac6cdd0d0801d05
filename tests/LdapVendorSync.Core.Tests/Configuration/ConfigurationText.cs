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

    /// <summary>Loads a text that has exactly one problem.</summary>
    public ConfigurationProblem LoadWithProblem(string text) => Load(text).Problems.ShouldHaveSingleItem();

    /// <summary>A configuration with more keys at the top, at the vendor and at the mapping; each is indented as it has to be.</summary>
    public static string Valid(string top = "", string vendor = "", string mapping = "", string source = "") => $$"""
        ldap:
          server_url: ldaps://ldap.example.com
        {{Indent(source, 2)}}
        vendor_apps:
          - name: App
            module: rest
            base_url: https://app.example.com/api
        {{Indent(vendor, 4)}}
            groups:
              - ldap_group: cn=app,dc=example,dc=com
                vendor_group: app
        {{Indent(mapping, 8)}}
        {{top}}
        """;

    private static string Indent(string text, int spaces) =>
        string.Join('\n', text.Split('\n').Select(line => new string(' ', spaces) + line.TrimEnd('\r')));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
