using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Rest;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>Whole syncs with the presets that come along, and with keys of <c>rest</c> that only a run shows.</summary>
public sealed class PresetSyncTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-preset-sync-").FullName;

    [Fact]
    public async Task Gitlab_group_follows_the_directory_and_keeps_the_bot_of_its_token()
    {
        await using var gitlab = await GitLabServer.StartAsync();
        foreach (var number in Enumerable.Range(1, 120))
            gitlab.Seed("acme/ops", $"former{number}");
        gitlab.Seed("acme/ops/night", "former7");

        await RunAllAsync(
            $"{{name: Code, preset: gitlab, base_url: \"{gitlab.BaseUrl}\", auth: {{value: {GitLabServer.Token}}}, "
            + "groups: [{source_group: ops, vendor_group: acme/ops}]}",
            () => gitlab.Members("acme/ops").Where(user => user != GitLabServer.Bot),
            SyncExitCode.RemovalsHeld);

        gitlab.Members("acme/ops").ShouldContain(GitLabServer.Bot, "without it the token would lose the group");
        gitlab.Members("acme/ops/night").ShouldBe(["former7"], "the group below is another mapping's");
    }

    [Fact]
    public async Task Mattermost_team_follows_the_directory()
    {
        await using var mattermost = await MattermostServer.StartAsync();
        foreach (var number in Enumerable.Range(1, 210))
            mattermost.Seed($"former{number}");

        await RunAllAsync(
            $"{{name: Chat, preset: mattermost, base_url: \"{mattermost.BaseUrl}\", auth: {{token: {MattermostServer.Token}}}, "
            + "groups: [{source_group: ops, vendor_group: ops}]}",
            () => mattermost.Members);

        mattermost.ValueOf("ada", "first_name").ShouldBe("First-ada");
        mattermost.ValueOf("ada", "auth_data").ShouldBe("ada");
    }

    [Fact]
    public async Task Mattermost_team_that_refuses_somebody_takes_the_others()
    {
        await using var mattermost = await MattermostServer.StartAsync();
        mattermost.Refused.Add("bob");
        WriteDirectory("ada", "bob", "eve");

        var run = await RunAsync(
            $"{{name: Chat, preset: mattermost, base_url: \"{mattermost.BaseUrl}\", auth: {{token: {MattermostServer.Token}}}, "
            + "groups: [{source_group: ops, vendor_group: ops}]}");

        (run.ExitCode, run.Totals.Added, run.Totals.Failed).ShouldBe((SyncExitCode.FinishedWithFailures, 2, 1), run.Describe());
        mattermost.Members.ShouldBe(["ada", "eve"]);
    }

    [Fact]
    public async Task Account_is_looked_up_by_every_key_of_match_on_in_their_order()
    {
        await using var vendor = await VendorTestServer.StartAsync();
        vendor.Store.CreateGroup("ops");
        vendor.Store.CreateUser(new VendorUser { Username = "other-login", Email = "ada@example.org" });
        vendor.Store.CreateUser(new VendorUser { Username = "bob" });
        WriteDirectory("ada", "bob", "eve");

        var run = await RunAsync(
            $"{{name: Desk, module: rest, base_url: \"{vendor.BaseUrl}\", match_on: [email, userName], attributes: {{email: mail, userName: uid}}, "
            + "update_users: false, groups: [{source_group: ops, vendor_group: ops}]}");

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        vendor.Store.MemberNames("ops").Order(StringComparer.Ordinal).ShouldBe(["bob", "eve", "other-login"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task RunAllAsync(string vendor, Func<IEnumerable<string>> members, SyncExitCode ends = SyncExitCode.Done)
    {
        WriteDirectory("ada", "bob", "eve");
        var first = await RunAsync(vendor);
        first.ExitCode.ShouldBe(ends, first.Describe());
        members().ShouldBe(["ada", "bob", "eve"]);
        (await RunAsync(vendor)).Totals.ShouldSatisfyAllConditions(
            totals => totals.Added.ShouldBe(0), totals => totals.Removed.ShouldBe(0), totals => totals.Updated.ShouldBe(0));
        WriteDirectory("ada", "eve");
        (await RunAsync(vendor)).Totals.Removed.ShouldBe(1);
        members().ShouldBe(["ada", "eve"]);
    }

    private Task<SyncRun> RunAsync(string vendor)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $$"""
            sources:
              - {name: directory, type: ldif, file: directory.ldif, group_dn_map: {ops: "cn=ops,dc=example,dc=org"} }
            vendor_apps:
              - {{vendor}}
            """);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions { AllowRemovals = true }, null, CancellationToken.None);
    }

    private void WriteDirectory(params string[] members)
    {
        var people = new[] { "ada", "bob", "eve" }.Select(uid =>
            $"dn: uid={uid},dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: Last-{uid}\ngivenName: First-{uid}\n"
            + $"displayName: {uid}\nmail: {uid}@example.org\n\n");
        var group = "dn: cn=ops,dc=example,dc=org\nobjectClass: groupOfNames\ncn: ops\n"
            + string.Concat(members.Select(uid => $"member: uid={uid},dc=example,dc=org\n"));
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), "version: 1\n\n" + string.Concat(people) + group);
    }
}
