using System.Diagnostics;
using System.Globalization;
using System.Text;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Fixtures.Ldap;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>What remembering saves, in figures.</summary>
public sealed class UnchangedRunTests(ITestOutputHelper output)
{
    private const int Groups = 100;
    private const int Members = 1000;
    private const int People = 10_000;

    [SkippableFact]
    public async Task Hundred_groups_of_a_thousand_people_are_not_read_again()
    {
        await using var server = await SyncedDirectory.StartAsync(options => options with
        {
            Seed = new DirectorySeed { People = People, ExtraLdif = BigGroups() },
        });
        using var runs = new ReadingRuns(SyncedDirectory.SourceOf(server), [.. Enumerable.Range(0, Groups).Select(number => (Dn(number), false))]);
        await runs.RunAsync(full: true);
        var clock = Stopwatch.StartNew();
        await runs.RunAsync(full: true);
        var full = clock.Elapsed;
        var before = await server.CountSearchesAsync();
        clock.Restart();

        var contents = await runs.RunAsync();

        var incremental = clock.Elapsed;
        var size = new FileInfo(runs.HistoryPath).Length;
        output.WriteLine(
            $"{Groups} groups of {Members} people: full {full.TotalSeconds:0.00} s, unchanged {incremental.TotalSeconds:0.00} s, "
            + $"history {size / 1024} KiB");
        (await server.CountSearchesAsync() - before).ShouldBe(6);
        contents.ShouldAllBe(content => content.Members.Count == Members && ReadingRuns.IsRemembered(content));
        contents.ShouldAllBe(content => content.Completeness.Status == CompletenessStatus.Complete);
    }

    private static string Dn(int number) => $"cn=big{number},ou=groups,{DirectorySeed.Suffix}";

    private static string BigGroups()
    {
        var ldif = new StringBuilder();
        for (var group = 0; group < Groups; group++)
        {
            ldif.Append(CultureInfo.InvariantCulture, $"dn: {Dn(group)}\nobjectClass: groupOfNames\ncn: big{group}\n");
            for (var member = 0; member < Members; member++)
                ldif.Append(CultureInfo.InvariantCulture, $"member: {DirectorySeed.PersonDn((group * 97 + member) % People)}\n");
            ldif.Append('\n');
        }

        return ldif.ToString();
    }
}
