using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>What the history knows of a run afterwards: everything that was sent, and everything that was not.</summary>
public sealed class RunRecordTests
{
    [Fact]
    public async Task Held_removals_can_be_explained_afterwards_and_are_not_written_again_by_every_run()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 20);
        await scenario.RunAsync();
        for (var number = 1; number <= 6; number++)
            scenario.Source.Leave("staff", $"id-{number:D5}");

        var first = await scenario.RunAsync();
        var second = await scenario.RunAsync();

        var held = await UnsentAsync(scenario, second);
        held.Count.ShouldBe(6);
        held.ShouldAllBe(entry => entry.FirstRunId == first.RunId && entry.Runs == 2);
        var change = held.Single(entry => entry.Change.Person == "user00001").Change;
        change.Result.ShouldBe(UnsentResult.Held);
        change.Rule.ShouldBe("removal limit");
        change.Message.ShouldNotBeNull().ShouldContain("6 of 20 members are 30 %, more than max_removal_percent 20");
        change.Action.ShouldBe(ChangeAction.Remove);
        change.MatchKey.ShouldBe("userName=user00001");
        change.VendorId.ShouldNotBeNull();
        var recorded = await RecordedAsync(scenario, second);
        recorded.Changes.Count.ShouldBe(second.Changes.Count);
        recorded.Changes.ShouldAllBe(outcome => outcome.Result == ChangeResult.Blocked && outcome.Change.IsRemoval);
        recorded.Totals.ShouldBe(second.Totals);
    }

    [Fact]
    public async Task People_who_were_skipped_can_be_explained_afterwards()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Mappings[0] = ("staff", "users", "create_users: false");
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "twin" });
        scenario.Source.With("staff", new Person("id-1", "twin")).With("staff", new Person("id-2", "twin"));
        scenario.Source.With("staff", new Person("id-3", "newcomer"));

        var run = await scenario.RunAsync();

        var unsent = await UnsentAsync(scenario, run);
        var twins = unsent.Where(entry => entry.Change.Rule == nameof(IdentityProblemKind.DuplicateKeyAtSource)).ToList();
        twins.Select(entry => entry.Change.SourceId).ShouldBe(["id-1", "id-2"], ignoreOrder: true);
        twins.ShouldAllBe(entry => entry.Change.Action == null && entry.Change.Message != null && entry.Change.Source == "hr");
        var newcomer = unsent.Single(entry => entry.Change.Person == "newcomer").Change;
        newcomer.Rule.ShouldBe("create_users");
        newcomer.Action.ShouldBe(ChangeAction.Add);
        newcomer.Result.ShouldBe(UnsentResult.Skipped);
        var recorded = await RecordedAsync(scenario, run);
        recorded.Changes.ShouldHaveSingleItem().Result.ShouldBe(ChangeResult.Skipped);
        recorded.Vendors[0].Groups[0].Unrecognised.ShouldBe(run.Vendors[0].Groups[0].Unrecognised);
        recorded.Vendors[0].Groups[0].Unrecognised.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task People_whom_a_vendor_that_was_given_up_did_not_come_to_can_be_explained_afterwards()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Settings = "concurrency: 1";
        scenario.Source.WithNumbered("staff", 30);
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Method = "POST", Status = 400 });

        var run = await scenario.RunAsync();

        var sent = (await RecordedAsync(scenario, run)).Changes.Count(outcome => outcome.Result == ChangeResult.Failed);
        var unsent = await UnsentAsync(scenario, run);
        (sent + unsent.Count).ShouldBe(30, run.Describe());
        unsent.ShouldAllBe(entry => entry.Change.Rule == "vendor given up" && entry.Change.Result == UnsentResult.Skipped);
        unsent[0].Change.Message.ShouldNotBeNull().ShouldContain("given up");
    }

    [Fact]
    public async Task Person_who_could_not_be_looked_up_has_an_entry_and_comes_last_in_the_next_run()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Settings = "concurrency: 1";
        scenario.Source.WithNumbered("staff", 4);
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Method = "GET", Users = ["user00001"], Status = 400 });

        var run = await scenario.RunAsync();

        var entry = (await UnsentAsync(scenario, run)).ShouldHaveSingleItem(run.Describe());
        entry.Change.Result.ShouldBe(UnsentResult.Failed);
        entry.Change.Rule.ShouldBe("look-up");
        run.Totals.Failed.ShouldBe(1);
        await using var history = await HistoryDatabase.OpenAsync(
            HistoryPath(scenario), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, default);
        (await history.Journal.GetPeopleWhoFailedAsync(entry.Target, "next", default)).ShouldHaveSingleItem().SourceId.ShouldBe("id-00001");
    }

    [Fact]
    public async Task Dry_run_leaves_no_changes_and_no_snapshots()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 5);
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });

        var run = await scenario.RunAsync(new SyncOptions { DryRun = true });

        (await UnsentAsync(scenario, run)).ShouldBeEmpty();
        (await HistoryViewer.GetSnapshotsAsync(HistoryPath(scenario), run.RunId, default)).ShouldBeEmpty();
        (await RecordedAsync(scenario, run)).Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Both_sides_are_kept_as_they_were_read()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 5);
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "user00005" });

        var run = await scenario.RunAsync();

        var snapshots = await HistoryViewer.GetSnapshotsAsync(HistoryPath(scenario), run.RunId, default);
        snapshots.Select(snapshot => (snapshot.Side, snapshot.Members)).ShouldBe([(ReadSide.Source, 5), (ReadSide.Vendor, 1)]);
        snapshots[0].Details.System.ShouldBe("hr");
        snapshots[0].Details.GroupDistinguishedName.ShouldBe(DirectoryFile.GroupDn("staff"));
        var person = (await HistoryViewer.FindMembersAsync(HistoryPath(scenario), snapshots[0], "user00003", default)).ShouldHaveSingleItem();
        person.Id.ShouldBe("id-00003");
        person.Email.ShouldBe("user00003@example.com");
    }

    [Fact]
    public async Task Journal_says_who_did_what_with_which_configuration_how_long_it_took_and_the_vendors_id_of_the_request()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 1);
        var first = await scenario.RunAsync();
        scenario.Source.Change("id-00001", person => person with { Mail = "new@example.com" });
        var second = await scenario.RunAsync();
        scenario.Settings = "guards: { max_removals_per_run: 7 }";
        var third = await scenario.RunAsync();

        await using var history = await HistoryDatabase.OpenAsync(
            HistoryPath(scenario), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, default);
        var start = (await history.Runs.FindRunAsync(first.RunId, default)).ShouldNotBeNull().Start;
        start.Host.ShouldBe(Environment.MachineName);
        start.User.ShouldBe(Environment.UserName);
        start.ConfigPath.ShouldNotBeNull();
        start.ConfigHash.ShouldNotBeNull().ShouldStartWith("sha256:");
        (await history.Runs.FindRunAsync(second.RunId, default))!.Start.ConfigHash.ShouldBe(start.ConfigHash);
        (await history.Runs.FindRunAsync(third.RunId, default))!.Start.ConfigHash.ShouldNotBe(start.ConfigHash);
        foreach (var entry in await history.Journal.GetChangesAsync(first.RunId, default))
        {
            entry.RequestId.ShouldNotBeNullOrEmpty();
            entry.Duration.ShouldNotBeNull();
            entry.FinishedAt.ShouldNotBeNull();
        }

        var update = (await history.Journal.GetChangesAsync(second.RunId, default)).ShouldHaveSingleItem();
        update.Intent.Differences.ShouldHaveSingleItem().ShouldBe(new AttributeDifference("email", "user00001@example.com", "new@example.com"));
        update.RequestId.ShouldNotBeNullOrEmpty();
    }

    private static string HistoryPath(SyncScenario scenario) => Path.Combine(scenario.StateDirectory, "history.db");

    private static Task<List<UnsentEntry>> UnsentAsync(SyncScenario scenario, SyncRun run) =>
        HistoryViewer.GetUnsentAsync(HistoryPath(scenario), run.RunId, default);

    private static Task<SyncRun> RecordedAsync(SyncScenario scenario, SyncRun run) =>
        HistoryViewer.GetRunAsync(HistoryPath(scenario), run.RunId, default);
}
