using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Tests.Sync.Incremental;
using LdapVendorSync.Core.Tests.Vendors.Contract;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Entra;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Entra;

/// <summary>Whole runs by the configuration of docs/sources/entra.md, as it stands there.</summary>
public sealed partial class EntraSyncTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-entra-sync-").FullName;
    private readonly string _page = File.ReadAllText(Path.Combine(ContractRecord.RepositoryRoot(), "docs", "sources", "entra.md"));
    private readonly ShiftedClock _clock = new();
    private EntraServer _server = null!;
    private EntraObject _sre = null!;
    private EntraObject _oncall = null!;
    private EntraObject _staff = null!;

    public async Task InitializeAsync()
    {
        _server = await EntraServer.StartAsync();
        var store = _server.Store;
        var (alice, bob, carol) = (store.AddUser("alice", department: "Engineering"), store.AddUser("bob"), store.AddUser("carol"));
        store.AddUsers(4);
        _oncall = store.AddGroup("On call", carol, alice);
        _staff = store.AddGroup("Staff", alice, bob);
        _sre = store.AddGroup("Site Reliability", alice, bob, _oncall);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _server.Checker.ThrowIfViolated();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Third_run_reads_no_group_where_nothing_changed()
    {
        var first = await RunAsync();
        await RunAsync();
        _server.Requests.Clear();

        var third = await RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.Added.ShouldBe(5);
        third.Totals.ShouldBe(new SyncTotals { Unchanged = 5 }, third.Describe());
        GroupsRead().ShouldBeEmpty();
        _server.GraphRequests.ShouldAllBe(request => request.Path.EndsWith("/delta", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_that_the_first_read_missed_is_seen_by_the_next_run()
    {
        var bob = _server.Store.User("bob");
        _server.Store.RemoveMember(_staff, bob);
        // A server that lags behind still answers the reads of the first run, while the changes count this one as told.
        _server.Store.Lag(_staff, bob);
        await RunAsync();
        _server.Store.CatchUp();

        var run = await RunAsync();

        Changes(run).ShouldBe(["Remove wiki-staff bob Applied"]);
    }

    [Fact]
    public async Task Group_that_did_not_change_is_not_read_because_another_one_did()
    {
        await RunAsync();
        await RunAsync();
        _server.Requests.Clear();
        _server.Store.Update(_staff, staff => staff["description"] = "Everybody");

        await RunAsync();

        GroupsRead().ShouldBe([_staff.Id]);
    }

    [Fact]
    public async Task Group_that_takes_the_name_of_a_mapped_one_is_noticed()
    {
        await RunAsync();
        await RunAsync();
        _server.Store.Update(_staff, staff => staff["displayName"] = "site reliability");

        var run = await RunAsync();

        run.Changes.ShouldBeEmpty();
        run.Describe().ShouldContain(_sre.Id);
    }

    [Fact]
    public async Task Group_that_was_deleted_and_made_anew_with_its_name_removes_nobody()
    {
        await RunAsync();
        await RunAsync();
        _server.Store.Delete(_sre);
        _server.Store.AddGroup("Site Reliability", _server.Store.User("carol"));

        var run = await RunAsync();

        Changes(run).ShouldNotContain(change => change.StartsWith("Remove", StringComparison.Ordinal) && change.EndsWith("Applied", StringComparison.Ordinal));
        run.ExitCode.ShouldNotBe(SyncExitCode.Done, run.Describe());
    }

    [Theory]
    [InlineData("wiki-staff", "deleted")]
    [InlineData("wiki-sre", "nested group taken out")]
    [InlineData("wiki-sre", "nested group deleted")]
    public async Task What_went_is_seen_after_runs_that_read_nothing(string group, string change)
    {
        await RunAsync();
        await RunAsync();
        await RunAsync();
        switch (change)
        {
            case "deleted":
                _server.Store.Delete(_server.Store.User("bob"));
                break;
            case "nested group taken out":
                _server.Store.RemoveMember(_sre, _oncall);
                break;
            default:
                _server.Store.Delete(_oncall);
                break;
        }

        var run = await RunAsync();

        Changes(run).ShouldContain($"Remove {group} {(change == "deleted" ? "bob" : "carol")} Applied");
    }

    [Fact]
    public async Task Attribute_that_is_asked_for_later_is_read_of_groups_that_did_not_change()
    {
        _server.Store.User("bob")["employeeId"] = "E-2";
        await RunAsync();
        await RunAsync();

        var run = await RunAsync(change: yaml => yaml.Replace("\"{department}\"", "\"{department}\"\n  title: \"{employeeId}\"", StringComparison.Ordinal)
            .Replace("[employeeId, ", "[employeeId, officeLocation, ", StringComparison.Ordinal));

        run.Totals.Updated.ShouldBeGreaterThan(0, run.Describe());
    }

    [Fact]
    public async Task Changes_that_break_off_are_told_again_to_the_next_run()
    {
        await RunAsync();
        await RunAsync();
        _server.Store.RemoveMember(_staff, _server.Store.User("bob"));
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "/delta" });
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "/members" });
        (await RunAsync()).ExitCode.ShouldNotBe(SyncExitCode.Done);
        _server.Faults.Clear();

        var run = await RunAsync();

        Changes(run).ShouldBe(["Remove wiki-staff bob Applied"]);
    }

    [Theory]
    [InlineData(MemberPageEffect.Status)]
    [InlineData(MemberPageEffect.Cut)]
    [InlineData(MemberPageEffect.RepeatFirstPage)]
    public async Task Read_that_fails_after_its_change_was_told_is_made_up_for(MemberPageEffect effect)
    {
        foreach (var user in _server.Store.AddUsers(20, "more"))
            _server.Store.AddMember(_staff, user);
        Func<string, string> small = yaml => yaml.Replace("recurse: true", "recurse: true\n    page_size: 5", StringComparison.Ordinal);
        await RunAsync(change: small);
        await RunAsync(change: small);
        _server.Store.RemoveMember(_staff, _server.Store.User("bob"));
        _server.MemberPages.Add(new MemberPageFault(2, effect));
        var broken = await RunAsync(change: small);
        _server.MemberPages.Clear();

        var well = await RunAsync(change: small);

        broken.Totals.Removed.ShouldBe(0, broken.Describe());
        broken.ExitCode.ShouldNotBe(SyncExitCode.Done, broken.Describe());
        Changes(well).ShouldBe(["Remove wiki-staff bob Applied"]);
    }

    [Fact]
    public async Task Those_who_joined_and_left_are_seen_and_other_groups_not_read()
    {
        await RunAsync();
        await RunAsync();
        _server.Requests.Clear();
        _server.Store.RemoveMember(_staff, _server.Store.User("bob"));
        _server.Store.AddMember(_staff, _server.Store.User("user00001"));

        var run = await RunAsync();

        Changes(run).ShouldBe(["Add wiki-staff user00001 Applied", "Remove wiki-staff bob Applied"], ignoreOrder: true);
        GroupsRead().ShouldContain(_staff.Id);
    }

    [Fact]
    public async Task Member_of_a_nested_group_who_left_is_seen()
    {
        await RunAsync();
        _server.Store.RemoveMember(_oncall, _server.Store.User("carol"));

        var run = await RunAsync();

        Changes(run).ShouldBe(["Remove wiki-sre carol Applied"]);
    }

    [Fact]
    public async Task Field_of_a_member_that_changed_is_seen()
    {
        await RunAsync();
        _server.Store.Update(_server.Store.User("alice"), alice => alice["department"] = "Sales");

        var run = await RunAsync();

        run.Totals.Updated.ShouldBeGreaterThan(0, run.Describe());
    }

    [Theory]
    [InlineData(410)]
    [InlineData(400)]
    public async Task Lost_token_means_a_full_read_and_removes_nobody_who_is_still_there(int status)
    {
        await RunAsync();
        _server.Options.LostTokenStatus = status;
        _server.ExpireDeltaTokens();
        _server.Store.RemoveMember(_staff, _server.Store.User("bob"));
        _server.Requests.Clear();

        var run = await RunAsync();

        Changes(run).ShouldBe(["Remove wiki-staff bob Applied"]);
        GroupsRead().ShouldContain(_sre.Id);
    }

    [Fact]
    public async Task Changes_that_cannot_be_asked_for_mean_a_full_read()
    {
        await RunAsync();
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "/delta" });
        _server.Store.RemoveMember(_staff, _server.Store.User("bob"));

        var run = await RunAsync();

        Changes(run).ShouldBe(["Remove wiki-staff bob Applied"]);
    }

    [Fact]
    public async Task Permission_that_was_taken_away_removes_nobody()
    {
        await RunAsync();
        _server.Options.Permissions.Remove("User.Read.All");
        _server.Store.RemoveMember(_staff, _server.Store.User("bob"));

        var run = await RunAsync();

        run.ExitCode.ShouldNotBe(SyncExitCode.Done);
        run.Changes.ShouldBeEmpty();
        run.Describe().ShouldContain("User.Read.All");
    }

    [Fact]
    public async Task Nothing_that_a_run_leaves_behind_holds_the_secret_or_a_token()
    {
        using var log = new LogRecorder();
        await RunAsync(log);
        _server.RevokeTokens();
        await RunAsync(log);

        var written = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        var all = string.Join('\n', written) + log.All;

        foreach (var secret in _server.IssuedTokens.Append(EntraServer.ClientSecret))
            all.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("tenant_id: common", "tenant_id")]
    [InlineData("tenant_id: https://login.microsoftonline.com/contoso", "tenant_id")]
    [InlineData("client_id: my-app", "client_id")]
    [InlineData("graph_url: https://graph.microsoft.com/v1.0", "graph_url")]
    [InlineData("authority_url: http://login.example.com", "authority_url")]
    [InlineData("cloud: germany", "cloud")]
    [InlineData("page_size: 1000", "page_size")]
    [InlineData("incremental: sometimes", "incremental")]
    public void Settings_that_cannot_work_are_refused(string setting, string key)
    {
        var line = setting.Split(':')[0];
        var yaml = Regex.Replace(Yaml(), $"    {line}:.*\n", string.Empty).Replace("type: entra\n", $"type: entra\n    {setting}\n", StringComparison.Ordinal);

        var result = LoadResult(yaml);

        result.Problems.ShouldContain(problem => problem.ToString().Contains(key, StringComparison.Ordinal));
        result.Configuration.ShouldBeNull();
    }

    [Fact]
    public void App_without_a_proof_or_with_two_is_refused()
    {
        var both = Yaml().Replace("type: entra\n", "type: entra\n    client_secret: a\n    keystore_file: app.pem\n", StringComparison.Ordinal);

        LoadResult(Yaml(), secret: null).Problems.ShouldContain(problem => problem.ToString().Contains("AZURE_CLIENT_SECRET", StringComparison.Ordinal));
        LoadResult(both).Problems.ShouldContain(problem => problem.ToString().Contains("both prove", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Changes(SyncRun run) => run.Changes.Select(outcome =>
        $"{outcome.Change.Action} {outcome.Change.Mapping.VendorGroup} {outcome.Change.User!.Split('@')[0]} {outcome.Result}");

    private IEnumerable<string> GroupsRead() => _server.GraphRequests
        .Where(request => request.Path.EndsWith("/members", StringComparison.Ordinal))
        .Select(request => request.Path.Split('/')[3]);

    private string Yaml() => Block().Match(_page).Groups["yaml"].Value;

    // A run each hour, so that what was read is known to be what the changes are told from.
    private Task<SyncRun> RunAsync(LogRecorder? log = null, Func<string, string>? change = null)
    {
        _clock.Shift += TimeSpan.FromHours(1);
        var environment = new SyncEnvironment { TimeProvider = _clock };
        if (log is not null)
            environment = environment with { LoggerFactory = log };
        return new SyncRunner(LoadResult(change is null ? Yaml() : change(Yaml())).GetConfiguration(), environment)
            .RunAsync(new SyncOptions { AllowRemovals = true }, null, CancellationToken.None);
    }

    private ConfigurationResult LoadResult(string yaml, string? secret = EntraServer.ClientSecret)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, yaml.Replace("00000005-0000-4000-8000-000000000009", _staff.Id, StringComparison.Ordinal));
        var environment = new Dictionary<string, string>
        {
            ["AZURE_TENANT_ID"] = EntraServer.TenantId,
            ["AZURE_CLIENT_ID"] = EntraServer.ClientId,
        };
        if (secret is not null)
            environment["AZURE_CLIENT_SECRET"] = secret;
        if (!yaml.Contains("_url:", StringComparison.Ordinal))
        {
            environment["LVS__SOURCES__ENTRA__AUTHORITY_URL"] = _server.BaseUrl.AbsoluteUri;
            environment["LVS__SOURCES__ENTRA__GRAPH_URL"] = _server.BaseUrl.AbsoluteUri;
        }

        environment["LVS__ERROR_HANDLING__RETRY_WAIT_SECONDS"] = "0.01";
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file, Environment = environment, Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });
    }

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
