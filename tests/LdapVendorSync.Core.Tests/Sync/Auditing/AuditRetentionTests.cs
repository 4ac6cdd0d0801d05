using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Auditing;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Auditing;

/// <summary>What the configuration says of how long snapshots, comparisons and people who are gone are kept, over days and jumps of the clock.</summary>
public sealed class AuditRetentionTests : IDisposable
{
    private const string Yaml = """
        sources:
          - name: hr
            type: csv
            file: people.csv
            groups_column: teams
        vendor_apps:
          - name: Wiki
            module: sqlite
            sqlite: { database: wiki.db }
            create_groups: true
            groups:
              - { source: hr, source_group: Staff, vendor_group: wiki-users }
        history:
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-audit-retention-").FullName;
    private readonly SettableClock _clock = new();
    private string _settings = string.Empty;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Snapshots_are_kept_for_their_days_and_the_newest_stays()
    {
        _settings = "{ system_snapshots_retention_days: 10 }";
        foreach (var day in new[] { 0, 1, 20, 21 })
            await TakeAsync(day);

        // The first two went when the last confirmed what the clock had said before.
        (await NumbersAsync()).ShouldBe([4, 3]);
    }

    [Fact]
    public async Task Only_so_many_snapshots_are_kept()
    {
        _settings = "{ system_snapshots_keep: 2 }";
        foreach (var day in new[] { 0, 1, 2, 3 })
            await TakeAsync(day);

        (await NumbersAsync()).ShouldBe([4, 3]);
    }

    [Fact]
    public async Task Clock_that_was_wrong_once_costs_no_snapshot_no_comparison_and_nobody_who_is_gone()
    {
        _settings = "{ system_snapshots_retention_days: 10, legacy_people_retention_days: 10, system_comparisons_retention_days: 10 }";
        await TakeAsync(0, "anna", "ben");
        await TakeAsync(1, "anna");
        await CompareAsync();
        await TakeAsync(2, "anna");
        await CompareAsync();

        await TakeAsync(5_000, "anna");
        await CompareAsync();
        await TakeAsync(3, "anna");
        await CompareAsync();

        (await NumbersAsync()).ShouldBe([5, 4, 3, 2, 1]);
        (await SystemComparisonViewer.ListAsync(History, null, CancellationToken.None)).Count.ShouldBe(4);
        (await SystemSnapshotViewer.ListLegacyAsync(History, new SystemReference(), CancellationToken.None))
            .ShouldHaveSingleItem().Person.UserName.ShouldBe("ben");
    }

    [Fact]
    public async Task People_who_are_gone_and_comparisons_are_kept_for_days_of_their_own()
    {
        _settings = "{ legacy_people_retention_days: 10, system_comparisons_retention_days: 30 }";
        await TakeAsync(0, "anna", "ben");
        await TakeAsync(1, "anna");
        await CompareAsync();
        await TakeAsync(20, "anna");
        await TakeAsync(21, "anna");
        await CompareAsync();

        (await NumbersAsync()).Count().ShouldBe(4);
        (await SystemSnapshotViewer.ListLegacyAsync(History, new SystemReference(), CancellationToken.None)).ShouldBeEmpty();
        (await SystemComparisonViewer.ListAsync(History, null, CancellationToken.None)).Count.ShouldBe(2);
        foreach (var day in new[] { 40, 41 })
        {
            await TakeAsync(day, "anna");
            await CompareAsync();
        }

        (await SystemComparisonViewer.ListAsync(History, null, CancellationToken.None)).Select(comparison => comparison.Number).ShouldBe([4, 3, 2]);
    }

    private HistoryLocation History => Open().History;

    private SyncSession Open()
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $"{Yaml} {_settings}\n");
        var loaded = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Environment = new Dictionary<string, string>(),
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });
        return new SyncSession(
            loaded.Configuration.ShouldNotBeNull(string.Join('\n', loaded.Problems)), new SyncEnvironment { TimeProvider = _clock });
    }

    private async Task TakeAsync(int day, params string[] people)
    {
        _clock.Day = day;
        var rows = (people.Length == 0 ? ["anna"] : people).Select(name => $"{name},{name},Staff");
        File.WriteAllLines(Path.Combine(_folder, "people.csv"), ["id,userName,teams", .. rows]);
        await using var session = Open();
        var audit = new SystemAudit(session);
        (await audit.TakeAsync(audit.Find("hr"), CancellationToken.None)).IsComplete.ShouldBeTrue();
    }

    private async Task CompareAsync()
    {
        await using var session = Open();
        await new SystemComparisons(session).CompareAsync(new ComparisonRequest { Reference = "hr" }, CancellationToken.None);
    }

    private async Task<IEnumerable<int>> NumbersAsync() =>
        (await SystemSnapshotViewer.ListAsync(History, new SystemReference(), null, CancellationToken.None)).Select(snapshot => snapshot.Number);

    private sealed class SettableClock : TimeProvider
    {
        public int Day { get; set; }

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(Day);
    }
}
