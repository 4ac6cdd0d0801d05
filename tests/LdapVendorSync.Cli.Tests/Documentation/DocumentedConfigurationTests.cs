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

    /// <summary>Each block is a configuration of its own.</summary>
    [Theory]
    [InlineData("docs/authentication.md", 10)]
    public void Every_example_of_a_page_is_valid(string page, int atLeast)
    {
        var folder = Directory.CreateTempSubdirectory("lvs-docs-");
        try
        {
            var text = File.ReadAllText(Path.Combine(Repository.Folder, page));
            var blocks = YamlBlock().Matches(text).Select(match => match.Groups["yaml"].Value).ToList();
            blocks.Count.ShouldBeGreaterThanOrEqualTo(atLeast);
            File.WriteAllText(Path.Combine(folder.FullName, "okta.token"), "secret");
            foreach (var block in blocks)
            {
                var path = Path.Combine(folder.FullName, "sync.yaml");
                File.WriteAllText(path, block);
                var loaded = ConfigurationLoader.Load(new ConfigurationLoadOptions
                {
                    Path = path,
                    Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
                    Environment = Variable().Matches(block).Select(match => match.Groups["name"].Value).Distinct()
                        .ToDictionary(name => name, _ => "secret"),
                });
                loaded.Problems.ShouldBeEmpty(block);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Z0-9_]+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex("^```yaml\n(?<yaml>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex YamlBlock();
}
