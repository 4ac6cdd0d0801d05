using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Every limit over removals: from where on it holds, what it says, and that it is lifted for one run and no longer.</summary>
public sealed class GuardLimitTests
{
    // Each limit alone; six leave of two groups with twenty people each, or five.
    public static TheoryData<string, string> Limits => new()
    {
        { "max_removal_percent: 10", "3 of 20 members are 15 %, more than max_removal_percent 10 (from 3 removals up)" },
        { "max_removals_per_mapping: 2", "3 removals, more than max_removals_per_mapping 2" },
        { "max_source_shrink_percent: 10", "had 20 members and has 17, 15 % fewer, more than max_source_shrink_percent 10" },
        { "max_removals_per_vendor: 5", "6 removals at vendor 'App1', more than max_removals_per_vendor 5" },
        { "max_removal_percent_per_vendor: 14", "6 of 40 members at vendor 'App1' are 15 %, more than max_removal_percent_per_vendor 14" },
        { "max_removals_per_run: 5", "6 removals in the run, more than max_removals_per_run 5" },
        { "max_removal_percent_per_run: 14", "6 of 40 members in the run are 15 %, more than max_removal_percent_per_run 14" },
        { "max_removals_per_day: 5", "6 removals at vendor 'App1' within 24 hours (0 so far), more than max_removals_per_day 5" },
        { "max_removal_percent_per_day: 14", "15 % of the members at vendor 'App1' within 24 hours (0 so far), more than max_removal_percent_per_day 14" },
    };

    public static TheoryData<string> JustEnough =>
    [
        "max_removal_percent: 15",
        "max_removals_per_mapping: 3",
        "max_source_shrink_percent: 15",
        "max_removals_per_vendor: 6",
        "max_removal_percent_per_vendor: 15",
        "max_removals_per_run: 6",
        "max_removal_percent_per_run: 15",
        "max_removals_per_day: 6",
        "max_removal_percent_per_day: 15",
    ];

    public static TheoryData<string> Percentages =>
    [
        "max_removal_percent: 1",
        "max_source_shrink_percent: 1",
        "max_removal_percent_per_vendor: 1",
        "max_removal_percent_per_run: 1",
        "max_removal_percent_per_day: 1",
    ];

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Limit_holds_says_so_and_is_lifted_for_one_run(string limit, string message)
    {
        await using var scenario = await StartAsync(limit, floor: 3);
        LetLeave(scenario, 1, 2, 3);

        var held = await scenario.RunAsync();

        held.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, held.Describe());
        held.Totals.ShouldBe(held.Totals with { Removed = 0, Blocked = 6 });
        foreach (var group in held.Vendors[0].Groups)
        {
            var block = group.BlockedBy.ShouldHaveSingleItem();
            block.ShouldContain(message);
            block.ShouldContain("3 removal(s) held: user000");
        }

