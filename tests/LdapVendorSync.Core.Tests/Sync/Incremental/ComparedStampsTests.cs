using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>What changed on an OpenLDAP that does not tell it, by the stamps of its entries.</summary>
public sealed class ComparedStampsTests
{
    private static readonly (string, bool)[] Groups =
        [(DirectorySeed.TeamDn(0), false), (DirectorySeed.TeamDn(1), false), (DirectorySeed.NestedDn, true)];

    [SkippableFact]
    public async Task Only_groups_that_a_change_concerns_are_read()
    {
        await using var server = await StartAsync();
        using var runs = Runs(server);
        await runs.RunAsync();
        var before = await server.CountSearchesAsync();
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content), runs.Log.ToString());

        // Two of the root DSE, one that syncprov would answer, one of the stamps, and this
        (await server.CountSearchesAsync() - before).ShouldBeLessThanOrEqualTo(5);
        foreach (var (ldif, remembered) in Changes())
        {
            await server.ModifyAsync(ldif);
            (await runs.RunAsync()).Select(ReadingRuns.IsRemembered).ShouldBe(remembered, $"{ldif}{runs.Log}");
        }
    }

    [SkippableFact]
    public async Task Database_that_was_restored_and_changed_since_is_seen()
    {
        await using var server = await StartAsync();
        using var runs = Runs(server);
        await server.ModifyAsync(
            $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modify\ndelete: member\nmember: {DirectorySeed.PersonDn(2)}\n");
        (await runs.RunAsync())[0].Members.Count.ShouldBe(4);
        await server.ReseedAsync();
        await server.ModifyAsync(SyncedDirectory.Replace(DirectorySeed.PersonDn(20), "mail", "later@example.test"));

        var after = await runs.RunAsync();

        after[0].Members.Count.ShouldBe(5);
        ReadingRuns.IsRemembered(after[0]).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Everything_is_read_where_the_account_may_not_see_the_stamps()
    {
        await using var server = await StartAsync(options => options with
        {
            AccessRules = "access to dn.subtree=\"ou=policies,dc=example,dc=test\" attrs=entryCSN by * none",
        });
        using var runs = Runs(server);
        await runs.RunAsync();

        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        runs.Log.ToString().ShouldContain("may not see");
    }

    [SkippableFact]
    public async Task Everything_is_read_where_the_search_for_stamps_is_cut_off()
    {
        await using var server = await StartAsync(options => options with { Overlays = "limits * size.prtotal=20" });
        using var runs = Runs(server);
        await runs.RunAsync();

        var second = await runs.RunAsync();

        second[0].Members.Count.ShouldBe(5);
        second.ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        runs.Log.ToString().ShouldContain("were not told");
    }

    private static IEnumerable<(string Ldif, bool[] Remembered)> Changes() =>
    [
        (SyncedDirectory.Replace(DirectorySeed.PersonDn(1), "mail", "new@example.test"), [false, true, false]),
        ($"dn: {DirectorySeed.TeamDn(1)}\nchangetype: modify\nadd: member\nmember: {DirectorySeed.PersonDn(12)}\n", [true, false, false]),
        ($"dn: {DirectorySeed.PersonDn(3)}\nchangetype: delete\n", [false, true, false]),
        ($"dn: {DirectorySeed.PersonDn(25)}\nchangetype: delete\n", [true, true, true]),
        (SyncedDirectory.Replace($"ou=people,{DirectorySeed.Suffix}", "description", "People"), [false, false, false]),
    ];

    private static Task<SlapdServer> StartAsync(Func<SlapdOptions, SlapdOptions>? change = null) => SyncedDirectory.StartAsync(
        options => (change ?? (same => same))(options with { SyncProvider = false }));

    private static ReadingRuns Runs(SlapdServer server) =>
        new(SyncedDirectory.SourceOf(server), Groups) { Settings = "incremental: compare" };
}
