using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using static LdapVendorSync.Core.Tests.History.HistoryFolder;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>What runs decided and did not send.</summary>
public sealed class UnsentChangeStoreTests : IDisposable
{
    private const string Target = "sqlite:wiki";

    private readonly HistoryFolder _folder = new();

    [Fact]
    public async Task Changes_that_are_held_again_and_again_are_one_entry()
    {
        await using var history = await _folder.OpenAsync();
        var people = Enumerable.Range(0, 50).Select(i => Held($"p{i}")).ToList();
        for (var run = 1; run <= 9; run++)
            await RecordAsync(history, $"r{run}", people, $"Removal limit: run {run}");

        var all = await history.Unsent.GetAllAsync(default);

        all.Count.ShouldBe(50);
        all.ShouldAllBe(entry => entry.FirstRunId == "r1" && entry.LastRunId == "r9" && entry.Runs == 9);
        var third = await history.Unsent.GetAsync("r3", default);
        third.Count.ShouldBe(50);
        third.ShouldAllBe(entry => entry.Change.Message == "Removal limit: run 3" && entry.Runs == 3 && entry.LastRunId == "r3");
        third[0].Mapping.ShouldBe(Mapping);
        third[0].Change.ShouldBe(people[0] with { Message = "Removal limit: run 3", Differences = third[0].Change.Differences });
    }

    [Fact]
    public async Task A_run_that_decides_otherwise_ends_an_entry()
    {
        await using var history = await _folder.OpenAsync();
        await RecordAsync(history, "r1", [Held("ada"), Held("bob")]);
        await RecordAsync(history, "r2", [Held("bob")]);
        await RecordAsync(history, "r3", []);
        await RecordAsync(history, "r4", [Held("ada"), Held("bob")]);

        (await PeopleAsync(history, "r1")).ShouldBe(["ada", "bob"]);
        (await PeopleAsync(history, "r2")).ShouldBe(["bob"]);
        (await PeopleAsync(history, "r3")).ShouldBeEmpty();
        (await PeopleAsync(history, "r4")).ShouldBe(["ada", "bob"]);
        (await history.Unsent.GetAllAsync(default)).Select(entry => $"{entry.Change.Person} {entry.FirstRunId}-{entry.LastRunId}")
            .ShouldBe(["ada r1-r1", "bob r1-r2", "ada r4-r4", "bob r4-r4"]);
    }

    [Fact]
    public async Task A_run_that_did_not_compare_the_mapping_says_nothing_of_it()
    {
        await using var history = await _folder.OpenAsync();
        await RecordAsync(history, "r1", [Held("ada")]);
        await BeginAsync(history, "r2");
        await RecordAsync(history, "r3", [Held("ada")]);

        (await PeopleAsync(history, "r2")).ShouldBeEmpty();
        (await history.Unsent.GetAllAsync(default)).ShouldHaveSingleItem().Runs.ShouldBe(2);
    }

    [Fact]
    public async Task A_clock_that_goes_back_confuses_no_entry()
    {
        await using var history = await _folder.OpenAsync();
        await RecordAsync(history, "20260102", [Held("ada")]);
        await RecordAsync(history, "20260101", [Held("bob")]);
        await RecordAsync(history, "20260103", [Held("bob")]);

        (await PeopleAsync(history, "20260102")).ShouldBe(["ada"]);
        (await PeopleAsync(history, "20260101")).ShouldBe(["bob"]);
    }

    [Fact]
    public async Task One_person_has_one_entry_in_a_run()
    {
        await using var history = await _folder.OpenAsync();
        await RecordAsync(history, "r1", [Held("ada"), Held("ada") with { Action = ChangeAction.Update }]);

        (await history.Unsent.GetAsync("r1", default)).ShouldHaveSingleItem().Change.Action.ShouldBe(ChangeAction.Remove);
    }

    [Fact]
    public async Task Dry_run_records_nothing()
    {
        await using var history = await _folder.OpenWithRunAsync("dry", dryRun: true);
        var run = new RunStart { Id = "dry", StartedAt = DateTimeOffset.UtcNow };

        (await Should.ThrowAsync<HistoryException>(
            () => history.Unsent.RecordAsync(run, Target, Mapping, [Held("ada")], new Dictionary<string, string>(), default)))
            .Failure.ShouldBe(HistoryFailure.Refused);

        (await history.Unsent.GetAllAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Entries_go_with_the_last_run_that_decided_them()
    {
        await using var history = await _folder.OpenAsync();
        await RecordAsync(history, "r1", [Held("ada"), Held("bob")]);
        await RecordAsync(history, "r2", [Held("bob")]);
        await RecordAsync(history, "r3", []);

        await history.Runs.PruneAsync(DateTimeOffset.UnixEpoch, 2, default);
        (await history.Unsent.GetAllAsync(default)).ShouldHaveSingleItem().Change.Person.ShouldBe("bob");

        await history.Runs.PruneAsync(DateTimeOffset.UnixEpoch, 1, default);
        (await history.Unsent.GetAllAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_not_sent_counts_as_no_removal_and_leaves_nothing_open()
    {
        await using var history = await _folder.OpenAsync();
        await RecordAsync(history, "r1", [Held("ada"), Held("bob") with { Result = UnsentResult.Skipped }]);

        (await history.Journal.CountRemovalsAsync(Target, DateTimeOffset.UnixEpoch, default)).ShouldBe(0);
        (await history.Journal.GetOpenIntentsAsync(Target, "r2", default)).ShouldBeEmpty();
        (await history.Journal.GetPeopleWhoFailedAsync(Target, "r2", default)).ShouldBeEmpty();
        (await history.Journal.GetChangesAsync("r1", default)).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private static UnsentChange Held(string person) => new()
    {
        Result = UnsentResult.Held,
        Rule = "removal limit",
        Action = ChangeAction.Remove,
        Source = "corp",
        VendorId = $"id-{person}",
        Person = person,
        MatchKey = $"userName={person}",
        Reason = "Not in the source group.",
    };

    private static async Task RecordAsync(
        HistoryDatabase history, string runId, IReadOnlyList<UnsentChange> changes, string message = "Removal limit: too many")
    {
        await BeginAsync(history, runId);
        var run = new RunStart { Id = runId, StartedAt = DateTimeOffset.UtcNow };
        await history.Unsent.RecordAsync(
            run, Target, Mapping, changes, new Dictionary<string, string> { ["removal limit"] = message }, default);
    }

    private static async Task<List<string>> PeopleAsync(HistoryDatabase history, string runId) =>
        [.. (await history.Unsent.GetAsync(runId, default)).Select(entry => entry.Change.Person)];
}
