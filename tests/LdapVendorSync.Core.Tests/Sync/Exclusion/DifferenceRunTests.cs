using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Notifications;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;

namespace LdapVendorSync.Core.Tests.Sync.Exclusion;

/// <summary>Whole runs of a group without the people of others, of its own source and of another one.</summary>
public sealed class DifferenceRunTests : IDisposable
{
    private readonly DifferenceScenario _scenario = new();

    public DifferenceRunTests() => _scenario.Source
        .With("staff", new Person("1", "anna") { Mail = "anna@example.com" })
        .With("staff", new Person("2", "bert") { Mail = "bert@example.com" })
        .With("staff", new Person("3", "carl") { Mail = "carl@example.com" });

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task People_of_groups_of_both_sources_are_left_out_and_told()
    {
        _scenario.Source.Groups["contractors"] = ["2"];
        _scenario.Rows.Add("77;CARL;c@example.com;leaving");
        _scenario.Except = "[contractors, {source: hr, group: leaving}]";

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        (await _scenario.MembersAsync()).ShouldBe("anna");
        var group = run.Vendors[0].Groups[0];
        group.SourceMembers.ShouldBe(1);
        group.Reasons.ShouldContain("Left out as members of 'contractors' of source 'dir' (except): 1 of 'staff': bert.");
        group.Reasons.ShouldContain("Left out as members of 'leaving' of source 'hr' (except): 1 of 'staff': carl.");
    }

    [Fact]
    public async Task Who_joins_an_excluded_group_is_removed_with_that_reason_and_comes_back_when_they_leave_it()
    {
        _scenario.Source.Groups["contractors"] = ["1"];
        _scenario.Except = "contractors";
        await _scenario.RunAsync();
        (await _scenario.MembersAsync()).ShouldBe("bert carl");

        _scenario.Source.Groups["contractors"] = ["1", "2"];
        var removal = (await _scenario.RunAsync()).Changes.ShouldHaveSingleItem().Change;
        removal.Action.ShouldBe(ChangeAction.Remove);
        removal.Reason.ShouldBe("Member of 'contractors' of source 'dir', which is left out (except).");

        _scenario.Source.Groups["contractors"] = ["1"];
        await _scenario.RunAsync();
        (await _scenario.MembersAsync()).ShouldBe("bert carl");
    }

    [Fact]
    public async Task An_excluded_group_that_is_not_there_fails_the_mapping_and_changes_nobody()
    {
        _scenario.Except = "[{source: hr, group: leaving}]";

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldStartWith("The group 'leaving' of source 'hr', whose people are left out (except), could not be read");
        (await _scenario.MembersAsync()).ShouldBe(string.Empty);
    }

    [Fact]
    public async Task An_empty_excluded_group_holds_additions_until_that_is_allowed()
    {
        _scenario.Source.Groups["contractors"] = [];
        _scenario.Except = "[contractors]";

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        RunTexts.Describe(run.ExitCode, run.Changes).ShouldBe("Additions were held by a guard.");
        RunTexts.Describe(run.Status, run.Changes).ShouldBe("additions held");
        RunAlerts.Of(run).ShouldHaveSingleItem().Title.ShouldBe("App/users: 3 addition(s) held");
        run.Totals.ShouldBe(new SyncTotals { Blocked = 3 });
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem()
            .ShouldBe("Except: the excluded group 'contractors' of source 'dir' has no members (if that is meant, say allow_empty: true there); "
                + "3 addition(s) held: anna, bert, carl.");
        (await _scenario.MembersAsync()).ShouldBe(string.Empty);

        _scenario.Except = "[{group: contractors, allow_empty: true}]";
        await _scenario.RunAsync();
        (await _scenario.MembersAsync()).ShouldBe("anna bert carl");
    }