        var allowed = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });
        allowed.ExitCode.ShouldBe(SyncExitCode.Done, allowed.Describe());
        allowed.Totals.Removed.ShouldBe(6);
        allowed.Vendors[0].Groups[0].Reasons.ShouldContain(reason => reason.StartsWith("Lifted for this run: ") && reason.Contains(message));

        LetLeave(scenario, 4, 5, 6, 7);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(0, "it was lifted for one run alone");
    }

    [Theory]
    [MemberData(nameof(JustEnough))]
    public async Task Limit_that_is_just_kept_holds_nothing(string limit)
    {
        await using var scenario = await StartAsync(limit, floor: 3);
        LetLeave(scenario, 1, 2, 3);

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.Removed.ShouldBe(6);
    }

    [Theory]
    [MemberData(nameof(Percentages))]
    public async Task Percentage_counts_from_the_floor_up(string limit)
    {
        // Three leave each group, six altogether, so that a floor of seven is above all of them.
        await using var scenario = await StartAsync(limit, floor: 7);
        LetLeave(scenario, 1, 2, 3);

        (await scenario.RunAsync()).Totals.Removed.ShouldBe(6);
    }

    [Fact]
    public async Task First_people_are_named_and_the_others_counted()
    {
        await using var scenario = await StartAsync("max_removals_per_mapping: 1", floor: 3);
        LetLeave(scenario, 1, 2, 3, 4, 5, 6, 7);

        var run = await scenario.RunAsync();

        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem()
            .ShouldContain("7 removal(s) held: user00001, user00002, user00003, user00004, user00005 and 2 more");
    }

    [Fact]
    public async Task Removals_that_were_allowed_are_journalled_as_such()
    {
        await using var scenario = await StartAsync("max_removals_per_vendor: 5", floor: 3);
        LetLeave(scenario, 1, 2, 3);
        var held = await scenario.RunAsync();
        var allowed = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        await using var session = new SyncSession(scenario.Load(), new SyncEnvironment());
        var runs = await HistoryViewer.ListRunsAsync(session.History, 10, CancellationToken.None);

        runs.Single(run => run.Start.Id == allowed.RunId).Start.AllowRemovals.ShouldBeTrue();
        runs.Single(run => run.Start.Id == held.RunId).Start.AllowRemovals.ShouldBeFalse();
    }

    [Fact]
    public async Task Incomplete_read_removes_nobody_also_when_removals_are_allowed()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 300);
        scenario.Vendor.Store.SeedNumbered("users", 300);
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.RepeatPage, Method = "GET", Path = "^/groups/" });

        var run = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        run.Totals.Removed.ShouldBe(0, run.Describe());
        scenario.Vendor.Store.MemberNames("users").ShouldContain("leaver");
    }

    [Fact]
    public async Task Two_applications_have_a_day_each()
    {
        await using var scenario = await SyncScenario.StartAsync(vendors: 2);
        scenario.Settings = "guards: {max_removals_per_day: 5}";
        scenario.Source.WithNumbered("staff", 20);
        await scenario.RunAsync();
        LetLeave(scenario, "staff", 1, 2, 3);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(6);

        LetLeave(scenario, "staff", 4, 5, 6);
        var run = await scenario.RunAsync();

        run.Totals.Blocked.ShouldBe(6, run.Describe());
        run.Vendors.ShouldAllBe(vendor => vendor.Groups[0].BlockedBy[0].Contains("(3 so far), more than max_removals_per_day 5"));
    }

    [Fact]
    public async Task Two_vendors_that_mean_one_application_share_its_day()
    {
        var folder = Directory.CreateTempSubdirectory("lvs-day-").FullName;
        try
        {
            var source = new DirectoryFile().WithNumbered("staff", 20);
            for (var number = 21; number <= 40; number++)
                source.With("more", Person.Numbered(number));
            (await RunOnOneDatabaseAsync(folder, source)).ExitCode.ShouldBe(SyncExitCode.Done);
            foreach (var number in new[] { 1, 2, 3 })
            {
                source.Leave("staff", $"id-{number:D5}");
                source.Leave("more", $"id-{number + 20:D5}");
            }

            var run = await RunOnOneDatabaseAsync(folder, source);

            run.Totals.ShouldBe(run.Totals with { Removed = 0, Blocked = 6 }, run.Describe());
            run.Vendors.ShouldAllBe(vendor => vendor.Groups[0].BlockedBy[0].Contains(
                "6 removals at vendor 'One' and 'Two' within 24 hours (0 so far), more than max_removals_per_day 5"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("id-00002")]
    [InlineData("UID=id-00002, ou=people, dc=example, dc=test")]
    [InlineData("*,ou=people,dc=example,dc=test")]
    [InlineData("user00002@example.com")]
    public async Task People_who_left_are_protected_by_what_the_directory_calls_them(string name)
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Settings = $"protected_users: ['{name}']\nmatch_on: [email, userName]";
        scenario.Source.WithNumbered("staff", 20);
        await scenario.RunAsync();
        scenario.Source.Leave("staff", "id-00002");

        var run = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldBe("Protection: protected_users names them; 1 removal(s) held: user00002.");
    }

    [Theory]
    [InlineData("Administrators")]
    [InlineData("group-7")]
    public async Task Group_is_protected_by_its_name_and_by_its_id(string name)
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Settings = $"protected_groups: ['{name}']";
        scenario.Source.WithNumbered("staff", 20);
        scenario.VendorSettings =
        [
            """
            rest:
              find_group: { path: /lookup, query: {q: "{group}"}, fields: { id: id, name: name } }
            """,
        ];
        scenario.Mappings[0] = ("staff", "Administrators", null);
        scenario.Vendor.Store.CreateGroup("group-7");
        const string Found = """[{"id": "group-7", "name": "Administrators"}]""";
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Path = "^/lookup", Body = Found });
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        scenario.Source.Leave("staff", "id-00002");

        var run = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("is in protected_groups; 1 removal(s) held: user00002");
    }

    [Fact]
    public async Task Grace_ends_with_the_first_of_runs_and_time()
    {
        await using var scenario = await SyncScenario.StartAsync();
        var clock = new MovedClock();
        scenario.TimeProvider = clock;
        scenario.Settings = "remove_after: 3 runs|48h";
        scenario.Source.WithNumbered("staff", 20);
        await scenario.RunAsync();

        scenario.Source.Leave("staff", "id-00001");
        for (var i = 0; i < 3; i++)
            (await scenario.RunAsync()).Totals.Removed.ShouldBe(0);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1, "three complete runs have passed");

        scenario.Source.Leave("staff", "id-00002");
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(0);
        clock.Ahead = TimeSpan.FromHours(49);
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(0, "no other run has seen that time yet");
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1, "two days have passed");
    }

    private static async Task<SyncScenario> StartAsync(string limit, int floor)
    {
        string[] others = ["max_removal_percent", "max_source_shrink_percent", "max_removals_per_vendor", "max_removals_per_run", "max_removals_per_day"];
        var lifted = others.Where(key => !limit.StartsWith(key + ":", StringComparison.Ordinal)).Select(key => $"{key}: none");
        var scenario = await SyncScenario.StartAsync();
        scenario.Vendor.Store.CreateGroup("others");
        scenario.Mappings.Add(("more", "others", null));
        scenario.Settings = string.Create(CultureInfo.InvariantCulture, $"guards: {{{limit}, removal_floor: {floor}, {string.Join(", ", lifted)}}}");
        scenario.Source.WithNumbered("staff", 20);
        for (var number = 21; number <= 40; number++)
            scenario.Source.With("more", Person.Numbered(number));
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        return scenario;
    }

    private static Task<SyncRun> RunOnOneDatabaseAsync(string folder, DirectoryFile source)
    {
        File.WriteAllText(Path.Combine(folder, "directory.ldif"), source.ToLdif());
        var file = Path.Combine(folder, "sync.yaml");
        File.WriteAllText(file, $"""
            sources: [{"{name: hr, type: ldif, file: directory.ldif}"}]
            guards: {"{max_removals_per_day: 5}"}
            create_groups: true
            vendor_apps:
              - name: One
                module: sqlite
                sqlite: {"{database: app.db}"}
                groups: [{"{source_group: \"" + DirectoryFile.GroupDn("staff") + "\", vendor_group: users}"}]
              - name: Two
                module: sqlite
                sqlite: {"{database: app.db}"}
                groups: [{"{source_group: \"" + DirectoryFile.GroupDn("more") + "\", vendor_group: others}"}]
            """);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);
    }

    private static void LetLeave(SyncScenario scenario, params int[] numbers)
    {
        LetLeave(scenario, "staff", numbers);
        LetLeave(scenario, "more", [.. numbers.Select(number => number + 20)]);
    }

    private static void LetLeave(SyncScenario scenario, string group, params int[] numbers)
    {
        foreach (var number in numbers)
            scenario.Source.Leave(group, string.Create(CultureInfo.InvariantCulture, $"id-{number:D5}"));
    }
}
