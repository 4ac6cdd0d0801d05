using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Tests.History;

public sealed class LinkStoreTests : IDisposable
{
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Saved_link_is_read_back_for_its_target_and_source_alone()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        var link = Link("s1", "v1") with
        {
            SourceReference = "uid=ada,ou=people,dc=example,dc=org",
            MatchKeys = new Dictionary<string, string> { ["userName"] = "ada", ["email"] = "ada@example.org" },
        };

        (await history.Links.SaveLinksAsync("r1", [link, Link("s1", "v9") with { Source = "other" }], default)).ShouldBeEmpty();

        var stored = (await history.Links.GetLinksAsync("wiki", "corp", default)).ShouldHaveSingleItem();
        (stored.SourceId, stored.VendorId, stored.SourceReference, stored.Person).ShouldBe(("s1", "v1", link.SourceReference, "s1"));
        stored.MatchKeys.ShouldBe(link.MatchKeys);
        stored.ConfirmedAt.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(-5));
        (await history.Links.GetLinksAsync("chat", "corp", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Known_link_is_refreshed_and_keeps_its_last_reference()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        await history.Links.SaveLinksAsync("r1", [Link("s1", "v1") with { SourceReference = "uid=ada" }], default);

        (await history.Links.SaveLinksAsync("r1", [Link("s1", "v1") with { Person = "countess" }], default)).ShouldBeEmpty();

        var stored = (await history.Links.GetLinksAsync("wiki", "corp", default)).ShouldHaveSingleItem();
        (stored.Person, stored.SourceReference).ShouldBe(("countess", "uid=ada"));
    }

    [Fact]
    public async Task Contradicting_link_is_reported_and_replaces_nothing()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        await history.Links.SaveLinksAsync("r1", [Link("s1", "v1"), Link("s2", "v2")], default);

        var conflicts = await history.Links.SaveLinksAsync(
            "r1", [Link("s1", "v3"), Link("s3", "v2"), Link("s1", "v2"), Link("s4", "v4")], default);

        conflicts.Select(conflict => (conflict.Link.SourceId, conflict.Link.VendorId, Existing: Pairs(conflict.Existing)))
            .ShouldBe([("s1", "v3", "s1-v1"), ("s3", "v2", "s2-v2"), ("s1", "v2", "s1-v1 s2-v2")]);
        Pairs(await history.Links.GetLinksAsync("wiki", "corp", default)).ShouldBe("s1-v1 s2-v2 s4-v4");
    }

    [Fact]
    public async Task Removed_link_makes_way_for_another()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        await history.Links.SaveLinksAsync("r1", [Link("s1", "v1")], default);

        (await history.Links.RemoveLinksAsync("wiki", "corp", ["s1", "unknown"], default)).ShouldBe(1);

        (await history.Links.SaveLinksAsync("r1", [Link("s1", "v3")], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Links_of_ten_thousand_people_are_saved_at_once()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        var links = Enumerable.Range(0, 10_000).Select(i => Link($"s{i}", $"v{i}")).ToList();

        await history.Links.SaveLinksAsync("r1", links, default);

        (await history.Links.GetLinksAsync("wiki", "corp", default)).Count.ShouldBe(10_000);
    }

    private static string Pairs(IEnumerable<Link> links) =>
        string.Join(' ', links.Select(link => $"{link.SourceId}-{link.VendorId}").Order(StringComparer.Ordinal));

    private static Link Link(string sourceId, string vendorId) =>
        new() { Target = "wiki", Source = "corp", SourceId = sourceId, VendorId = vendorId, Person = sourceId };
}