    [Fact]
    public async Task A_dangling_reference_of_an_excluded_group_holds_additions_for_its_time_of_grace_and_no_removal()
    {
        _scenario.Source.Groups["contractors"] = ["3", "gone"];
        _scenario.Except = "[contractors]";
        _scenario.More = "dangling_grace: 2 runs";

        (await _scenario.RunAsync()).Totals.Blocked.ShouldBe(2);
        (await _scenario.RunAsync()).Totals.Blocked.ShouldBe(2);
        var run = await _scenario.RunAsync();
        run.Totals.ShouldBe(new SyncTotals { Added = 2 }, run.Describe());

        _scenario.Source.Groups["contractors"] = ["3", "gone2"];
        _scenario.Source.Leave("staff", "2");
        (await _scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 1 });
    }

    [Fact]
    public async Task An_excluded_group_that_shrank_holds_additions_until_removals_are_allowed_once()
    {
        _scenario.Source.WithNumbered("staff", 20);
        _scenario.Source.Groups["contractors"] = [.. Enumerable.Range(1, 20).Select(number => Person.Numbered(number).Id)];
        _scenario.Except = "[contractors]";
        (await _scenario.RunAsync()).Totals.Added.ShouldBe(3);

        _scenario.Source.Groups["contractors"].RemoveRange(0, 10);
        var held = await _scenario.RunAsync();
        held.Totals.ShouldBe(new SyncTotals { Blocked = 10, Unchanged = 3 }, held.Describe());
        held.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("had 20 members and has 10, 50 % fewer");
        (await _scenario.RunAsync()).Totals.Blocked.ShouldBe(10, "a held run is no measure");

        (await _scenario.RunAsync(new SyncOptions { AllowRemovals = true })).Totals.Added.ShouldBe(10);
        (await _scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 13 });
    }

    [Fact]
    public async Task An_excluded_group_that_takes_everybody_is_held_like_an_empty_source_group()
    {
        _scenario.Source.Groups["contractors"] = ["1"];
        _scenario.Except = "[contractors]";
        await _scenario.RunAsync();

        _scenario.Source.Groups["contractors"] = ["1", "2", "3"];
        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Blocked = 2 }, run.Describe());
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldStartWith("Empty source: 'staff' has no members but the 3 whom the mapping leaves out (except)");
        (await _scenario.MembersAsync()).ShouldBe("bert carl");
    }

    [Fact]
    public async Task Somebody_whom_nothing_identifies_at_the_other_source_holds_additions()
    {
        _scenario.Rows.Add("77;;;leaving");
        _scenario.Except = "[{source: hr, group: leaving}]";

        var run = await _scenario.RunAsync();

        run.Totals.Blocked.ShouldBe(3, run.Describe());
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("has somebody with none of userName and no link ('77'), who may be anybody");
    }

    [Fact]
    public async Task Who_shares_only_a_later_key_with_somebody_left_out_is_neither_added_nor_removed()
    {
        _scenario.Settings = "match_on: [userName, email]";
        _scenario.Rows.Add("77;other;anna@example.com;leaving");
        _scenario.Except = "[{source: hr, group: leaving}]";

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 2, Skipped = 1 }, run.Describe());
        (await _scenario.MembersAsync()).ShouldBe("bert carl");
        run.Vendors[0].Groups[0].Reasons.ShouldContain(reason => reason.StartsWith("'anna' shares a key with 'other' (id '77')", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_tells_across_sources_who_is_left_out_although_the_keys_differ_by_now()
    {
        _scenario.Rows.Add("77;carl;carl@example.com;known");
        _scenario.OtherMappings = "      - { source: hr, source_group: known, vendor_group: known }";
        await _scenario.RunAsync();
        (await _scenario.MembersAsync()).ShouldBe("anna bert carl");

        _scenario.Source.Change("3", person => person with { UserName = "carlos", Mail = "carlos@example.com" });
        _scenario.Except = "[{source: hr, group: known}]";
        var run = await _scenario.RunAsync();

        run.Changes.ShouldContain(outcome => outcome.Change.Action == ChangeAction.Remove && outcome.Change.Group == "users");
        (await _scenario.MembersAsync()).ShouldBe("anna bert", run.Describe());
    }

    [Fact]
    public async Task Each_mapping_of_a_union_leaves_out_its_own()
    {
        _scenario.Source.Groups["contractors"] = ["2", "3"];
        _scenario.Source.Groups["leavers"] = ["3"];
        _scenario.Except = "[contractors]";
        _scenario.More = "combine: union";
        _scenario.OtherMappings = "      - { source: dir, source_group: leavers, vendor_group: users, combine: union }";

        await _scenario.RunAsync();

        (await _scenario.MembersAsync()).ShouldBe("anna carl");
    }

    [Fact]
    public async Task Trace_says_which_group_leaves_somebody_out()
    {
        _scenario.Source.Groups["contractors"] = ["2"];
        _scenario.Except = "[contractors]";
        await _scenario.RunAsync();

        var trace = await _scenario.TraceAsync("bert");

        trace.Verdict.ShouldBe("bert is not in 'users' at 'App' because the group 'contractors' of source 'dir' has them, and the mapping leaves out its people (except).");
        trace.Findings.ShouldContain(finding => finding.Kind == TraceFindingKind.LeftOutByExcept);
    }

    [Fact]
    public async Task Trace_says_what_holds_an_addition()
    {
        _scenario.Source.Groups["contractors"] = [];
        _scenario.Except = "[contractors]";
        await _scenario.RunAsync();

        (await _scenario.TraceAsync("bert")).Verdict.ShouldStartWith("bert is not in 'users' at 'App' because the addition is held. Except: the excluded group");
    }

    [Fact]
    public async Task A_plan_that_was_made_before_somebody_was_left_out_does_not_add_them()
    {
        _scenario.Source.Groups["contractors"] = ["1"];
        _scenario.Except = "[contractors]";
        var plan = (await new SyncRunner(_scenario.Load(), new SyncEnvironment()).PlanAsync(new SyncOptions(), null, null, default)).Plan!;

        _scenario.Source.Groups["contractors"] = ["1", "2"];
        await _scenario.RunAsync(new SyncOptions { Plan = plan });
        (await _scenario.MembersAsync()).ShouldBe("carl");
    }

    [Fact]
    public async Task Changes_of_a_pipeline_add_nobody_who_is_left_out()
    {
        _scenario.Source.Groups["contractors"] = ["1"];
        _scenario.Except = "[contractors]";
        await _scenario.RunAsync();
        _scenario.Source.With("staff", new Person("4", "dora"));
        _scenario.Source.Groups["contractors"] = ["1", "4"];

        var run = await _scenario.ApplyAsync(
        [
            Add(new GroupMember { Id = "4", UserName = "dora" }),
            Add(new GroupMember { Id = "5", UserName = "emil" }),
        ]);

        run.Totals.ShouldBe(new SyncTotals { Added = 1, Blocked = 1 }, run.Describe());
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("the mapping leaves out the people of 'contractors' of source 'dir'");
        (await _scenario.MembersAsync()).ShouldBe("bert carl emil");
    }

    private static MembershipChange Add(GroupMember person) => new()
    {
        Action = ChangeAction.Add,
        Mapping = new MappingReference("dir", "staff", "App", "users"),
        SourceMember = person,
        Reason = "test",
    };
}
