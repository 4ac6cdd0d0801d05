using System.Text.RegularExpressions;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Scim;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

/// <summary>The example of docs/providers/scim.md runs as it stands.</summary>
public sealed partial class ScimDocumentationTests
{
    [SkippableFact]
    public async Task Example_runs_against_a_real_server()
    {
        Skip.If(ScimmyServer.MissingReason is not null, ScimmyServer.MissingReason);
        await using var server = await ScimmyServer.StartAsync();
        using var scenario = new ScimScenario(server.BaseUrl);
        scenario.Source.WithNumbered("staff", 3);
        scenario.Source.Change("id-00001", person => person with { More = ("telephoneNumber", "+49 30 1") });
        var configuration = scenario.Load(
            "sources: [{name: directory, type: ldif, file: directory.ldif}]\n" + Yaml().Match(File.ReadAllText(Page())).Groups[1].Value,
            new Dictionary<string, string> { ["PORTAL_URL"] = server.BaseUrl.ToString(), ["PORTAL_TOKEN"] = ScimmyServer.Token });

        var run = await new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, default);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        (await server.MemberNamesAsync("Staff")).ShouldBe(["user00001", "user00002", "user00003"]);
        var first = (await server.UsersAsync()).Single(user => (string?)user["userName"] == "user00001");
        ((string?)first["phoneNumbers"]![0]!["value"]).ShouldBe("+49 30 1");
        ((string?)first["externalId"]).ShouldBe("id-00001");
    }

    private static string Page()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LdapVendorSync.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The repository was not found above the tests.");
        return Path.Combine(folder, "docs", "providers", "scim.md");
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
