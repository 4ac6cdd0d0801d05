using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging.Abstractions;
using static LdapVendorSync.Core.Tests.History.HistoryFolder;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>The intents of one request for many people, and what became of each.</summary>
public sealed class JournalOfManyTests : IDisposable
{
    private const string Target = "sqlite:wiki";
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(137)]
    public async Task Each_intent_has_its_own_id_in_the_order_they_were_given(int count)
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        await history.Journal.RecordIntentsAsync("r1", [Intent("before")], default);

        var ids = await history.Journal.RecordIntentsAsync("r1", People(count), default);

        var entries = await history.Journal.GetChangesAsync("r1", default);
        entries.Skip(1).Select(entry => (entry.Id, entry.Intent.Person)).ShouldBe(ids.Zip(People(count), (id, intent) => (id, intent.Person)));
        entries.ShouldAllBe(entry => entry.Result == null);
    }

    [Fact]
    public async Task What_became_of_each_is_kept_where_some_failed()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        var ids = await history.Journal.RecordIntentsAsync("r1", People(60), default);
        var outcomes = ids.Select((id, i) => i switch
        {
            7 => new JournalOutcome(id, JournalResult.Failed, "404 of the vendor"),
            8 => new JournalOutcome(id, JournalResult.Unknown, "no answer"),
            20 => new JournalOutcome(id, JournalResult.Succeeded, VendorId: "v20"),
            _ => new JournalOutcome(id, JournalResult.Succeeded),
        }).ToList();

        // One of them was never sent.
        await history.Journal.WithdrawIntentAsync(ids[40], default);
        outcomes.RemoveAt(40);
        await history.Journal.RecordOutcomesAsync(outcomes, default);
        await history.FlushAsync(default);

        var entries = await history.Journal.GetChangesAsync("r1", default);
        entries.Select(entry => (entry.Id, entry.Result, entry.Error, entry.Intent.VendorId)).ShouldBe(
            outcomes.Select(outcome => (outcome.IntentId, (JournalResult?)outcome.Result, outcome.Error, outcome.VendorId)));
        await BeginAsync(history, "r2");
        (await history.Journal.GetOpenIntentsAsync(Target, "r2", default)).ShouldHaveSingleItem().Id.ShouldBe(ids[8]);
    }

    [Fact]
    public async Task Outcomes_of_which_one_is_known_already_leave_all_of_them_open_and_say_so()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        var ids = await history.Journal.RecordIntentsAsync("r1", People(10), default);
        await history.Journal.RecordOutcomesAsync([new JournalOutcome(ids[4], JournalResult.Failed, "no")], default);
        await history.FlushAsync(default);

        await history.Journal.RecordOutcomesAsync([.. ids.Select(id => new JournalOutcome(id, JournalResult.Succeeded))], default);

        var error = await Should.ThrowAsync<HistoryException>(() => history.FlushAsync(default));
        error.Failure.ShouldBe(HistoryFailure.Refused);
        error.Message.ShouldContain($"from {ids[0]} to {ids[9]}");
        (await history.Journal.GetChangesAsync("r1", default)).Select(entry => entry.Result)
            .ShouldBe(ids.Select(id => id == ids[4] ? JournalResult.Failed : (JournalResult?)null));
    }

    [Fact]
    public async Task Two_processes_that_record_at_once_get_ids_of_their_own_changes()
    {
        await using var one = await _folder.OpenWithRunAsync("r1");
        await using var other = await _folder.OpenAsync();
        await BeginAsync(other, "r2");

        await Task.WhenAll(RecordAsync(one, "r1"), RecordAsync(other, "r2"));

        foreach (var run in (string[])["r1", "r2"])
        {
            var entries = await one.Journal.GetChangesAsync(run, default);
            entries.Count.ShouldBe(20 * 60);
            entries.ShouldAllBe(entry => entry.Result == JournalResult.Succeeded && entry.Intent.VendorId == $"{run} {entry.Intent.Person}");
        }
    }

    [Fact]
    public async Task A_dry_run_records_none_of_them()
    {
        await using var history = await _folder.OpenWithRunAsync("dry", dryRun: true);

        var error = await Should.ThrowAsync<HistoryException>(() => history.Journal.RecordIntentsAsync("dry", People(60), default));

        error.Failure.ShouldBe(HistoryFailure.Refused);
        (await history.Journal.GetChangesAsync("dry", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Values_before_and_after_are_forgotten_with_the_outcome_where_they_are_not_kept()
    {
        var changed = new AttributeDifference(AttributeNames.Email, "old@example.org", "new@example.org");
        await using var history = await HistoryDatabase.OpenAsync(
            new HistoryLocation(_folder.Database) { ProfileData = ProfileData.None }, TimeProvider.System, NullLogger.Instance, default);
        await BeginAsync(history, "r1");
        JournalIntent[] intents = [.. People(30).Select((intent, i) => i % 3 == 0 ? intent with { Differences = [changed] } : intent)];

        var ids = await history.Journal.RecordIntentsAsync("r1", intents, default);
        await history.Journal.RecordOutcomesAsync([.. ids.Select(id => new JournalOutcome(id, JournalResult.Succeeded))], default);
        await history.FlushAsync(default);

        var entries = await history.Journal.GetChangesAsync("r1", default);
        entries.Select(entry => entry.Intent.Differences.Count).ShouldBe(intents.Select(intent => intent.Differences.Count));
        entries.SelectMany(entry => entry.Intent.Differences).ShouldAllBe(difference => difference.Before == null && difference.After == null);
    }

    [Fact]
    public async Task Nobody_is_named_in_an_encrypted_file()
    {
        var key = new Secret(Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
        var location = new HistoryLocation(_folder.Database) { EncryptionKey = key };
        await using (var history = await HistoryDatabase.OpenAsync(location, TimeProvider.System, NullLogger.Instance, default))
        {
            await BeginAsync(history, "r1");
            var ids = await history.Journal.RecordIntentsAsync("r1", People(60), default);
            await history.Journal.RecordOutcomesAsync([.. ids.Select(id => new JournalOutcome(id, JournalResult.Succeeded))], default);
        }

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!))
            (await File.ReadAllTextAsync(file)).ShouldNotContain("person17", customMessage: file);
        await using var again = await HistoryDatabase.OpenAsync(location, TimeProvider.System, NullLogger.Instance, default);
        (await again.Journal.GetChangesAsync("r1", default)).Select(entry => entry.Intent.Person)
            .ShouldBe(People(60).Select(intent => intent.Person));
    }

    // Everybody's outcome tells whom it is of; one in five intents is taken back, and recorded again.
    private static async Task RecordAsync(HistoryDatabase history, string run)
    {
        for (var round = 0; round < 20; round++)
        {
            var people = People(60);
            var ids = await history.Journal.RecordIntentsAsync(run, people, default);
            foreach (var i in Enumerable.Range(0, 12).Select(i => i * 5))
                await history.Journal.WithdrawIntentAsync(ids[i], default);
            var again = await history.Journal.RecordIntentsAsync(run, [.. people.Where((_, i) => i % 5 == 0)], default);
            var sent = ids.Index().Select(pair => (Id: pair.Index % 5 == 0 ? again[pair.Index / 5] : pair.Item, people[pair.Index].Person));
            await history.Journal.RecordOutcomesAsync(
                [.. sent.Select(pair => new JournalOutcome(pair.Id, JournalResult.Succeeded, VendorId: $"{run} {pair.Person}"))], default);
        }

        await history.FlushAsync(default);
    }

    private static JournalIntent[] People(int count) => [.. Enumerable.Range(0, count).Select(number => Intent($"person{number}"))];
}
