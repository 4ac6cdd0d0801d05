using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>The links of a run are read once, and are always what the history has.</summary>
public sealed class LinkBookTests : IDisposable
{
    private const string Target = "https://app.example.org";

    private readonly SyncFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Mappings_of_one_source_share_the_links_until_one_is_saved()
    {
        await using var history = await OpenAsync();
        var (staff, others) = Mappings();
        var book = new LinkBook(history, "run", Target, TimeProvider.System);
        var before = await book.LoadAsync(staff, CancellationToken.None);

        (await book.LoadAsync(others, CancellationToken.None)).ShouldBeSameAs(before);
        await book.SaveAsync(Matched(staff, before, ("1", "a"), ("2", "b")), CancellationToken.None);

        var after = await book.LoadAsync(others, CancellationToken.None);
        after.Members.VendorIdOf("1").ShouldBe("a");
        after.Members.VendorIdOf("2").ShouldBe("b");
        before.Members.Count.ShouldBe(0);
        await ShouldBeStoredAsync(history, after);
    }

    [Fact]
    public async Task Link_that_contradicts_a_stored_one_is_not_given_to_later_mappings()
    {
        await using var history = await OpenAsync();
        var (staff, others) = Mappings();
        var book = new LinkBook(history, "run", Target, TimeProvider.System);
        await book.SaveAsync(Matched(staff, await book.LoadAsync(staff, CancellationToken.None), ("1", "a")), CancellationToken.None);

        var conflicts = await book.SaveAsync(
            Matched(others, await book.LoadAsync(others, CancellationToken.None), ("1", "other"), ("2", "b")), CancellationToken.None);

        conflicts.Count.ShouldBe(1);
        var after = await book.LoadAsync(staff, CancellationToken.None);
        after.Members.VendorIdOf("1").ShouldBe("a");
        after.Members.VendorIdOf("2").ShouldBe("b");
        await ShouldBeStoredAsync(history, after);
    }

    [Fact]
    public async Task Link_that_was_forgotten_is_not_given_to_later_mappings()
    {
        await using var history = await OpenAsync();
        var (staff, others) = Mappings();
        var book = new LinkBook(history, "run", Target, TimeProvider.System);
        var run = Matched(staff, await book.LoadAsync(staff, CancellationToken.None), ("1", "a"), ("2", "b"));
        await book.SaveAsync(run, CancellationToken.None);
        var later = Matched(others, await book.LoadAsync(others, CancellationToken.None));
        later.Target!.ForgetLink(new GroupMember { Id = "1", UserName = "user1" });

        await book.SaveAsync(later, CancellationToken.None);

        var after = await book.LoadAsync(staff, CancellationToken.None);
        after.Members.VendorIdOf("1").ShouldBeNull();
        after.Members.VendorIdOf("2").ShouldBe("b");
        await ShouldBeStoredAsync(history, after);
    }

    [Fact]
    public async Task Links_are_given_to_each_expected_mapping_and_saved_for_the_last_one_too()
    {
        await using var history = await OpenAsync();
        var (staff, others) = Mappings();
        var book = new LinkBook(history, "run", Target, TimeProvider.System) { Mappings = 2 };
        await book.SaveAsync(Matched(staff, await book.LoadAsync(staff, CancellationToken.None), ("1", "a")), CancellationToken.None);
        var links = await book.LoadAsync(others, CancellationToken.None);
        links.Members.VendorIdOf("1").ShouldBe("a", "the last mapping gets what the one before it has saved");

        var last = Matched(others, links, ("1", "other"), ("2", "b"));
        (await book.SaveAsync(last, CancellationToken.None)).Count.ShouldBe(1);

        var stored = await history.Links.GetLinksAsync(Target, "hr", CancellationToken.None);
        stored.ToDictionary(link => link.SourceId, link => link.VendorId)
            .ShouldBe(new Dictionary<string, string> { ["1"] = "a", ["2"] = "b" }, ignoreOrder: true);
        last.Target!.ForgetLink(new GroupMember { Id = "1", UserName = "user1" });
        (await book.SaveAsync(last, CancellationToken.None)).ShouldBeEmpty();
        (await history.Links.GetLinksAsync(Target, "hr", CancellationToken.None))
            .Single(link => link.SourceId == "1").VendorId.ShouldBe("other");
    }

