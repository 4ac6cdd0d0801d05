using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using static LdapVendorSync.Core.Tests.History.HistoryFolder;

namespace LdapVendorSync.Core.Tests.History;

public sealed class ChangeJournalTests : IDisposable
{
    private const string Target = "sqlite:wiki";
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Journal_keeps_everything_that_was_meant_and_what_became_of_it()
    {
        var intent = Intent("müller") with
        {
            Operation = JournalOperation.UpdateUser,
            VendorId = "7",
            Differences =
            [
                new AttributeDifference("email", null, "m@example.org"),
                new AttributeDifference("lastName", "Muller", "Müller"),
            ],
        };
        await using (var history = await _folder.OpenWithRunAsync("r1"))
        {
            var ids = await history.Journal.RecordIntentsAsync("r1", [intent], default);
            var outcome = new JournalOutcome(
                ids[0], JournalResult.Failed, "500 of the vendor", "8", TimeSpan.FromMilliseconds(1234), "req-1");
            await history.Journal.RecordOutcomesAsync([outcome], default);
        }

        await using var again = await _folder.OpenAsync();
        var entry = (await again.Journal.GetChangesAsync("r1", default)).ShouldHaveSingleItem();
        entry.Intent.Differences.ShouldBe(intent.Differences);
        (entry.Intent with { Differences = intent.Differences }).ShouldBe(intent with { VendorId = "8" });
        entry.Result.ShouldBe(JournalResult.Failed);
        entry.Error.ShouldBe("500 of the vendor");
        entry.Duration.ShouldBe(TimeSpan.FromMilliseconds(1234));
        entry.RequestId.ShouldBe("req-1");
        entry.FinishedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(entry.IntendedAt);
    }

    [Fact]
    public async Task Intent_is_in_the_file_for_every_reader_when_the_call_returns()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");

        await history.Journal.RecordIntentsAsync("r1", [Intent("ada"), Intent("bob")], default);

