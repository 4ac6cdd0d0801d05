using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>The engine on the vendor that needs no server.</summary>
public sealed class SqliteVendorSyncTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-sqlite-").FullName;
    private readonly List<(string Source, string Vendor)> _mappings = [("staff", "users"), ("guests", "guests")];
    private readonly DirectoryFile _source = new DirectoryFile().WithNumbered("staff", 40).WithNumbered("guests", 7);

    private string _otherVendor = string.Empty;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task First_run_creates_groups_and_accounts_and_the_second_changes_nothing()
    {
        var first = await RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.ShouldBe(new SyncTotals { Added = 47 });
        first.Changes.Count(outcome => outcome.Change.Action == ChangeAction.CreateGroup).ShouldBe(2);
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 47 });
    }

    [Fact]
    public async Task Disabled_person_loses_the_account_where_the_policy_says_so_and_gets_it_back()
    {
        await RunAsync();
        _source.Change("id-00003", person => person with { Disabled = true });

        var disabled = await RunAsync("disabled_members: disable");
        disabled.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 46 }, disabled.Describe());
        disabled.Changes.ShouldHaveSingleItem().Change.Action.ShouldBe(ChangeAction.Disable);
        (await RunAsync("disabled_members: disable")).Totals.Changes.ShouldBe(0);

        _source.Change("id-00003", person => person with { Disabled = false });
        var enabled = await RunAsync("disabled_members: disable");
        enabled.Changes.ShouldHaveSingleItem().Change.Action.ShouldBe(ChangeAction.Enable);
    }

    [Fact]
    public async Task Mapped_attributes_are_compared_and_no_others()
    {
        await RunAsync();

        var run = await RunAsync("attributes: { userName: uid, displayName: '{givenName} {sn|upper}' }");

        run.Totals.Updated.ShouldBe(40, run.Describe());
        run.Changes[0].Change.Differences.ShouldHaveSingleItem().Attribute.ShouldBe("displayName");
        (await RunAsync("attributes: { userName: uid, displayName: '{givenName} {sn|upper}' }")).Totals.Changes.ShouldBe(0);
    }

    [Fact]
    public async Task Second_run_is_refused_while_the_first_holds_the_lock()
    {
        var configuration = Load(string.Empty);
        var target = configuration.Vendors[0].Target;
        var holder = new RunLockHolder { RunId = "the-other-run", Command = "sync", StartedAt = DateTimeOffset.UtcNow };
        RunLock.TryAcquire(configuration.StateDirectory, target, holder, out var held, out _).ShouldBeTrue();
        using (held)
        {
            var refused = await RunAsync();
            refused.ExitCode.ShouldBe(SyncExitCode.Locked);
            refused.Error.ShouldNotBeNull().ShouldContain("the-other-run");
            (await new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions { DryRun = true }, null, CancellationToken.None))
                .ExitCode.ShouldBe(SyncExitCode.Done, "dry runs take no lock");
        }

        (await RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
    }

    [Fact]
    public async Task Damaged_history_removes_nobody_in_the_first_run_after()
    {
        await RunAsync();
        File.WriteAllText(Path.Combine(_folder, "state", "history.db"), new string('x', 5000));
        _source.Change("id-00003", person => person with { UserName = "renamed" });

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Totals.Blocked.ShouldBe(2);
        run.Vendors[0].Groups[0].BlockedBy[0].ShouldContain("History lost");
    }

    [Fact]
    public async Task Two_mappings_that_name_one_group_differently_are_both_refused_even_if_one_is_not_selected()
    {
        await RunAsync();
        var id = await GroupIdAsync("users");
        _mappings[1] = ("guests", id);

        var both = await RunAsync();
        var one = await RunAsync(options: new SyncOptions { Groups = ["users"] });

        foreach (var run in new[] { both, one })
        {
            run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
            run.Totals.Changes.ShouldBe(0);
            run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain("mean the same vendor group");
        }
    }

    [Theory]
    [InlineData("Again")]
    [InlineData("App")]
    public async Task Two_vendors_that_name_one_group_differently_are_both_refused_even_if_one_is_not_selected(string selected)
    {
        await RunAsync();
        _otherVendor = $"""
              - name: Again
                module: sqlite
                sqlite:
                  database: ./app.db
                groups:
            {MappingYaml(("guests", await GroupIdAsync("users")))}
            """;

        var run = await RunAsync("guards: { max_removal_percent: none }", new SyncOptions { Vendors = [selected] });

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Totals.Changes.ShouldBe(0);
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain("mean the same vendor group");
    }

    [Theory]
    [InlineData("keep")]
    [InlineData("report")]
    public async Task Members_whom_nobody_manages_stay_where_the_policy_says_so(string policy)
    {
        await RunAsync();
        await AddStrangerAsync();
        _source.Leave("staff", "id-00003");

        var run = await RunAsync($"unmanaged_members: {policy}");

        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 46 }, run.Describe());
        run.Changes.ShouldHaveSingleItem().Change.User.ShouldBe("user00003");
        run.Vendors[0].Groups[0].Reasons.Any(reason => reason.Contains("stranger")).ShouldBe(policy == "report");
    }

    [Fact]
    public async Task State_directory_that_cannot_be_used_is_told_by_its_key()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "in the way");

        var run = await RunAsync("state_dir: file");

        run.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);
        run.Error.ShouldNotBeNull().ShouldContain("state_dir");
    }

    [Fact]
    public async Task Account_made_by_a_run_that_died_stays_the_persons_although_they_are_renamed_before_the_next()
    {
        await RunAsync();

        // What a run leaves behind that was killed after its requests and before it saved links: no end, no links.
        await ExecuteAsync(Path.Combine(_folder, "state", "history.db"), "DELETE FROM links; UPDATE runs SET status = NULL, finished_at = NULL");
        _source.Change("id-00003", person => person with { UserName = "renamed", Mail = "renamed@example.com" });

        var run = await RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Updated = 1, Unchanged = 46 }, run.Describe());
    }

    [Fact]
    public async Task Unknown_vendor_or_group_is_refused_before_anything_is_done()
    {
        var configuration = Load(string.Empty);

        var vendor = await new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions { Vendors = ["nope"] }, null, CancellationToken.None);
        var group = await new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions { Groups = ["nope"] }, null, CancellationToken.None);

        vendor.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);
        vendor.Error.ShouldNotBeNull().ShouldContain("nope");
        group.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);
    }

    private Task<SyncRun> RunAsync(string settings = "", SyncOptions? options = null) =>
        new SyncRunner(Load(settings), new SyncEnvironment()).RunAsync(options ?? new SyncOptions(), null, CancellationToken.None);

    private static string MappingYaml((string Source, string Vendor) mapping) =>
        $"      - {{ source_group: \"{DirectoryFile.GroupDn(mapping.Source)}\", vendor_group: \"{mapping.Vendor}\" }}";

    private async Task<string> GroupIdAsync(string group)
    {
        await using var session = new SyncSession(Load(string.Empty), new SyncEnvironment());
        await using var vendor = await session.ConnectVendorAsync("App", CancellationToken.None);
        return (await vendor.Provider.FindGroupAsync(group, CancellationToken.None)).ShouldNotBeNull().Id;
    }

    private async Task AddStrangerAsync()
    {
        await using var session = new SyncSession(Load(string.Empty), new SyncEnvironment());
        await using var vendor = await session.ConnectVendorAsync("App", CancellationToken.None);
        var stranger = await vendor.Provider.CreateUserAsync(new GroupMember { Id = "x", UserName = "stranger" }, CancellationToken.None);
        var group = await vendor.Provider.FindGroupAsync("users", CancellationToken.None);
        await vendor.Provider.AddGroupMemberAsync(group.ShouldNotBeNull(), stranger, CancellationToken.None);
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private SyncConfiguration Load(string settings)
    {
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), _source.ToLdif());
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $"""
            sources:
              - name: hr
                type: ldif
                file: directory.ldif
            create_groups: true
            {settings}
            vendor_apps:
              - name: App
                module: sqlite
                sqlite:
                  database: app.db
                groups:
            {string.Join('\n', _mappings.Select(MappingYaml))}
            {_otherVendor}
            """);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }
}