    [Fact]
    public async Task Link_is_written_again_only_where_it_says_something_else()
    {
        await using var history = await OpenAsync();
        var (staff, _) = Mappings();
        var book = new LinkBook(history, "run", Target, TimeProvider.System);
        var first = Matched(staff, await book.LoadAsync(staff, CancellationToken.None), ("1", "a"), ("2", "b"));
        await book.SaveAsync(first, CancellationToken.None);
        var commits = history.CommitCount;

        var same = Matched(staff, await book.LoadAsync(staff, CancellationToken.None), ("1", "a"), ("2", "b"));
        await book.SaveAsync(same, CancellationToken.None);
        history.CommitCount.ShouldBe(commits);

        same.Plan = same.Plan! with { Matched = [.. same.Plan.Matched.Select(Rename)] };
        await book.SaveAsync(same, CancellationToken.None);
        history.CommitCount.ShouldBe(commits + 1);
        var stored = await history.Links.GetLinksAsync(Target, "hr", CancellationToken.None);
        stored.Select(link => $"{link.VendorId} {link.Person} {link.MatchKeys[AttributeNames.UserName]}").Order()
            .ShouldBe(["a new user1 new user1", "b user2 user2"]);

        static MatchedMember Rename(MatchedMember pair) => pair.Source.Id == "1"
            ? pair with { Source = pair.Source with { UserName = "new user1" } }
            : pair;
    }

    private static async Task ShouldBeStoredAsync(HistoryDatabase history, LoadedLinks links)
    {
        var stored = await history.Links.GetLinksAsync(Target, "hr", CancellationToken.None);
        stored.Count.ShouldBe(links.Members.Count);
        foreach (var link in stored)
            links.Members.VendorIdOf(link.SourceId).ShouldBe(link.VendorId);
    }

    private async Task<HistoryDatabase> OpenAsync()
    {
        var history = await HistoryDatabase.OpenAsync(
            _folder.PathOf("history.db"), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var start = new RunStart { Id = "run", StartedAt = TimeProvider.System.GetUtcNow(), Command = "test" };
        await history.Runs.BeginRunAsync(start, CancellationToken.None);
        return history;
    }

    private (SyncMapping Staff, SyncMapping Others) Mappings()
    {
        var configuration = _folder.Load("""
            sources: [{name: hr, type: ldif, file: hr.ldif}]
            vendor_apps:
              - name: App
                module: sqlite
                sqlite: {database: app.db}
                groups:
                  - {source_group: "cn=staff,dc=example,dc=org", vendor_group: staff}
                  - {source_group: "cn=others,dc=example,dc=org", vendor_group: others}
            """).GetConfiguration();
        var mappings = SyncMapping.Of(configuration.Vendors[0], configuration.Sources);
        return (mappings[0], mappings[1]);
    }

    private static MappingRun Matched(SyncMapping mapping, LoadedLinks links, params (string Source, string Vendor)[] pairs)
    {
        var run = new MappingRun(mapping) { Links = links };
        run.Target = new GroupTarget(
            new VendorGroup(mapping.Reference.VendorGroup, mapping.Reference.VendorGroup),
            mapping.Policy,
            new ChangePlanner(mapping),
            links.Members);
        run.Plan = new ChangePlanner(mapping).Plan(
            [new GroupContent([.. pairs.Select(pair => Person(pair.Source, pair.Source))], Completeness.Complete)],
            new GroupContent([.. pairs.Select(pair => Person(pair.Vendor, pair.Source))], Completeness.Complete),
            MemberLinks.None);
        return run;
    }

    private static GroupMember Person(string id, string user) => new() { Id = id, UserName = $"user{user}" };
}
