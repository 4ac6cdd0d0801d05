using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Auditing;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync.Auditing;

/// <summary>What the configuration says of two systems, and which snapshots are meant.</summary>
public sealed class SystemComparisonsTests : IDisposable
{
    private const string Yaml = """
        sources:
          - name: hr
            type: csv
            file: people.csv
            groups_column: teams
        create_groups: true
        vendor_apps:
          - name: Wiki
            module: sqlite
            sqlite: { database: wiki.db }
            match_on: [email]
            attributes: { displayName: "{firstName} {lastName}" }
            groups:
              - { source: hr, source_group: Staff, vendor_group: wiki-users, combine: union }
              - { source: hr, source_group: Guests, vendor_group: wiki-users, combine: union }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-comparisons-").FullName;
    private readonly SyncSession _session;

    public SystemComparisonsTests()
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, Yaml);
        File.WriteAllText(Path.Combine(_folder, "people.csv"), "id,userName,teams\n");
        var loaded = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Environment = new Dictionary<string, string>(),
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });
        _session = new SyncSession(loaded.Configuration.ShouldNotBeNull(string.Join('\n', loaded.Problems)), new SyncEnvironment());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Configuration_says_who_is_who_which_groups_belong_together_and_how_attributes_are_called()
    {
        await SaveAsync("hr", SystemSide.Source, 1, Hr());
        await SaveAsync("Wiki", SystemSide.Vendor, 1, Wiki());

        var found = await CompareAsync(new ComparisonRequest { Reference = "hr", Difference = "wiki" });

        found.Number.ShouldBe(1);
        found.GroupsCompared.ShouldBe(1);
        found.Findings.Select(finding => $"{finding.Kind} {finding.Person}").ShouldBe(["MembershipMissing ben"]);
        (await SystemComparisonViewer.GetAsync(_session.History, null, CancellationToken.None)).Total.ShouldBe(1);
    }

    [Fact]
    public async Task Confirmed_link_goes_before_what_the_configuration_matches_on_in_either_direction()
    {
        await SaveAsync("hr", SystemSide.Source, 1, Hr());
        var wiki = Wiki();
        await SaveAsync("Wiki", SystemSide.Vendor, 1, wiki with { Users = [wiki.Users[0] with { Email = "renamed@example.org" }, wiki.Users[1]] });
        await using (var history = await OpenAsync())
        {
            await history.Runs.BeginRunAsync(new RunStart { Id = "run", StartedAt = DateTimeOffset.UtcNow }, CancellationToken.None);
            await history.Links.SaveLinksAsync(
                "run", [new Link { Target = Target, Source = "hr", SourceId = "1", VendorId = "w1", Person = "anna" }], CancellationToken.None);
        }

        (await CompareAsync(new ComparisonRequest { Reference = "hr", Difference = "Wiki" })).Findings
            .ShouldContain(finding => finding.Kind == FindingKind.AttributeMismatch && finding.DifferenceValue == "renamed@example.org");
        (await CompareAsync(new ComparisonRequest { Reference = "Wiki", Difference = "hr" })).Findings
            .ShouldContain(finding => finding.Kind == FindingKind.AttributeMismatch && finding.ReferenceValue == "renamed@example.org");
    }

    [Fact]
    public async Task Two_sources_are_compared_by_what_all_vendors_match_on()
    {
        await SaveAsync("hr", SystemSide.Source, 1, Hr());
        var okta = Hr().Users.Select(user => user with { Id = $"o{user.Id}", UserName = user.Email });
        await SaveAsync("okta", SystemSide.Source, 1, Hr() with { Users = [.. okta] });

        var found = await CompareAsync(new ComparisonRequest { Reference = "hr", Difference = "okta" });

        found.PeopleCompared.ShouldBe(2);
        found.Findings.ShouldNotContain(finding => finding.Kind == FindingKind.UserAdded);
    }

    [Fact]
    public async Task One_system_is_compared_with_what_it_was_by_then_or_with_the_snapshot_before()
    {
        await SaveAsync("hr", SystemSide.Source, 1, Hr());
        await SaveAsync("hr", SystemSide.Source, 5, Hr() with { Users = [.. Hr().Users, Person("3", "cleo")] });
        await SaveAsync("hr", SystemSide.Source, 9, Hr() with { Users = [.. Hr().Users, Person("3", "cleo"), Person("4", "dora")] });

        var review = await CompareAsync(new ComparisonRequest { Reference = "hr", Since = Day(4) });
        review.Reference.Number.ShouldBe(1);
        review.Findings.Select(finding => $"{finding.Kind} {finding.Person}").ShouldBe(["UserAdded cleo", "UserAdded dora"]);
        (await CompareAsync(new ComparisonRequest { Reference = "hr" })).Reference.Number.ShouldBe(2);
        (await Should.ThrowAsync<HistoryException>(() => CompareAsync(new ComparisonRequest { Reference = "hr", Since = Day(0) })))
            .Message.ShouldContain("no snapshot of 'hr' from");
    }

    [Fact]
    public async Task Snapshot_is_not_compared_with_itself_and_nothing_is_stored_unasked()
    {
        await SaveAsync("hr", SystemSide.Source, 1, Hr());

        (await Should.ThrowAsync<HistoryException>(() => CompareAsync(new ComparisonRequest { Reference = "hr", Difference = "1" })))
            .Message.ShouldContain("nothing to compare");
        await SaveAsync("hr", SystemSide.Source, 2, Hr());
        (await CompareAsync(new ComparisonRequest { Reference = "1", Difference = "2", IsStored = false })).Number.ShouldBeNull();
        (await SystemComparisonViewer.ListAsync(_session.History, null, CancellationToken.None)).ShouldBeEmpty();
    }

    private string Target => _session.Configuration.Vendors[0].Target;

    private Task<SystemComparison> CompareAsync(ComparisonRequest request) =>
        new SystemComparisons(_session).CompareAsync(request, CancellationToken.None);

    private Task<HistoryDatabase> OpenAsync() =>
        HistoryDatabase.OpenAsync(_session.History, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    private async Task SaveAsync(string system, SystemSide side, int day, SystemContent content)
    {
        await using var history = await OpenAsync();
        var draft = new SystemSnapshot
        {
            Number = 0,
            System = system,
            Side = side,
            Kind = "any",
            Target = side == SystemSide.Vendor ? Target : null,
            StartedAt = Day(day),
            TakenAt = Day(day),
        };
        await history.Systems.SaveAsync(draft, content, CancellationToken.None);
    }

    private static DateTimeOffset Day(int day) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    private static SystemContent Hr() => new()
    {
        Users = [Person("1", "anna"), Person("2", "ben")],
        Groups = [new SystemGroup("Staff", "Staff") { MemberIds = ["1"] }, new SystemGroup("Guests", "Guests") { MemberIds = ["2"] }],
    };

    private static SystemContent Wiki() => new()
    {
        Users = [.. Hr().Users.Select(user => user with { Id = $"w{user.Id}", UserName = $"wiki-{user.UserName}", DisplayName = $"{user.FirstName} Family" })],
        Groups = [new SystemGroup("g1", "wiki-users") { MemberIds = ["w1"] }],
    };

    private static GroupMember Person(string id, string name) =>
        new() { Id = id, UserName = name, Email = $"{name}@example.org", FirstName = name, LastName = "Family", Enabled = true };
}
