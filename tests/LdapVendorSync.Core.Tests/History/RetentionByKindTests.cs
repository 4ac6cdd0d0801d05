using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>Changes, snapshots, links, reads and reports, each as long as it is to be kept.</summary>
public sealed class RetentionByKindTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Ever = DateTimeOffset.UnixEpoch;
    private static readonly GroupRun Group = new()
    {
        Mapping = HistoryFolder.Mapping,
        Completeness = CompletenessStatus.Complete,
        Totals = new SyncTotals { Added = 3 },
    };

    private readonly HistoryFolder _folder = new();
    private readonly Clock _clock = new() { Now = Now };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Changes_go_before_their_run_but_for_those_that_are_open_or_disabled_somebody()
    {
        await using var history = await _folder.OpenAsync(_clock);
        await BeginAsync(history, "old", Now.AddDays(-100));
        await RecordAsync(history, "old", "plain", JournalResult.Succeeded);
        await RecordAsync(history, "old", "open", null);
        await RecordAsync(history, "old", "unknown", JournalResult.Unknown);
        await RecordAsync(history, "old", "disabled", JournalResult.Succeeded, JournalOperation.DisableUser);
        await FinishAsync(history, "old");
        await BeginAsync(history, "new", Now.AddDays(-1));
        await RecordAsync(history, "new", "recent", JournalResult.Succeeded);
        await FinishAsync(history, "new");

        await history.Runs.PruneAsync(new RetentionLimits(Ever, Ever, Ever) { Changes = Now.AddDays(-30) }, CancellationToken.None);

        (await PeopleAsync(history, "old")).ShouldBe(["open", "unknown", "disabled"]);
        (await PeopleAsync(history, "new")).ShouldBe(["recent"]);
        (await history.Runs.FindRunAsync("old", CancellationToken.None)).ShouldNotBeNull().Totals.Added.ShouldBe(3);
    }

    [Fact]
    public async Task Changes_of_a_run_that_died_stay_until_their_links_are_learnt()
    {
        await using var history = await _folder.OpenAsync(_clock);
        await BeginAsync(history, "died", Now.AddDays(-100));
        await RecordAsync(history, "died", "added", JournalResult.Succeeded);

        await history.Runs.PruneAsync(new RetentionLimits(Ever, Ever, Ever) { Changes = Now.AddDays(-30) }, CancellationToken.None);

        (await PeopleAsync(history, "died")).ShouldBe(["added"]);
    }

    [Fact]
    public async Task Links_that_were_not_confirmed_go_only_where_everything_was_read_and_nothing_waits_for_them()
    {
        await using var history = await _folder.OpenAsync(_clock);
        await BeginAsync(history, "run", Now.AddDays(-500));
        _clock.Now = Now.AddDays(-500);
        await SaveLinksAsync(history, "gone", "awaited", "dangling");
        await history.Absences.ObserveAsync("run", HistoryFolder.Mapping, ["account-awaited"], true, Now, CancellationToken.None);
        await history.DanglingReferences.ObserveAsync("run", HistoryFolder.Mapping, ["uid=dangling"], true, Now, CancellationToken.None);
        _clock.Now = Now;
        await SaveLinksAsync(history, "present");
        var limits = new RetentionLimits(Ever, Now.AddDays(-400), Ever);

        await history.Runs.PruneAsync(limits, CancellationToken.None);
        (await LinksAsync(history)).ShouldBe(["awaited", "dangling", "gone", "present"]);

        await history.Runs.PruneAsync(limits with { TargetsReadWhole = ["sqlite:crm"] }, CancellationToken.None);
        (await LinksAsync(history)).ShouldBe(["awaited", "dangling", "gone", "present"]);

        await history.Runs.PruneAsync(limits with { TargetsReadWhole = ["sqlite:wiki"] }, CancellationToken.None);
        (await LinksAsync(history)).ShouldBe(["awaited", "dangling", "present"]);
    }

    [Fact]
    public async Task Confirmations_go_with_the_last_link_that_they_were_of()
    {
        await using var history = await _folder.OpenAsync(_clock);
        await BeginAsync(history, "run", Now.AddDays(-500));
        await SaveLinksAsync(history, "gone");
        _clock.Now = Now.AddHours(1);
        await SaveLinksAsync(history, "present");
        _clock.Now = Now.AddHours(2);
        await SaveLinksAsync(history, "present");

        await history.Runs.PruneAsync(
            new RetentionLimits(Ever, Now.AddMinutes(1), Ever) { TargetsReadWhole = ["sqlite:wiki"] }, CancellationToken.None);

        (await history.ReadAsync(session => session.ScalarNumber("SELECT count(*) FROM link_confirmations"), CancellationToken.None)).ShouldBe(1);
        (await history.Links.GetLinksAsync("sqlite:wiki", "corp", CancellationToken.None))
            .ShouldHaveSingleItem().ConfirmedAt.ShouldBe(Now.AddHours(2));
    }

    [Fact]
    public async Task Snapshots_and_reads_go_when_they_are_too_old()
    {
        await using var history = await _folder.OpenAsync(_clock);
        await BeginAsync(history, "run", Now);
        await SnapshotAsync(history, "old-group", Now.AddDays(-40));
        await SnapshotAsync(history, "new-group", Now);
        await history.KeptReads.SaveAsync(
            "corp",
            new KeptSource("f", "t", 0, [new KeptRead("old", true, Now.AddDays(-40), null, "A"), new KeptRead("new", true, Now, null, "B")]),
            new Dictionary<string, byte[]> { ["A"] = [1], ["B"] = [2] },
            CancellationToken.None);

        await history.Runs.PruneAsync(
            new RetentionLimits(Ever, Ever, Now.AddDays(-30)) { Snapshots = Now.AddDays(-30) }, CancellationToken.None);

        (await HistoryViewer.GetSnapshotsAsync(_folder.Database, "run", CancellationToken.None))
            .ShouldHaveSingleItem().Mapping.VendorGroup.ShouldBe("new-group");
        (await history.KeptReads.LoadAsync("corp", CancellationToken.None)).Reads.ShouldHaveSingleItem().Group.ShouldBe("new");
        (await history.KeptReads.LoadContentAsync("A", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public void Reports_of_old_runs_go_and_other_files_stay()
    {
        string[] names =
        [
            "20260101T000000.000Z-0123abcd.html", "20260101T000000.000Z-0123abcd.json", "20260531T000000.000Z-0123abcd.html",
            "20260101T000000.000Z-0123abcd.html.bak", "notes.html",
        ];
        foreach (var name in names)
            File.WriteAllText(Path.Combine(_folder.Folder, name), "x");

        ReportFolder.Prune(_folder.Folder, Now.AddDays(-30)).ShouldBe(2);

        Directory.GetFiles(_folder.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(names[2..].Order(StringComparer.Ordinal));
    }

    private static Task BeginAsync(HistoryDatabase history, string run, DateTimeOffset startedAt) =>
        history.Runs.BeginRunAsync(new RunStart { Id = run, StartedAt = startedAt }, CancellationToken.None);

    private static Task FinishAsync(HistoryDatabase history, string run) => history.Runs.FinishRunAsync(
        new SyncRun
        {
            RunId = run,
            StartedAt = Now,
            FinishedAt = Now,
            DryRun = false,
            Status = SyncStatus.Succeeded,
            ExitCode = SyncExitCode.Done,
            Vendors = [new VendorRun("wiki", SyncStatus.Succeeded, null, [Group])],
        },
        CancellationToken.None);

    private static async Task RecordAsync(
        HistoryDatabase history, string run, string person, JournalResult? result, JournalOperation operation = JournalOperation.AddMember)
    {
        var intent = HistoryFolder.Intent(person) with { Operation = operation, VendorId = $"account-{person}" };
        var ids = await history.Journal.RecordIntentsAsync(run, [intent], CancellationToken.None);
        if (result is { } known)
            await history.Journal.RecordOutcomesAsync([new JournalOutcome(ids[0], known)], CancellationToken.None);
        await history.FlushAsync(CancellationToken.None);
    }

    private static async Task<List<string>> PeopleAsync(HistoryDatabase history, string run) =>
        (await history.Journal.GetChangesAsync(run, CancellationToken.None)).ConvertAll(change => change.Intent.Person);

    private static Task<IReadOnlyList<LinkConflict>> SaveLinksAsync(HistoryDatabase history, params string[] people) => history.Links.SaveLinksAsync(
        "run",
        [.. people.Select(person => new Link
        {
            Target = "sqlite:wiki",
            Source = "corp",
            SourceId = $"uuid-{person}",
            VendorId = $"account-{person}",
            SourceReference = $"uid={person}",
            Person = person,
        })],
        CancellationToken.None);

    private static async Task<List<string>> LinksAsync(HistoryDatabase history) =>
        [.. (await history.Links.GetLinksAsync("sqlite:wiki", "corp", CancellationToken.None)).Select(link => link.Person).Order(StringComparer.Ordinal)];

    private static Task SnapshotAsync(HistoryDatabase history, string group, DateTimeOffset readAt) => history.Snapshots.SaveAsync(
        new SnapshotKey(
            "run", "sqlite:wiki", HistoryFolder.Mapping with { VendorGroup = group }, ReadSide.Source, 0, readAt, CompletenessStatus.Complete),
        SnapshotTree.Create([new GroupMember { Id = group }], new SnapshotDetails { System = "corp", Group = group }),
        CancellationToken.None);

    private sealed class Clock : TimeProvider
    {
        public required DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
