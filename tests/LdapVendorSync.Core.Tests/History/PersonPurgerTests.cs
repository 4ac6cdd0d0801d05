using System.Text;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sync;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.History;

public sealed class PersonPurgerTests : IDisposable
{
    private const string Run = "20260101T000000.000Z-00000001";
    private static readonly Secret Key = new(Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)(i * 7))]));
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("canary", false)]
    [InlineData("canary", true)]
    [InlineData("CANARY@example.org", false)]
    [InlineData("uuid-canary", true)]
    [InlineData("account-canary", false)]
    [InlineData("uid=canary,ou=people,dc=example,dc=org", false)]
    public async Task Nothing_of_the_person_remains_in_the_files(string person, bool encrypted)
    {
        await FillAsync(encrypted);

        (await PurgeAsync(person, encrypted)).Status.ShouldBe(PurgeStatus.Purged);
        await (await OpenAsync(encrypted)).DisposeAsync();

        // Decrypted, so that it can be looked into.
        await (await OpenAsync(false, previous: encrypted)).DisposeAsync();
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(_folder.Database)).ShouldNotContain("canary", Case.Insensitive);
        File.Exists(_folder.Database + "-wal").ShouldBeFalse();
    }

    [Fact]
    public async Task Others_and_all_counts_stay()
    {
        await FillAsync();

        var result = await PurgeAsync("canary");

        result.Erased["links"].ShouldBe(1);
        result.Erased["changes"].ShouldBe(2);
        await using var history = await OpenAsync(false);
        (await history.Links.GetLinksAsync("sqlite:wiki", "corp", CancellationToken.None)).ShouldHaveSingleItem().Person.ShouldBe("other");
        var changes = await history.Journal.GetChangesAsync(Run, CancellationToken.None);
        changes.Select(change => change.Intent.Person).ShouldBe(["(removed)", "other", "(removed)"]);
        changes[1].Intent.Reason.ShouldBe("other has (removed) as manager");
        changes[1].Intent.Differences.ShouldBe(
            [new AttributeDifference("manager", null, null), new AttributeDifference("title", "Clerk", "Chief")]);
        (await history.Journal.CountRemovalsAsync("sqlite:wiki", DateTimeOffset.UtcNow.AddDays(-1), CancellationToken.None)).ShouldBe(1);
        var run = (await HistoryViewer.GetRunAsync(_folder.Database, Run, CancellationToken.None));
        run.Vendors[0].Groups[0].BlockedBy.ShouldBe(["Limit reached: (removed), other and 7 more; account '7'"]);
        run.Totals.Added.ShouldBe(7);
    }

    [Fact]
    public async Task A_dry_run_tells_the_same_and_changes_nothing()
    {
        await FillAsync();
        var dry = await PurgeAsync("canary", dryRun: true);

        (await PurgeAsync("canary")).Erased.ShouldBe(dry.Erased);
    }

    [Fact]
    public async Task Several_who_are_meant_are_told_and_stay()
    {
        await FillAsync();
        await using (var history = await OpenAsync(false))
        {
            await history.Links.SaveLinksAsync(
                Run, [NewLink("canary") with { SourceId = "uuid-canary-2", VendorId = "account-canary-2" }], CancellationToken.None);
        }

        var result = await PurgeAsync("canary");

        result.Status.ShouldBe(PurgeStatus.Ambiguous);
        result.People.Count.ShouldBe(2);
        result.People.SelectMany(person => person.Ids.Select(id => id.Id)).ShouldContain("uuid-canary-2");
        (await PurgeAsync("uuid-canary-2")).Erased["links"].ShouldBe(1);
        (await PurgeAsync("canary")).Erased["links"].ShouldBe(1);
    }

    [Fact]
    public async Task A_person_with_an_open_change_stays_until_it_is_known()
    {
        await FillAsync();
        await using (var history = await OpenAsync(false))
            await history.Journal.RecordIntentsAsync(Run, [HistoryFolder.Intent("canary")], CancellationToken.None);

        (await PurgeAsync("canary")).Status.ShouldBe(PurgeStatus.ChangeIsOpen);

        await using var unchanged = await OpenAsync(false);
        (await unchanged.Journal.GetOpenIntentsAsync("sqlite:wiki", "later", CancellationToken.None)).ShouldHaveSingleItem()
            .Intent.SourceId.ShouldBe("uuid-canary");
    }

    [Fact]
    public async Task To_purge_twice_is_no_mistake()
    {
        await FillAsync();
        await PurgeAsync("canary");

        (await PurgeAsync("canary")).Status.ShouldBe(PurgeStatus.NotFound);
        (await PurgeAsync("(removed)")).Status.ShouldBe(PurgeStatus.NotFound);
    }

    private static Link NewLink(string name) => new()
    {
        Target = "sqlite:wiki",
        Source = "corp",
        SourceId = $"uuid-{name}",
        VendorId = $"account-{name}",
        SourceReference = $"uid={name},ou=people,dc=example,dc=org",
        Person = name,
        MatchKeys = new Dictionary<string, string> { ["email"] = $"{name}@example.org", ["userName"] = name },
    };

    private Task<HistoryDatabase> OpenAsync(bool encrypted, bool previous = false) => HistoryDatabase.OpenAsync(
        new HistoryLocation(_folder.Database) { EncryptionKey = encrypted ? Key : null, PreviousEncryptionKey = previous ? Key : null },
        TimeProvider.System,
        NullLogger.Instance,
        CancellationToken.None);

    private async Task<PurgeResult> PurgeAsync(string person, bool encrypted = false, bool dryRun = false)
    {
        await using var history = await OpenAsync(encrypted);
        return await history.WriteAsync(session => PersonPurger.Purge(session, person, dryRun), CancellationToken.None);
    }

    private async Task FillAsync(bool encrypted = false)
    {
        await using var history = await OpenAsync(encrypted);
        await HistoryFolder.BeginAsync(history, Run);
        await history.Links.SaveLinksAsync(Run, [NewLink("canary"), NewLink("other")], CancellationToken.None);
        var ids = await history.Journal.RecordIntentsAsync(
            Run,
            [
                HistoryFolder.Intent("canary") with { Differences = [new AttributeDifference("title", null, "Canary in chief")] },
                HistoryFolder.Intent("other") with
                {
                    Reason = "other has Canary as manager",
                    Differences =
                    [
                        new AttributeDifference("manager", "uid=canary,ou=people,dc=example,dc=org", "uid=boss"),
                        new AttributeDifference("title", "Clerk", "Chief"),
                    ],
                },
                HistoryFolder.Intent("canary") with { Operation = JournalOperation.RemoveMember, SourceId = null, VendorId = "account-canary" },
            ],
            CancellationToken.None);
        await history.Journal.RecordOutcomesAsync(
            [.. ids.Select(id => new JournalOutcome(id, JournalResult.Succeeded, "canary was slow"))], CancellationToken.None);
        await history.Absences.ObserveAsync(
            Run, HistoryFolder.Mapping, ["account-canary"], true, DateTimeOffset.UtcNow, CancellationToken.None);
        await history.DanglingReferences.ObserveAsync(
            Run, HistoryFolder.Mapping, ["uid=canary,ou=people,dc=example,dc=org"], true, DateTimeOffset.UtcNow, CancellationToken.None);
        await history.Runs.RecordMappingAsync(
            Run,
            "sqlite:wiki",
            new GroupRun
            {
                Mapping = HistoryFolder.Mapping,
                Completeness = CompletenessStatus.Complete,
                Totals = new SyncTotals { Added = 7 },
                BlockedBy = ["Limit reached: canary, other and 7 more; account '7'"],
            },
            CancellationToken.None);
        await history.KeptReads.SaveAsync(
            "corp",
            new KeptSource("fingerprint", "token", 0, [new KeptRead("eng", true, DateTimeOffset.UtcNow, null, "ABCDEF")]),
            new Dictionary<string, byte[]> { ["ABCDEF"] = "{\"canary\":1}"u8.ToArray() },
            CancellationToken.None);
        await history.FlushAsync(CancellationToken.None);
        var run = (await history.Runs.FindRunAsync(Run, CancellationToken.None))!;
        await history.Runs.FinishRunAsync(
            new SyncRun
            {
                RunId = Run,
                StartedAt = run.Start.StartedAt,
                FinishedAt = run.Start.StartedAt,
                DryRun = false,
                Status = SyncStatus.Succeeded,
                ExitCode = SyncExitCode.Done,
                Vendors = [new VendorRun("wiki", SyncStatus.Succeeded, "canary said no", [])],
            },
            CancellationToken.None);
    }
}
