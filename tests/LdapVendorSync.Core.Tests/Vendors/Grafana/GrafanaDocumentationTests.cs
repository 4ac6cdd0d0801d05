using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Tests.Vendors.Contract;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Grafana;

namespace LdapVendorSync.Core.Tests.Vendors.Grafana;

/// <summary>The examples of docs/providers/grafana.md run as they stand, but for the address.</summary>
public sealed partial class GrafanaDocumentationTests : IDisposable
{
    private static readonly string Page =
        File.ReadAllText(Path.Combine(ContractRecord.RepositoryRoot(), "docs", "providers", "grafana.md"));

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-docs-").FullName;

    public static TheoryData<string> Examples => [.. Yaml().Matches(Page).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_runs(string example)
    {
        await using var grafana = await GrafanaServer.StartAsync();
        grafana.Store.AddTeam("SRE");
        grafana.Store.Users[1].Login = "lvs-admin";
        foreach (var number in Enumerable.Range(1, 3))
            grafana.Store.AddUser($"user{number:d5}", name: $"user{number:d5}");
        File.WriteAllText(
            Path.Combine(_folder, "directory.ldif"), new DirectoryFile().WithNumbered("sre", 3).WithNumbered("support", 2).ToLdif());
        var file = Path.Combine(_folder, "sync.yaml");
        var dns = string.Join(", ", ((string[])["sre", "support"]).Select(name => $"{name}: \"{DirectoryFile.GroupDn(name)}\""));
        File.WriteAllText(
            file,
            $"sources:\n  - {{name: directory, type: ldif, file: directory.ldif, group_dn_map: {{{dns}}}}}\n"
                + example.Replace("https://grafana.example.org", grafana.BaseUrl.ToString(), StringComparison.Ordinal));

        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Environment = new Dictionary<string, string>
            {
                ["GRAFANA_TOKEN"] = GrafanaServer.Token, ["GRAFANA_ADMIN_PASSWORD"] = GrafanaServer.AdminPassword,
            },
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        var run = await new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        grafana.Store.MembersOf("SRE").Count.ShouldBe(3);
        grafana.Checker.ThrowIfViolated();
    }

    [Fact]
    public void Page_lists_exactly_the_permissions_that_the_tests_give_the_token()
    {
        var listed = Permission().Matches(Page).Select(match => match.Groups[1].Value);

        listed.ShouldBe(new GrafanaToken { Text = "x" }.Permissions, ignoreOrder: true);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"^\| `([a-z.]+:[a-z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Permission();
}
