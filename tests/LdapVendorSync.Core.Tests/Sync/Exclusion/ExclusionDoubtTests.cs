using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Exclusion;

namespace LdapVendorSync.Core.Tests.Sync.Exclusion;

/// <summary>Excluded groups of which it is not certain whom they have, or which group they are.</summary>
public sealed class ExclusionDoubtTests : IDisposable
{
    private const string First = "11111111-1111-1111-1111-111111111111";
    private const string Second = "22222222-2222-2222-2222-222222222222";

    private readonly DifferenceScenario _scenario = new() { Except = "[contractors]" };

    public ExclusionDoubtTests()
    {
        _scenario.Source
            .With("staff", new Person("1", "anna"))
            .With("staff", new Person("2", "bert"))
            .With("staff", new Person("3", "carl"));
        _scenario.Source.Groups["contractors"] = ["3"];
        _scenario.Source.GroupIds["contractors"] = First;
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task An_excluded_group_that_was_renamed_leaves_out_its_people_all_the_same()
    {
        await _scenario.RunAsync();
        _scenario.Source.Rename("contractors", "externals");
        _scenario.Source.Groups["externals"].Add("2");

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 1 }, run.Describe());
        (await _scenario.MembersAsync()).ShouldBe("anna");
    }

    [Fact]
    public async Task Another_group_under_the_name_of_an_excluded_one_lets_nobody_in()
    {
        await _scenario.RunAsync();
        _scenario.Source.Rename("contractors", "externals");
        _scenario.Source.Groups["contractors"] = ["1"];
        _scenario.Source.GroupIds["contractors"] = Second;

        var dry = await _scenario.RunAsync(new SyncOptions { DryRun = true });
        var run = await _scenario.RunAsync();

        run.Totals.Added.ShouldBe(0, run.Describe());
        run.Totals.Removed.ShouldBe(0, run.Describe());
        dry.Totals.ShouldBe(run.Totals, "a dry run does what a run does");
        (await _scenario.MembersAsync()).ShouldBe("anna bert");
    }

    [Fact]
    public async Task An_excluded_group_that_is_gone_with_all_its_names_changes_nobody()
    {
        await _scenario.RunAsync();
        _scenario.Source.Groups.Remove("contractors");
        _scenario.Source.With("staff", new Person("4", "dora"));
        _scenario.Source.Leave("staff", "1");

        (await _scenario.RunAsync(new SyncOptions { AllowRemovals = true })).ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        (await _scenario.MembersAsync()).ShouldBe("anna bert");
    }

    [Fact]
    public async Task A_key_is_the_same_across_sources_whatever_its_case_and_form()
    {
        _scenario.Source.With("staff", new Person("5", "jose\u0301"));
        _scenario.Rows.Add("71; JOS\u00C9 ;;leaving");
        _scenario.Except = "[{source: HR, group: leaving}]";

        await _scenario.RunAsync();

        (await _scenario.MembersAsync()).ShouldBe("anna bert carl");
    }

    [Fact]
    public void Who_is_left_out_at_another_source_under_the_same_key_but_an_older_account_is_in_doubt()
    {
        var plan = Plan(
            [new GroupMember { Id = "3", UserName = "carl" }],
            [new GroupMember { Id = "77", UserName = "CARL" }],
            new MemberLinks([KeyValuePair.Create("77", "old")]));

        plan.Adds.ShouldBeEmpty();
        plan.Removals.ShouldBeEmpty();
        plan.Problems.ShouldHaveSingleItem().Message.ShouldStartWith("'carl' has the same key as 'CARL' (id '77')");
    }

    [Fact]
    public void Who_has_the_id_of_somebody_else_is_not_added_where_one_of_them_may_be_left_out()
    {
        var plan = Plan(
            [new GroupMember { Id = "4", UserName = "dora" }, new GroupMember { Id = "4", UserName = "emil" }],
            [new GroupMember { Id = "77", UserName = "emil" }],
            MemberLinks.None);

        plan.Adds.ShouldBeEmpty();
    }

    private static MappingPlan Plan(IReadOnlyList<GroupMember> staff, IReadOnlyList<GroupMember> leaving, MemberLinks theirLinks)
    {
        var except = new ExceptSettings { Source = "hr", Group = "leaving" };
        var settings = new MappingSettings
        {
            Source = "dir",
            SourceGroup = "staff",
            VendorGroup = "users",
            MatchOn = ["userName"],
            Attributes = new Dictionary<string, string> { ["userName"] = "userName" },
            MaxMembers = 1,
            Except = [except],
        };
        var part = new GroupContent(staff, Completeness.Complete)
        {
            Source = "dir",
            Except = [new ExcludedGroup(except, new GroupContent(leaving, Completeness.Complete))],
        };
        var memory = new ExclusionMemory { Links = new Dictionary<string, MemberLinks> { ["HR"] = theirLinks } };
        var account = new GroupMember { Id = "new", UserName = "carl" };
        var mapping = new SyncMapping(new MappingReference("dir", "staff", "App", "users"), [settings]);
        return new ChangePlanner(mapping, exclusions: memory).Plan(
            [part], new GroupContent([account], Completeness.Complete), new MemberLinks([KeyValuePair.Create("3", "new")]));
    }
}
