using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Guards that meet: what one of them lets pass or holds makes none of the others blind.</summary>
public sealed class GuardCombinationTests
{
    [Fact]
    public async Task Source_that_shrank_is_noticed_although_its_people_wait_first()
    {
        await using var scenario = await StartAsync(20, "remove_after: 2 runs\nguards: {max_removal_percent: none}");
        for (var number = 1; number <= 8; number++)
            scenario.Source.Leave("staff", $"id-{number:D5}");

        foreach (var _ in Enumerable.Range(1, 4))
        {
            var held = await scenario.RunAsync();
            held.Totals.ShouldBe(held.Totals with { Removed = 0, Blocked = 8 }, held.Describe());
            held.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("had 20 members and has 12");
        }

        (await scenario.RunAsync(new SyncOptions { AllowRemovals = true })).Totals.Removed.ShouldBe(8);
    }

    [Fact]
    public async Task Source_that_shrank_with_permission_is_the_measure_while_its_people_wait()
    {
        await using var scenario = await StartAsync(20, "remove_after: 2 runs\nguards: {max_removal_percent: none}");
        for (var number = 1; number <= 8; number++)
            scenario.Source.Leave("staff", $"id-{number:D5}");

        var allowed = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });
        allowed.Totals.ShouldBe(allowed.Totals with { Removed = 0, Skipped = 8, Blocked = 0 }, allowed.Describe());
        (await scenario.RunAsync()).Totals.Skipped.ShouldBe(8);

        (await scenario.RunAsync()).Totals.Removed.ShouldBe(8);
    }

    [Fact]
    public async Task Source_that_shrank_is_noticed_although_somebody_is_always_held()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Settings = "protected_users: [breakglass]\nguards: {max_removal_percent: none}";
        scenario.Vendor.Store.Seed("users", new VendorUser { Id = "x1", Username = "breakglass" });
        scenario.Source.WithNumbered("staff", 20);
        await scenario.RunAsync();
        (await scenario.RunAsync()).Totals.Blocked.ShouldBe(1);
        for (var number = 1; number <= 8; number++)
            scenario.Source.Leave("staff", $"id-{number:D5}");

        foreach (var _ in Enumerable.Range(1, 2))
        {
            var held = await scenario.RunAsync();
            held.Totals.ShouldBe(held.Totals with { Removed = 0, Blocked = 9 }, held.Describe());
        }
    }

    [Fact]
    public async Task Member_whose_account_is_disabled_is_none_that_is_left()
    {
        await using var scenario = await StartAsync(2, "keep_at_least: 1\ndisabled_members: disable");
        scenario.Source.Change("id-00001", person => person with { Disabled = true });
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1);
        scenario.Source.Change("id-00002", person => person with { Disabled = true });

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(run.Totals with { Removed = 0, Blocked = 1 }, run.Describe());
        scenario.Vendor.Store.FindByName("user00002")!.Active.ShouldBeTrue();
    }

    [Theory]
    [InlineData("protected_groups: [admins]")]
    [InlineData("keep_at_least: 1")]
    public async Task Account_of_somebody_whom_another_group_has_to_keep_is_not_disabled(string settings)
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Settings = $"{settings}\ndisabled_members: disable\nguards: {{max_removal_percent: none}}";
        scenario.Vendor.Store.CreateGroup("admins");
        scenario.Mappings.Add(("leads", "admins", null));
        scenario.Source.WithNumbered("staff", 10);
        scenario.Source.With("leads", Person.Numbered(1));
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        scenario.Source.Change("id-00001", person => person with { Disabled = true });

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(run.Totals with { Removed = 0, Blocked = 1 }, run.Describe());
        scenario.Vendor.Store.FindByName("user00001")!.Active.ShouldBeTrue();
    }

    [Fact]
    public async Task Removal_that_was_compared_without_the_configuration_leaves_unmanaged_members_alone()
    {
        await using var scenario = await StartAsync(10, "unmanaged_members: keep");
        scenario.Vendor.Store.Seed("users", new VendorUser { Id = "x1", Username = "stranger" });

        var run = await scenario.ApplyAsync(
            Removal(scenario, "staff", "stranger"), Removal(scenario, "staff", "user00003"));

        run.Totals.ShouldBe(run.Totals with { Removed = 1, Blocked = 1 }, run.Describe());
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("unmanaged_members");
        scenario.Vendor.Store.MemberNames("users").ShouldContain("stranger");
        scenario.Vendor.Store.MemberNames("users").ShouldNotContain("user00003");
    }

    [Fact]
    public async Task Removal_that_was_compared_with_one_group_of_a_union_is_held()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Mappings.Clear();
        scenario.Mappings.Add(("staff", "users", "combine: union"));
        scenario.Mappings.Add(("others", "users", "combine: union"));
        scenario.Source.WithNumbered("staff", 10);
        scenario.Source.With("others", Person.Numbered(20));
        (await scenario.RunAsync()).Totals.Added.ShouldBe(11);

        var run = await scenario.ApplyAsync(Removal(scenario, "staff", "user00020"));

        run.Totals.ShouldBe(run.Totals with { Removed = 0, Blocked = 1 }, run.Describe());
        scenario.Vendor.Store.MemberNames("users").ShouldContain("user00020");
    }

    private static MembershipChange Removal(SyncScenario scenario, string group, string user) => new()
    {
        Action = ChangeAction.Remove,
        Mapping = new MappingReference("hr", DirectoryFile.GroupDn(group), "App1", "users"),
        VendorMember = new GroupMember { Id = scenario.Vendor.Store.FindByName(user)!.Id, UserName = user },
        Reason = "Compared elsewhere.",
    };

    private static async Task<SyncScenario> StartAsync(int people, string settings)
    {
        var scenario = await SyncScenario.StartAsync();
        scenario.Settings = settings;
        scenario.Source.WithNumbered("staff", people);
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        return scenario;
    }
}
