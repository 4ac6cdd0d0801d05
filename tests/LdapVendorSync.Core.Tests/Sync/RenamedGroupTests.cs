using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Source groups that are renamed, and others that take their names.</summary>
public sealed class RenamedGroupTests
{
    [Fact]
    public async Task Renamed_group_is_found_again_and_reported()
    {
        await using var scenario = await StartAsync();
        scenario.Source.Rename("staff", "people");
        scenario.Source.Leave("people", "id-00003");

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 9 });
        var reason = run.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem();
        reason.ShouldContain($"it was '{DirectoryFile.GroupDn("staff")}' and is '{DirectoryFile.GroupDn("people")}' now");
        reason.ShouldContain("source_group");

        // The next run remembers the name of today.
        scenario.Source.Rename("people", "humans");
        (await scenario.RunAsync()).Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem().ShouldContain("it was 'cn=people,");
    }

    [Fact]
    public async Task Renamed_group_without_memory_is_an_error_of_its_mapping()
    {
        await using var scenario = await StartAsync(groupId: null);
        scenario.Source.Rename("staff", "people");

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain("there is no group");
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(10);
    }

    [Fact]
    public async Task Deleted_group_is_an_error_that_says_what_is_remembered()
    {
        await using var scenario = await StartAsync();
        scenario.Source.Groups.Remove("staff");

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain("no group with its id group-1 can be seen either");
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(10);
    }

    [Fact]
    public async Task Another_group_with_the_old_name_holds_removals_until_its_grace_is_over()
    {
        await using var scenario = await StartAsync();
        scenario.Source.Rename("staff", "former");
        scenario.Source.With("staff", Person.Numbered(1)).With("staff", Person.Numbered(77));
        scenario.Source.GroupIds["staff"] = "group-2";
        var allowed = new SyncOptions { AllowRemovals = true };

        for (var run = 1; run <= 3; run++)
        {
            var held = await scenario.RunAsync(allowed);

            held.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, held.Describe());
            held.Totals.Blocked.ShouldBe(9);
            var reason = held.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem();
            reason.ShouldContain("its id is group-2, that of the last good read was group-1");
            reason.ShouldContain("is 'cn=former,ou=groups,dc=example,dc=test' now");
            reason.ShouldContain("(entryUUID=group-2)");
        }

        var accepted = await scenario.RunAsync(allowed);
        accepted.ExitCode.ShouldBe(SyncExitCode.Done, accepted.Describe());
        accepted.Totals.Removed.ShouldBe(9);
        accepted.Vendors[0].Groups[0].Reasons.ShouldContain(reason => reason.Contains("from now on"));
        (await scenario.RunAsync()).Vendors[0].Groups[0].Reasons.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_group_is_noticed_also_where_the_mapping_spells_its_name_in_another_case()
    {
        await using var scenario = await StartAsync();
        scenario.Source.GroupIds["staff"] = "group-2";
        scenario.SourceGroupName = DirectoryFile.GroupDn("staff").ToUpperInvariant();

        var run = await scenario.RunAsync();

        run.Vendors[0].Groups[0].Completeness.ShouldBe(CompletenessStatus.Partial, run.Describe());
        run.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem().ShouldContain("that of the last good read was group-1");
    }

    [Fact]
    public async Task Group_that_comes_back_ends_the_doubt()
    {
        await using var scenario = await StartAsync();
        scenario.Source.GroupIds["staff"] = "group-2";
        (await scenario.RunAsync()).Vendors[0].Groups[0].Completeness.ShouldBe(CompletenessStatus.Partial);
        scenario.Source.GroupIds["staff"] = "group-1";
        (await scenario.RunAsync()).Vendors[0].Groups[0].Completeness.ShouldBe(CompletenessStatus.Complete);
        scenario.Source.GroupIds["staff"] = "group-2";

        for (var run = 1; run <= 3; run++)
            (await scenario.RunAsync()).Vendors[0].Groups[0].Completeness.ShouldBe(CompletenessStatus.Partial);
        (await scenario.RunAsync()).Vendors[0].Groups[0].Completeness.ShouldBe(CompletenessStatus.Complete);
    }

    [Fact]
    public async Task New_group_is_accepted_at_once_when_the_mapping_names_it_by_its_id()
    {
        await using var scenario = await StartAsync();
        scenario.Source.GroupIds["staff"] = "group-2";
        scenario.Source.Leave("staff", "id-00001");
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);

        scenario.SourceGroupName = "(entryUUID=group-2)";
        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.Removed.ShouldBe(1);
    }

    [Fact]
    public async Task Dry_run_finds_a_renamed_group_and_remembers_nothing()
    {
        await using var scenario = await StartAsync();
        scenario.Source.Rename("staff", "people");

        for (var look = 0; look < 2; look++)
        {
            var run = await scenario.RunAsync(new SyncOptions { DryRun = true });
            run.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem().ShouldContain("it was 'cn=staff,");
        }

        await scenario.RunAsync();
        var next = await scenario.RunAsync(new SyncOptions { DryRun = true });
        next.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem().ShouldContain("it was 'cn=people,");
    }

    private static async Task<SyncScenario> StartAsync(string? groupId = "group-1")
    {
        var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 10);
        if (groupId is not null)
            scenario.Source.GroupIds["staff"] = groupId;
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        return scenario;
    }
}
