using System.Text.RegularExpressions;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Tests.Notifications;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Plans;

/// <summary>When nothing of a plan is applied, and what guards say to it.</summary>
public sealed class PlanRefusalTests : IAsyncLifetime
{
    private SyncScenario _scenario = null!;

    private VendorStore Store => _scenario.Vendor.Store;

    public async Task InitializeAsync()
    {
        _scenario = await SyncScenario.StartAsync();
        _scenario.Source.WithNumbered("staff", 20);
        Store.SeedNumbered("users", 10);
        Store.SeedNumbered("users", 3, first: 50);
    }

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Strict_applies_a_plan_that_still_holds()
    {
        var plan = await _scenario.PlanAsync();
        _scenario.Source.With("staff", Person.Numbered(40));

        var run = await _scenario.ApplyAsync(plan, strict: true);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Changes.Count.ShouldBe(13);
        run.Changes.ShouldAllBe(outcome => outcome.Result == ChangeResult.Applied);
        run.Plan!.LeftOut.ShouldBe(1);
    }

    [Theory]
    [InlineData("no longer needed")]
    [InlineData("differs")]
    [InlineData("another account")]
    [InlineData("held")]
    [InlineData("vendor is down")]
    public async Task Strict_applies_nothing_when_any_change_is_refused(string why)
    {
        Store.CreateUser(VendorStore.Numbered(20));
        var plan = await _scenario.PlanAsync();
        switch (why)
        {
            case "no longer needed":
                Store.Add("users", Store.FindByName("user00020")!.Id);
                break;
            case "differs":
                _scenario.Source.Change("id-00011", person => person with { Mail = "other@example.com" });
                break;
            case "another account":
                Store.CreateUser(new VendorUser { Username = "user00012" });
                break;
            case "held":
                _scenario.Source.Groups["staff"].Add("id-nobody");
                break;
            default:
                _scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500 });
                break;
        }

        _scenario.Vendor.Requests.Clear();
        var dry = await _scenario.RunAsync(new SyncOptions { Plan = plan, Strict = true, DryRun = true });
        var run = await _scenario.ApplyAsync(plan, strict: true);

        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        run.ExitCode.ShouldBe(SyncExitCode.PlanRefused, run.Describe());
        run.Status.ShouldBe(SyncStatus.Failed);
        run.Error.ShouldNotBeNull().ShouldContain("Nothing of the plan was applied");
        run.Totals.Changes.ShouldBe(0);
        run.DryRun.ShouldBeFalse();
        run.Changes.ShouldAllBe(outcome => outcome.Result != ChangeResult.Applied && outcome.Result != ChangeResult.Planned && outcome.Message != null);
        dry.ExitCode.ShouldBe(run.ExitCode);
        Tell(dry).ShouldBe(Tell(run));
    }

    [Fact]
    public async Task Expired_plan_is_refused_as_a_whole()
    {
        var clock = new MovedClock();
        _scenario.TimeProvider = clock;
        _scenario.Settings = "plan_expires_after: 2h";
        var plan = await _scenario.PlanAsync();
        (plan.ExpiresAt - plan.CreatedAt).ShouldBe(TimeSpan.FromHours(2));

        clock.Ahead = TimeSpan.FromMinutes(119);
        (await _scenario.RunAsync(new SyncOptions { Plan = plan, DryRun = true })).ExitCode.ShouldBe(SyncExitCode.Done);
        clock.Ahead = TimeSpan.FromMinutes(121);
        await ShouldRefuseAsync(plan, "expired at");
    }

    [Fact]
    public async Task Plan_from_the_future_is_refused()
    {
        var clock = new MovedClock { Ahead = TimeSpan.FromHours(1) };
        _scenario.TimeProvider = clock;
        var plan = await _scenario.PlanAsync();
        clock.Ahead = TimeSpan.Zero;

        await ShouldRefuseAsync(plan, "in the future");
    }

    [Theory]
    [InlineData("clear_missing: true")]
    [InlineData("guards: { max_removal_percent: 90 }")]
    [InlineData("attributes: { userName: userName, email: email }")]
    [InlineData("match_on: [email]")]
    public async Task Plan_of_another_configuration_is_refused(string settings)
    {
        var plan = await _scenario.PlanAsync();
        _scenario.Settings = settings;

        await ShouldRefuseAsync(plan, "The configuration of 'cn=staff,ou=groups,dc=example,dc=test -> App1/users' was changed");
    }

    [Fact]
    public async Task Plan_of_a_mapping_that_is_gone_is_refused()
    {
        var plan = await _scenario.PlanAsync();
        _scenario.Mappings[0] = ("staff", "others", null);

        await ShouldRefuseAsync(plan, "which the configuration does not have");
    }

    [Theory]
    [InlineData("concurrency: 3\nlogging: { level: DEBUG }")]
    [InlineData("# A comment.\nunmanaged_members: remove")]
    public async Task Settings_that_change_nothing_of_what_is_done_keep_the_plan_valid(string settings)
    {
        var plan = await _scenario.PlanAsync();
        _scenario.Settings = settings;

        (await _scenario.ApplyAsync(plan)).ExitCode.ShouldBe(SyncExitCode.Done);
    }

    [Fact]
    public async Task Guards_hold_removals_of_a_plan_and_count_only_what_it_has()
    {
        Store.SeedNumbered("users", 10, first: 60);
        var plan = await _scenario.PlanAsync();
        plan.Held.ShouldBe(13);
        plan.Changes.Where(change => change.IsHeld).ShouldAllBe(change => change.IsRemoval && change.HeldBy!.StartsWith("Removal limit: 13 of 23 members"));
        plan.Header.Mappings[0].BlockedBy.ShouldHaveSingleItem();

        var held = await _scenario.ApplyAsync(plan);
        held.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, held.Describe());
        held.Plan!.Held.ShouldBe(13);
        held.Totals.Removed.ShouldBe(0);

        var part = plan with { Changes = [.. plan.Changes.Where(change => change.IsRemoval).Take(3)] };
        var few = await _scenario.ApplyAsync(part);
        few.Totals.Removed.ShouldBe(3, few.Describe());
        few.Plan!.LeftOut.ShouldBe(10);

        var allowed = await _scenario.RunAsync(new SyncOptions { Plan = plan, AllowRemovals = true });
        allowed.Totals.Removed.ShouldBe(10, allowed.Describe());
    }

    [Fact]
    public async Task Read_that_is_incomplete_by_then_holds_the_removals_of_a_plan()
    {
        var plan = await _scenario.PlanAsync();
        _scenario.Source.Groups["staff"].Add("id-nobody");

        var run = await _scenario.ApplyAsync(plan);

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Added = 10, Unchanged = 10, Blocked = 3 });
    }

    [Fact]
    public async Task Run_that_compares_nothing_makes_no_plan()
    {
        var result = await _scenario.TryPlanAsync(new SyncOptions { Vendors = ["Nowhere"] });

        result.Plan.ShouldBeNull();
        result.Run.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);
    }

    [Fact]
    public async Task Mapping_that_cannot_be_compared_stands_in_the_plan_with_the_reason()
    {
        _scenario.Mappings.Add(("staff", "missing", null));

        var result = await _scenario.TryPlanAsync();

        result.Run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        var mappings = result.Plan.ShouldNotBeNull().Header.Mappings;
        mappings[1].Error.ShouldNotBeNull().ShouldContain("group 'missing'");
        mappings[1].SourceRead.ShouldBeNull();
        mappings[0].SourceRead.ShouldNotBeNull().Members.ShouldBe(20);
        mappings[0].VendorRead.ShouldNotBeNull().Completeness.ShouldBe(CompletenessStatus.Complete);
    }

    private static IEnumerable<string> Tell(SyncRun run) =>
        run.Changes.Select(outcome => Regex.Replace(outcome.ToString(), @"request id [\w:]+", "request id"));

    private async Task ShouldRefuseAsync(SyncPlan plan, string why)
    {
        _scenario.Vendor.Requests.Clear();
        var run = await _scenario.ApplyAsync(plan);
        run.ExitCode.ShouldBe(SyncExitCode.PlanRefused, run.Describe());
        run.Error.ShouldNotBeNull().ShouldContain(why);
        run.Changes.Count.ShouldBe(plan.Changes.Count);
        run.Changes.ShouldAllBe(outcome => outcome.Result == ChangeResult.Refused && outcome.Message == run.Error);
        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
    }
}
