using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Grafana;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Grafana;

/// <summary>Whole runs from a file to Grafana.</summary>
public sealed class GrafanaSyncTests : IAsyncLifetime, IDisposable
{
    private const string AdminAuth = $"admin_auth: {{method: basic, username: admin, password: {GrafanaServer.AdminPassword}}}";

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-grafana-").FullName;
    private readonly DirectoryFile _source = new();

    private GrafanaServer _grafana = null!;

    public async Task InitializeAsync() => _grafana = await GrafanaServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _grafana.DisposeAsync();
        _grafana.Checker.ThrowIfViolated();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task First_run_creates_team_and_accounts_and_the_second_writes_nothing()
    {
        _source.WithNumbered("sre", 7).With(
            "sre", new Person("id-u", "zoë.müller") { Mail = "zoë@exämple.com", LastName = "Müller 運" });

        var first = await RunAsync(AdminAuth);

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.ShouldBe(new SyncTotals { Added = 8 });
        _grafana.Store.MembersOf("SRE").Count.ShouldBe(8);
        _grafana.Store.MembersOf("SRE")[^1].ShouldBe("zoë.müller");
        _grafana.Requests.Clear();
        (await RunAsync(AdminAuth)).Totals.ShouldBe(new SyncTotals { Unchanged = 8 });
        _grafana.Requests.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_leaves_is_removed_and_who_is_renamed_is_updated()
    {
        _source.WithNumbered("sre", 12);
        await RunAsync(AdminAuth);
        _source.Leave("sre", "id-00003");
        _source.Change("id-00005", person => person with { Mail = "married@example.com" });

        var run = await RunAsync(AdminAuth);

        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Updated = 1, Unchanged = 10 }, run.Describe());
        _grafana.Store.MembersOf("SRE").ShouldNotContain("user00003");
        _grafana.Store.Users.Values.Single(user => user.Login == "user00005").Email.ShouldBe("married@example.com");
        _grafana.Store.Users.Values.ShouldContain(user => user.Login == "user00003", "the account stays");
    }

    [Fact]
    public async Task Without_an_administrator_only_those_without_account_fail()
    {
        _source.WithNumbered("sre", 3);
        _grafana.Store.AddUser("user00001", name: "user00001");
        _grafana.Store.AddUser("user00002", name: "user00002", org: 0);

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Added = 2, Failed = 1 }, run.Describe());
        run.Changes.Single(outcome => outcome.Result == ChangeResult.Failed).Message.ShouldNotBeNull().ShouldContain("grafana.admin_auth");
        _grafana.Store.MembersOf("SRE").ShouldBe(["user00001", "user00002"]);
    }

    [Fact]
    public async Task Token_that_cannot_see_everybody_removes_nobody()
    {
        _source.WithNumbered("sre", 2);
        var users = Enumerable.Range(1, 4).Select(number => _grafana.Store.AddUser($"user{number:d5}", name: $"user{number:d5}")).ToArray();
        _grafana.Store.AddTeam("SRE", users);
        _grafana.Store.Tokens[0].Unseen.Add(users[3].Id);

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        _grafana.Store.MembersOf("SRE").Count.ShouldBe(4);
    }

    [Fact]
    public async Task Team_of_SCIM_fails_alone_and_the_others_are_synced()
    {
        _source.WithNumbered("sre", 60).WithNumbered("ops", 2);
        foreach (var number in Enumerable.Range(1, 60))
            _grafana.Store.AddUser($"user{number:d5}", name: $"user{number:d5}");
        _grafana.Store.AddTeam("SRE").IsProvisioned = true;

        var run = await RunAsync(mappings: ["sre: SRE", "ops: Ops"]);

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].Error.ShouldBeNull();
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain("SCIM");
        _grafana.Store.MembersOf("SRE").ShouldBeEmpty();
        _grafana.Store.MembersOf("Ops").ShouldBe(["user00001", "user00002"]);
    }

    [Fact]
    public async Task Team_of_SCIM_that_is_as_it_should_be_is_no_failure()
    {
        _source.WithNumbered("sre", 2);
        var users = Enumerable.Range(1, 2).Select(number => _grafana.Store.AddUser($"user{number:d5}", name: $"user{number:d5}")).ToArray();
        _grafana.Store.AddTeam("SRE", users).IsProvisioned = true;

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Unchanged = 2 });
    }

    [Fact]
    public async Task Five_thousand_members_are_added_at_once_and_some_leave()
    {
        _source.WithNumbered("sre", 5000);
        for (var number = 1; number <= 5000; number++)
            _grafana.Store.AddUser($"user{number:d5}", name: $"user{number:d5}");

        var first = await RunAsync();
        first.Totals.ShouldBe(new SyncTotals { Added = 5000 }, first.Describe());
        _grafana.Store.MembersOf("SRE").Count.ShouldBe(5000);
        _grafana.Requests.All.Count.ShouldBeLessThan(200);

        foreach (var number in Enumerable.Range(100, 30))
            _source.Leave("sre", $"id-{number:d5}");
        _grafana.Requests.Clear();
        var second = await RunAsync();
        second.Totals.ShouldBe(new SyncTotals { Removed = 30, Unchanged = 4970 }, second.Describe());
        _grafana.Requests.Writes.ShouldHaveSingleItem().Method.ShouldBe("PUT");
    }

    [SkippableFact]
    public async Task Published_description_takes_every_request_of_a_run()
    {
        Skip.If(ApiDescriptionFolder.Published is null, ApiDescriptionFolder.MissingReason);
        _source.WithNumbered("sre", 3);
        await RunAsync(AdminAuth);
        _source.Leave("sre", "id-00003");
        _source.Change("id-00001", person => person with { Mail = "new@example.com" });

        await RunAsync(AdminAuth);

        _grafana.Checker.Violations.ShouldBeEmpty();
        _grafana.Checker.Checked["grafana-swagger2-old.json"].ShouldBeGreaterThan(10);
    }

    private Task<SyncRun> RunAsync(string settings = "", params string[] mappings)
    {
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), _source.ToLdif());
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $$"""
            sources:
              - {name: hr, type: ldif, file: directory.ldif}
            create_groups: true
            guards: {max_removal_percent: 50}
            error_handling: {retry_wait_seconds: 0}
            vendor_apps:
              - name: Grafana
                module: grafana
                base_url: {{_grafana.BaseUrl}}
                auth: {method: bearer, token: {{GrafanaServer.Token}}}
                grafana: {{{settings}}}
                groups:
            {{string.Join('\n', (mappings.Length > 0 ? mappings : ["sre: SRE"]).Select(Mapping))}}
            """);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);
    }

    private static string Mapping(string text) =>
        $$"""      - {source_group: "{{DirectoryFile.GroupDn(text.Split(": ")[0])}}", vendor_group: {{text.Split(": ")[1]}}}""";
}
