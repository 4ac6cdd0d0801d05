using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Tests.History;

public sealed class SightingStoreTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private readonly HistoryFolder _folder = new();
    private int _run;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Age_and_runs_grow_with_every_complete_run()
    {
        await using var history = await _folder.OpenAsync();

        (await ObserveAsync(history, 0, "uid=a")).ShouldBe([new Sighting("uid=a", Start, TimeSpan.Zero, 1)]);
        (await ObserveAsync(history, 24, "uid=a", "uid=b", "uid=a")).ShouldBe(
        [
            new Sighting("uid=a", Start, TimeSpan.FromHours(24), 2),
            new Sighting("uid=b", Start.AddHours(24), TimeSpan.Zero, 1),
        ]);
    }

    [Fact]
    public async Task Reference_that_resolves_again_is_forgotten()
    {
        await using var history = await _folder.OpenAsync();
        await ObserveAsync(history, 0, "uid=a");
        await ObserveAsync(history, 1);

        (await ObserveAsync(history, 2, "uid=a")).ShouldBe([new Sighting("uid=a", Start.AddHours(2), TimeSpan.Zero, 1)]);
    }

    [Fact]
    public async Task One_run_counts_once_however_often_it_looks()
    {
        await using var history = await _folder.OpenWithRunAsync("same");
        for (var i = 0; i < 3; i++)
        {
            var seen = await history.DanglingReferences.ObserveAsync(
                "same", HistoryFolder.Mapping, ["uid=a"], true, Start, default);
            seen.ShouldHaveSingleItem().CompleteRuns.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Incomplete_read_neither_counts_nor_forgets()
    {
        await using var history = await _folder.OpenAsync();
        await ObserveAsync(history, 0, "uid=a", "uid=b");

        var seen = await ObserveAsync(history, 1, complete: false, dryRun: false, "uid=a");

        seen.ShouldBe([new Sighting("uid=a", Start, TimeSpan.FromHours(1), 1)]);
        (await ObserveAsync(history, 2, "uid=b")).ShouldHaveSingleItem().CompleteRuns.ShouldBe(2);
    }

    [Fact]
    public async Task Dry_run_is_told_what_a_real_run_would_be_and_notes_nothing()
    {
        await using var history = await _folder.OpenAsync();
        await ObserveAsync(history, 0, "uid=a");

        (await ObserveAsync(history, 1, complete: true, dryRun: true, "uid=a", "uid=b")).Select(seen => seen.CompleteRuns).ShouldBe([2, 1]);

        (await ObserveAsync(history, 2, "uid=a", "uid=b")).Select(seen => seen.CompleteRuns).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Mappings_do_not_mix()
    {
        await using var history = await _folder.OpenAsync();
        await ObserveAsync(history, 0, "uid=a");
        await HistoryFolder.BeginAsync(history, "other");

        var other = await history.DanglingReferences.ObserveAsync(
            "other", HistoryFolder.Mapping with { VendorGroup = "Other" }, [], true, Start, default);

        other.ShouldBeEmpty();
        (await ObserveAsync(history, 1, "uid=a")).ShouldHaveSingleItem().CompleteRuns.ShouldBe(2);
    }

    [Fact]
    public async Task Clock_that_went_back_makes_no_negative_age()
    {
        await using var history = await _folder.OpenAsync();
        await ObserveAsync(history, 0, "uid=a");

        (await ObserveAsync(history, -5, "uid=a")).ShouldHaveSingleItem().Age.ShouldBe(TimeSpan.Zero);
    }

    private Task<List<Sighting>> ObserveAsync(HistoryDatabase history, int hours, params string[] references) =>
        ObserveAsync(history, hours, complete: true, dryRun: false, references);

    private async Task<List<Sighting>> ObserveAsync(
        HistoryDatabase history, int hours, bool complete, bool dryRun, params string[] references)
    {
        var runId = $"r{++_run}";
        await HistoryFolder.BeginAsync(history, runId, dryRun);
        return await history.DanglingReferences.ObserveAsync(
            runId, HistoryFolder.Mapping, references, complete, Start.AddHours(hours), default);
    }
}