        using var raw = _folder.OpenRaw();
        using var command = raw.CreateCommand();
        command.CommandText = "SELECT group_concat(person) FROM changes WHERE outcome IS NULL";
        command.ExecuteScalar().ShouldBe("ada,bob");
    }

    [Fact]
    public async Task Changes_without_a_known_outcome_are_open_for_later_runs_only()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        var ids = await history.Journal.RecordIntentsAsync(
            "r1", [Intent("ada"), Intent("bob"), Intent("cy"), Intent("dee", "sqlite:other")], default);
        await history.Journal.RecordOutcomesAsync(
            [new JournalOutcome(ids[0], JournalResult.Succeeded), new JournalOutcome(ids[1], JournalResult.Unknown, "timeout")], default);
        await history.FlushAsync(default);
        await BeginAsync(history, "r2");

        var open = await history.Journal.GetOpenIntentsAsync(Target, "r2", default);

        open.Select(entry => (entry.Intent.Person, entry.Result)).ShouldBe([("bob", JournalResult.Unknown), ("cy", (JournalResult?)null)]);
        (await history.Journal.GetOpenIntentsAsync(Target, "r1", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Resolved_change_is_no_longer_open_and_names_the_run_that_found_out()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        var ids = await history.Journal.RecordIntentsAsync("r1", [Intent("ada")], default);
        await BeginAsync(history, "r2");

        await history.Journal.ResolveOpenIntentAsync("r2", new JournalOutcome(ids[0], JournalResult.Succeeded, VendorId: "42"), default);

        (await history.Journal.GetOpenIntentsAsync(Target, "r2", default)).ShouldBeEmpty();
        var entry = (await history.Journal.GetChangesAsync("r1", default)).ShouldHaveSingleItem();
        (entry.Result, entry.ResolvedBy, entry.Intent.VendorId).ShouldBe((JournalResult.Succeeded, "r2", "42"));
        var twice = await Should.ThrowAsync<HistoryException>(
            () => history.Journal.ResolveOpenIntentAsync("r2", new JournalOutcome(ids[0], JournalResult.Failed), default));
        twice.Failure.ShouldBe(HistoryFailure.Refused);
    }

    [Fact]
    public async Task Dry_run_can_record_neither_changes_nor_links()
    {
        await using var history = await _folder.OpenWithRunAsync("dry", dryRun: true);

        var intents = await Should.ThrowAsync<HistoryException>(() => history.Journal.RecordIntentsAsync("dry", [Intent("ada")], default));
        var links = await Should.ThrowAsync<HistoryException>(() => history.Links.SaveLinksAsync(
            "dry", [new Link { Target = Target, Source = "corp", SourceId = "1", VendorId = "a", Person = "ada" }], default));

        intents.Failure.ShouldBe(HistoryFailure.Refused);
        links.Failure.ShouldBe(HistoryFailure.Refused);
        links.Message.ShouldContain("dry run");
    }

    [Fact]
    public async Task Refused_record_does_not_take_those_along_that_share_its_commit()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");

        var attempts = Enumerable.Range(0, 200)
            .Select(i => history.Journal.RecordIntentsAsync(i % 10 == 0 ? "never begun" : "r1", [Intent($"p{i}")], default))
            .ToList();
        var refused = 0;
        foreach (var attempt in attempts)
            refused += await attempt.ContinueWith(task => task.IsFaulted ? 1 : 0, TaskScheduler.Default);

        refused.ShouldBe(20);
        (await history.Journal.GetChangesAsync("r1", default)).Count.ShouldBe(180);
        history.CommitCount.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task Failed_people_are_those_of_the_last_run_that_changed_the_target()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        await RecordAsync(history, "r1", ("old", JournalResult.Failed));
        await BeginAsync(history, "r2");
        await RecordAsync(history, "r2", ("bad", JournalResult.Failed), ("good", JournalResult.Succeeded), ("lost", JournalResult.Unknown));
        await history.Unsent.RecordAsync(
            new RunStart { Id = "r2", StartedAt = DateTimeOffset.UtcNow },
            Target,
            Mapping,
            [
                new UnsentChange { Result = UnsentResult.Failed, Person = "nowhere", Reason = "in the group", Message = "The look-up failed." },
                new UnsentChange { Result = UnsentResult.Held, Person = "held", Reason = "not in the group", Rule = "removal limit" },
            ],
            new Dictionary<string, string>(),
            default);
        await BeginAsync(history, "r3");
        await history.Journal.RecordIntentsAsync("r3", [Intent("now")], default);

        var failed = await history.Journal.GetPeopleWhoFailedAsync(Target, "r3", default);

        failed.Select(person => person.Person).ShouldBe(["bad", "lost", "nowhere"], ignoreOrder: true);
        failed.ShouldContain(new FailedPerson("corp", "uuid-bad", null, "bad"));
    }

    [Fact]
    public async Task Cancelled_caller_has_recorded_nothing()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(
            () => history.Journal.RecordIntentsAsync("r1", [Intent("ada")], cancelled.Token));

        await history.FlushAsync(default);
        (await history.Journal.GetChangesAsync("r1", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Outcome_that_fits_no_open_change_shows_when_flushing()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");

        await history.Journal.RecordOutcomesAsync([new JournalOutcome(99, JournalResult.Succeeded)], default);

        (await Should.ThrowAsync<HistoryException>(() => history.FlushAsync(default))).Failure.ShouldBe(HistoryFailure.Refused);
        await history.FlushAsync(default);
    }

    private static async Task RecordAsync(HistoryDatabase history, string runId, params (string Person, JournalResult Result)[] changes)
    {
        var ids = await history.Journal.RecordIntentsAsync(runId, [.. changes.Select(change => Intent(change.Person))], default);
        await history.Journal.RecordOutcomesAsync([.. ids.Zip(changes, (id, change) => new JournalOutcome(id, change.Result))], default);
        await history.FlushAsync(default);
    }
}
