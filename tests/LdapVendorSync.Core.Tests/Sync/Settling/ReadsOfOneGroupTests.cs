using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync.Incremental;
using LdapVendorSync.Fixtures.Ldap;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync.Settling;

/// <summary>Which content a comparison was made with, where a run reads a group more than once.</summary>
public sealed class ReadsOfOneGroupTests
{
    [SkippableFact]
    public async Task What_a_read_brought_is_not_taken_for_what_another_one_brought_of_the_same_group()
    {
        await using var scenario = await SettlingScenario.StartAsync();
        await using var session = scenario.OpenSession();
        await using var history = await HistoryDatabase.OpenAsync(session.History, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var memories = new SourceMemories(session, history.KeptReads, forget: false);
        var source = session.GetSource("directory");
        var before = await memories.ReadAsync(source, new GroupReference(DirectorySeed.TeamDn(3), false), CancellationToken.None);
        var known = await memories.FindKeptAsync(source, before.Read, CancellationToken.None);
        await scenario.Directory.ModifyAsync(
            $"dn: {DirectorySeed.TeamDn(3)}\nchangetype: modify\nadd: member\nmember: {DirectorySeed.PersonDn(0)}\n");

        // Within one session the source would not ask for the group again.
        await using var another = scenario.OpenSession();
        var after = await memories.ReadAsync(
            another.GetSource("directory"), new GroupReference(DirectorySeed.TeamDn(3).ToUpperInvariant(), false), CancellationToken.None);

        after.Content.Members.Count.ShouldBe(before.Content.Members.Count + 1);
        (await memories.FindKeptAsync(source, before.Read, CancellationToken.None)).ShouldBe(known.ShouldNotBeNull());
        (await memories.FindKeptAsync(source, after.Read, CancellationToken.None)).ShouldNotBeNull().ShouldNotBe(known);
    }
}
