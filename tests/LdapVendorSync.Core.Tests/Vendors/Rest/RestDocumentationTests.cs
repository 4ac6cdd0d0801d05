using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>The examples of docs/rest.md load as they stand.</summary>
public sealed partial class RestDocumentationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-docs-").FullName;

    public static TheoryData<string> Examples => [.. Yaml().Matches(File.ReadAllText(Page())).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_loads_without_a_problem(string example)
    {
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), "version: 1\n");
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(
            file, "sources:\n  - {name: directory, type: ldif, file: directory.ldif, group_dn_map: {support: cn=support}}\n" + example);

        var result = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Environment = new Dictionary<string, string> { ["DESK_KEY"] = "k3y-of-a-test" },
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });

        result.Problems.ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Page()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LdapVendorSync.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The repository was not found above the tests.");
        return Path.Combine(folder, "docs", "rest.md");
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
