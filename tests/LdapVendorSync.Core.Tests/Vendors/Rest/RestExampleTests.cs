using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Rest;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>The worked examples of the documentation run as they stand: only the address of the application is another one.</summary>
public sealed partial class RestExampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-examples-").FullName;

    [Fact]
    public async Task Json_example_replaces_the_list()
    {
        await using var desk = await DeskServer.StartAsync();
        desk.UsesETags = true;
        desk.Seed("support", "user-former");

        await RunAllAsync("Desk", desk.BaseUrl, () => desk.Members("support").Select(id => id["user-".Length..]));

        desk.Writes.Count(write => write.StartsWith("PUT", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(
            4, "adds and removals of a run are one request each at most");
    }

    [Fact]
    public async Task Xml_example_creates_the_group()
    {
        await using var register = await VendorTestServer.StartAsync(new VendorServerOptions { Xml = true });

        await RunAllAsync("Register", register.BaseUrl, () => register.Store.MemberNames("support"));

        register.Store.FindByName("ada")!.Email.ShouldBe("ada@example.org");
    }

    [Fact]
    public async Task Soap_example_speaks_to_the_service()
    {
        await using var roster = await SoapRosterServer.StartAsync();
        roster.Store.Seed("support", new VendorUser { Username = "former" });

        await RunAllAsync("Roster", roster.BaseUrl, () => roster.Store.MemberNames("support"));

        roster.Actions.Distinct().Order(StringComparer.Ordinal).ShouldBe(["FindPerson", "Join", "Leave", "ListTeam", "NewPerson"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task RunAllAsync(string vendor, Uri baseUrl, Func<IEnumerable<string>> members)
    {
        WriteDirectory("ada", "bob", "eve");
        var first = await RunAsync(vendor, baseUrl);
        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        members().Order(StringComparer.Ordinal).ShouldBe(["ada", "bob", "eve"]);
        (await RunAsync(vendor, baseUrl)).Totals.ShouldSatisfyAllConditions(
            totals => totals.Added.ShouldBe(0), totals => totals.Removed.ShouldBe(0), totals => totals.Updated.ShouldBe(0));
        WriteDirectory("ada", "eve");
        (await RunAsync(vendor, baseUrl)).Totals.Removed.ShouldBe(1);
        members().Order(StringComparer.Ordinal).ShouldBe(["ada", "eve"]);
    }

    private Task<SyncRun> RunAsync(string vendor, Uri baseUrl)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, ExampleOf(vendor));
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Environment = new Dictionary<string, string>
            {
                [$"LVS__VENDOR_APPS__{vendor.ToUpperInvariant()}__BASE_URL"] = baseUrl.AbsoluteUri,
                [$"{vendor.ToUpperInvariant()}_TOKEN"] = "t0ken-of-a-test",
                [$"{vendor.ToUpperInvariant()}_PASSWORD"] = "p4ss-of-a-test",
            },
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions { AllowRemovals = true }, null, CancellationToken.None);
    }

    private static string ExampleOf(string vendor)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LdapVendorSync.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The repository was not found above the tests.");
        var page = File.ReadAllText(Path.Combine(folder, "docs", "providers", "rest-examples.md"));
        return Yaml().Matches(page).Select(match => match.Groups[1].Value).Single(
            example => example.Contains($"name: {vendor}\n", StringComparison.Ordinal));
    }

    private void WriteDirectory(params string[] members)
    {
        var people = new[] { "ada", "bob", "eve" }.Select(uid =>
            $"dn: uid={uid},dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\nmail: {uid}@example.org\n\n");
        var group = "dn: cn=support,dc=example,dc=org\nobjectClass: groupOfNames\ncn: support\n"
            + string.Concat(members.Select(uid => $"member: uid={uid},dc=example,dc=org\n"));
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), "version: 1\n\n" + string.Concat(people) + group);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
