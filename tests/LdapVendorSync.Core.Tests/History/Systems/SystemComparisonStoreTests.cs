using System.Text;
using System.Text.Json;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Storage;
using LdapVendorSync.Core.Tests.Audit.Comparison;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.History.Systems;

public sealed class SystemComparisonStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Secret Key = new(Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)(i * 5))]));
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Comparison_comes_back_as_it_was_found()
    {
        var seeded = new SeededDifferences(seed: 3, ComparisonBasis.TwoSystems);
        for (var i = 0; i < 5_000; i++)
            seeded.Plant(i % SeededDifferences.Ways);
        var comparison = seeded.Compare() with { ComparedAt = Noon, Doubts = [new ComparisonDoubt(FindingKind.GroupNew, 3, "why")] };
        await using var history = await _folder.OpenAsync();

        var stored = await history.SystemComparisons.SaveAsync(comparison, CancellationToken.None);

        stored.Number.ShouldBe(1);
        var shown = await SystemComparisonViewer.GetAsync(_folder.Database, 1, CancellationToken.None);
        JsonSerializer.Serialize(shown).ShouldBe(JsonSerializer.Serialize(stored));
        shown.Findings.Count.ShouldBeGreaterThan(5_000);
        var listed = (await SystemComparisonViewer.ListAsync(_folder.Database, null, CancellationToken.None)).ShouldHaveSingleItem();
        listed.Findings.ShouldBeEmpty();
        listed.Total.ShouldBe(shown.Findings.Count);
    }

    [Fact]
    public async Task Newest_is_shown_unless_a_number_is_given()
    {
        await using var history = await _folder.OpenAsync();
        await SaveAsync(history, Noon, "one");
        await SaveAsync(history, Noon.AddDays(1), "two");

        (await SystemComparisonViewer.GetAsync(_folder.Database, null, CancellationToken.None)).Findings[0].Person.ShouldBe("two");
        (await SystemComparisonViewer.GetAsync(_folder.Database, 1, CancellationToken.None)).Findings[0].Person.ShouldBe("one");
        (await SystemComparisonViewer.ListAsync(_folder.Database, 1, CancellationToken.None)).ShouldHaveSingleItem().Number.ShouldBe(2);
    }

    [Fact]
    public async Task Comparison_that_is_not_there_is_refused()
    {
        (await Should.ThrowAsync<HistoryException>(() => SystemComparisonViewer.GetAsync(_folder.Database, null, CancellationToken.None)))
            .ShouldSatisfyAllConditions(error => error.Failure.ShouldBe(HistoryFailure.Refused), error => error.Message.ShouldContain("no comparison yet"));
        await using var history = await _folder.OpenAsync();
        (await Should.ThrowAsync<HistoryException>(() => SystemComparisonViewer.GetAsync(_folder.Database, 7, CancellationToken.None)))
            .Message.ShouldContain("no comparison 7");
    }

    [Fact]
    public async Task Old_ones_are_forgotten_and_the_newest_stays_and_numbers_are_not_used_again()
    {
        await using var history = await _folder.OpenAsync();
        for (var day = 0; day < 4; day++)
            await SaveAsync(history, Noon.AddDays(day), "somebody");

        (await history.SystemComparisons.PruneAsync(Noon.AddDays(1), null, CancellationToken.None)).ShouldBe(1);
        (await history.SystemComparisons.PruneAsync(Noon, 2, CancellationToken.None)).ShouldBe(1);
        (await history.SystemComparisons.PruneAsync(Noon.AddYears(1), 1, CancellationToken.None)).ShouldBe(1);

        (await SystemComparisonViewer.ListAsync(_folder.Database, null, CancellationToken.None)).ShouldHaveSingleItem().Number.ShouldBe(4);
        (await SaveAsync(history, Noon, "somebody")).Number.ShouldBe(5);
        using var raw = _folder.OpenRaw();
        using var command = raw.CreateCommand();
        command.CommandText = "SELECT count(*) FROM system_findings";
        command.ExecuteScalar().ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_a_purged_person_remains_in_findings_and_doubts(bool encrypted)
    {
        var location = new HistoryLocation(_folder.Database) { EncryptionKey = encrypted ? Key : null };
        await using (var history = await HistoryDatabase.OpenAsync(location, TimeProvider.System, NullLogger.Instance, CancellationToken.None))
        {
            await HistoryFolder.BeginAsync(history, "run");
            await history.Links.SaveLinksAsync("run", [new Link { Target = "odoo:x", Source = "corp", SourceId = "uuid-canary", VendorId = "4711", Person = "canary" }], CancellationToken.None);
            await SaveAsync(history, Noon, "canary", "uuid-canary");
            await SaveAsync(history, Noon, "other", "uuid-other");
        }

        using (var session = SqliteSession.Open(_folder.Database, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(5)))
        {
            var keys = await location.FetchKeysAsync(CancellationToken.None);
            session.PersonalData = keys.CreateFormat(_folder.Database, HistoryEncryption.KeyCheckOf(session));
            var result = session.Transact(transaction => PersonPurger.Purge(transaction, "canary", dryRun: false));
            result.Status.ShouldBe(PurgeStatus.Purged);
            result.Erased["parts of comparisons"].ShouldBe(1);
        }

        var purged = await SystemComparisonViewer.GetAsync(location, 1, CancellationToken.None);
        JsonSerializer.Serialize(purged).ShouldNotContain("canary", Case.Insensitive);
        purged.Findings[0].Person.ShouldBe("(removed)");
        (await SystemComparisonViewer.GetAsync(location, 2, CancellationToken.None)).Findings[0].Person.ShouldBe("other");
    }

    [Theory]
    [InlineData("medium")]
    [InlineData("kind")]
    [InlineData("system")]
    [InlineData("12")]
    public async Task Purge_of_somebody_who_is_called_like_a_word_of_the_format_leaves_the_rest_as_it_was(string name)
    {
        await using var history = await _folder.OpenAsync();
        await HistoryFolder.BeginAsync(history, "run");
        await history.Links.SaveLinksAsync("run", [new Link { Target = "odoo:x", Source = "corp", SourceId = name, VendorId = "4711", Person = name }], CancellationToken.None);
        var saved = await SaveAsync(history, Noon, name, name);

        await history.WriteAsync(session => PersonPurger.Purge(session, name, dryRun: false), CancellationToken.None);

        var purged = (await SystemComparisonViewer.GetAsync(_folder.Database, 1, CancellationToken.None)).Findings.ShouldHaveSingleItem();
        purged.ShouldBe(saved.Findings[0] with
        {
            Person = "(removed)",
            ReferencePersonId = "(removed)",
            Message = "'(removed)' is in 'a' and not in 'b'.",
        });
        (await SystemComparisonViewer.ListAsync(_folder.Database, null, CancellationToken.None)).ShouldHaveSingleItem()
            .Doubts.ShouldHaveSingleItem().Reason.ShouldBe("Group of '(removed)' may not be whole.");
    }

    [Fact]
    public async Task Encrypted_history_shows_nobody_to_whoever_opens_the_file()
    {
        var location = new HistoryLocation(_folder.Database) { EncryptionKey = Key };
        await using (var history = await HistoryDatabase.OpenAsync(location, TimeProvider.System, NullLogger.Instance, CancellationToken.None))
            await SaveAsync(history, Noon, "canary");

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!))
            Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain("canary");
        (await SystemComparisonViewer.GetAsync(location, 1, CancellationToken.None)).Findings[0].Person.ShouldBe("canary");
    }

    private static Task<SystemComparison> SaveAsync(HistoryDatabase history, DateTimeOffset at, string person, string? id = null)
    {
        var finding = new SystemFinding
        {
            Kind = FindingKind.UserMissing,
            Severity = FindingSeverity.Medium,
            Person = person,
            ReferencePersonId = id,
            Message = $"'{person}' is in 'a' and not in 'b'.",
        };
        var empty = new SeededDifferences(seed: 1, ComparisonBasis.TwoSystems).Compare();
        return history.SystemComparisons.SaveAsync(
            empty with
            {
                ComparedAt = at,
                Findings = [finding],
                Counts = [new FindingCount(finding.Kind, finding.Severity, 1)],
                Doubts = [new ComparisonDoubt(FindingKind.GroupNew, 1, $"Group of '{person}' may not be whole.")],
            },
            CancellationToken.None);
    }
}
