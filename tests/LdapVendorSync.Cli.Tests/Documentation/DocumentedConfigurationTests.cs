using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Cli.Tests.Documentation;

/// <summary>What a page shows can be copied.</summary>
public sealed partial class DocumentedConfigurationTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/getting-started.md")]
    public void Configuration_that_a_page_shows_is_valid(string page)
    {
        var folder = Directory.CreateTempSubdirectory("lvs-docs-");
        try
        {
            var path = Path.Combine(folder.FullName, "sync.yaml");
            var text = File.ReadAllText(Path.Combine(Repository.Folder, page));
            var blocks = YamlBlock().Matches(text).Select(match => match.Groups["yaml"].Value);
            File.WriteAllText(path, string.Concat(blocks));
            File.WriteAllText(Path.Combine(folder.FullName, "corp-ca.pem"), string.Empty);

            var loaded = ConfigurationLoader.Load(new ConfigurationLoadOptions
            {
                Path = path,
                Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
                Environment = new Dictionary<string, string> { ["LDAP_BIND_PASSWORD"] = "secret", ["WIKI_TOKEN"] = "secret" },
            });

            loaded.Problems.ShouldBeEmpty();
            loaded.GetConfiguration().Vendors.ShouldHaveSingleItem();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("^```yaml\n(?<yaml>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex YamlBlock();
}
