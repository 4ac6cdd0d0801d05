using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Members of a source group who are no people hold nothing, and are told of in every run.</summary>
public sealed class NonPeopleSyncTests
{
    [Fact]
    public async Task Run_says_which_members_are_no_people_and_removes_who_left()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 7);
        scenario.SourceSettings = "user_filter: '(!(|(objectClass=contact)(objectClass=computer)(uid=user00007)))'";
        scenario.Source.Change("id-00005", person => person with { More = ("objectClass", "contact") });
        scenario.Source.Change("id-00006", person => person with { More = ("objectClass", "computer") });
        await scenario.RunAsync();
        scenario.Source.Leave("staff", "id-00001");

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 3 }, run.Describe());
        run.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem().ShouldBe(
            $"2 members of '{DirectoryFile.GroupDn("staff")}' are no people and left out: 1 contact ('user00005'), 1 computer ('user00006').");
    }
}
