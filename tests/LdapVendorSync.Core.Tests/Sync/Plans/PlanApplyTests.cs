using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Plans;

/// <summary>A plan narrows what a run does, and never widens it.</summary>
public sealed class PlanApplyTests : IAsyncLifetime
{
    private const string GroupsCanBeCreated =
        """
        rest:
          find_group: {path: /groups, query: {name: "{group}"}}
          create_group: {path: /groups, body: {name: "{group}"}}
        """;

    private SyncScenario _scenario = null!;

    private VendorStore Store => _scenario.Vendor.Store;

    public async Task InitializeAsync() => _scenario = await SyncScenario.StartAsync();

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Plan_has_the_changes_that_a_sync_makes_and_applying_it_makes_them()
    {
        Prepare();
        _scenario.VendorSettings = [GroupsCanBeCreated];
        _scenario.Mappings.Add(("admins", "admins", "create_groups: true"));
        _scenario.Source.With("admins", Person.Numbered(30));

        var plan = await _scenario.PlanAsync();
        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        var run = await _scenario.ApplyAsync(plan);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        Names(run.Changes.Select(outcome => outcome.Change)).ShouldBe(Names(plan.Changes));
        Names(plan.Changes).ShouldContain("CreateGroup admins in App1/admins");
        run.Changes.ShouldAllBe(outcome => outcome.Result == ChangeResult.Applied);
        run.Plan.ShouldNotBeNull().ShouldBeEquivalentTo(run.Plan! with { Changes = plan.Changes.Count, Applied = plan.Changes.Count, Refused = 0, LeftOut = 0 });
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
    }

    [Fact]
    public async Task Everything_is_no_longer_needed_when_the_plan_is_applied_again()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();
        await _scenario.ApplyAsync(plan);
        _scenario.Vendor.Requests.Clear();

        var again = await _scenario.ApplyAsync(plan);

        again.ExitCode.ShouldBe(SyncExitCode.Done, again.Describe());
        again.Changes.ShouldAllBe(outcome => outcome.Result == ChangeResult.Refused && outcome.Message!.StartsWith("No longer needed"));
        again.Plan!.NoLongerNeeded.ShouldBe(plan.Changes.Count);
        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        again.Plan.Drift.ShouldHaveSingleItem().ShouldContain("the vendor group is not as it was");
    }

    [Fact]
    public async Task What_came_up_after_the_plan_is_left_out_and_counted()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();
        _scenario.Source.With("staff", Person.Numbered(77));
        _scenario.Source.Leave("staff", "id-00010");

        var run = await _scenario.ApplyAsync(plan);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Plan!.LeftOut.ShouldBe(2);
        run.Vendors[0].Groups[0].Reasons.ShouldContain("Left out, because the plan does not have them: 2 change(s): Add user00077, Remove user00010.");
        Store.MemberNames("users").ShouldNotContain("user00077");
        Store.MemberNames("users").ShouldContain("user00010");
        run.Plan.Drift.ShouldHaveSingleItem().ShouldContain("the source group is not as it was");
    }

    [Fact]
    public async Task Each_refused_change_says_why()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();
        _scenario.Source.Leave("staff", "id-00030");
        _scenario.Source.Change("id-00031", person => person with { UserName = "boss" });
        _scenario.Source.Change("id-00003", person => person with { LastName = "Third" });
        Store.Remove("users", Store.FindByName("leaver")!.Id);
        _scenario.Source.With("staff", new Person("id-00032b", "user00032"));

        var run = await _scenario.ApplyAsync(plan);

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        Refusal(run, ChangeAction.Add, "user00030").ShouldBe("No longer needed: the person is not in the source group any more, or is disabled.");
        Refusal(run, ChangeAction.Add, "boss").ShouldStartWith("Differs now: the plan sets userName to 'user00031'");
        Refusal(run, ChangeAction.Update, "user00003").ShouldBe("Differs now: the plan sets lastName to 'Last3', the comparison gives lastName to 'Third'.");
        Refusal(run, ChangeAction.Remove, "leaver").ShouldBe("No longer needed: the account is not in the vendor group any more.");
        Refusal(run, ChangeAction.Add, "user00032").ShouldStartWith("It is no longer certain who the person is:");
        run.Plan!.ShouldSatisfyAllConditions(
            use => use.Refused.ShouldBe(5), use => use.NoLongerNeeded.ShouldBe(2), use => use.Applied.ShouldBe(plan.Changes.Count - 5));
        Store.FindByName("boss").ShouldBeNull();
        Store.FindByName("user00003")!.LastName.ShouldBe("Old");
    }

    [Fact]
    public async Task Account_that_appeared_meanwhile_is_not_taken_for_the_one_to_create()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();
        Store.CreateUser(new VendorUser { Username = "user00030", Email = "somebody@else.example" });

        var run = await _scenario.ApplyAsync(plan);

        Refusal(run, ChangeAction.Add, "user00030").ShouldContain("there is one by now");
        Store.MemberNames("users").ShouldNotContain("user00030");
    }

    [Fact]
    public async Task Another_account_than_the_planned_one_is_not_added()
    {
        Prepare();
        var planned = Store.CreateUser(new VendorUser { Username = "user00030", Email = "user00030@example.com", FirstName = "First30", LastName = "Last30" })!;
        var plan = await _scenario.PlanAsync();
        Store.UpdateUser(planned.Id, new Dictionary<string, string?> { ["username"] = "renamed" });
        Store.CreateUser(new VendorUser { Username = "user00030" });

        var run = await _scenario.ApplyAsync(plan);

        Refusal(run, ChangeAction.Add, "user00030").ShouldContain($"the plan adds the account with id '{planned.Id}'");
        Store.MemberNames("users").ShouldNotContain("user00030");
        Store.MemberNames("users").ShouldNotContain("renamed");
    }

    [Fact]
    public async Task Profile_of_a_found_account_is_updated_only_as_planned()
    {
        Prepare();
        Store.CreateUser(new VendorUser { Username = "user00030", LastName = "Old" });
        Store.CreateUser(new VendorUser { Username = "user00031", LastName = "Last31", FirstName = "First31", Email = "user00031@example.com" });
        var plan = await _scenario.PlanAsync();
        plan.Changes.ShouldContain(change => change.Action == ChangeAction.Update && change.User == "user00030");
        Store.UpdateUser(Store.FindByName("user00031")!.Id, new Dictionary<string, string?> { ["lastName"] = "Chosen" });

        var run = await _scenario.ApplyAsync(plan);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        Store.FindByName("user00030")!.LastName.ShouldBe("Last30");
        Store.FindByName("user00031")!.LastName.ShouldBe("Chosen", "the plan says nothing of it");
        run.Plan!.LeftOut.ShouldBe(1);
    }

    [Fact]
    public async Task Part_of_a_plan_applies_just_that_part()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();
        var part = plan.Changes.Where(change => change.User == "user00030").ToList<MembershipChange>();

        // The same change twice is one.
        var run = await new SyncRunner(_scenario.Load(), new SyncEnvironment()).ApplyAsync([.. part, .. part], new SyncOptions(), null, default);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Changes.ShouldHaveSingleItem().Result.ShouldBe(ChangeResult.Applied);
        run.Plan!.LeftOut.ShouldBe(plan.Changes.Count - 1);
        Store.MemberNames("users").ShouldContain("user00030");
        Store.MemberNames("users").ShouldContain("leaver");
    }

    [Fact]
    public async Task Changes_of_a_plan_are_never_applied_as_they_are()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();
        _scenario.Source.With("staff", new Person("id-leaver", "leaver"));
        var runner = new SyncRunner(_scenario.Load(), new SyncEnvironment());

        var run = await runner.ApplyAsync(plan.Changes, new SyncOptions(), null, default);
        Refusal(run, ChangeAction.Remove, "leaver").ShouldStartWith("No longer needed: the person is in the source group");
        Store.MemberNames("users").ShouldContain("leaver");

        var loose = new MembershipChange { Action = ChangeAction.Remove, Mapping = plan.Changes[0].Mapping, VendorMember = plan.Changes[0].VendorMember, Reason = "By hand." };
        _scenario.Vendor.Requests.Clear();
        var mixed = await runner.ApplyAsync([plan.Changes[0], loose], new SyncOptions(), null, default);
        mixed.ExitCode.ShouldBe(SyncExitCode.PlanRefused);
        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_of_the_plan_that_was_tampered_with_is_made_only_if_it_is_due()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();
        var victim = plan.Changes.First(change => change.Action == ChangeAction.Remove) with
        {
            VendorMember = new GroupMember { Id = Store.FindByName("user00001")!.Id, UserName = "user00001" },
        };

        var run = await _scenario.ApplyAsync(plan with { Changes = [victim] });

        Refusal(run, ChangeAction.Remove, "user00001").ShouldStartWith("No longer needed");
        Store.MemberNames("users").ShouldContain("user00001");
    }

    [Fact]
    public async Task Dry_run_with_a_plan_writes_nothing_and_says_the_same()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();
        _scenario.Source.Leave("staff", "id-00030");

        var dry = await _scenario.RunAsync(new SyncOptions { Plan = plan, DryRun = true });
        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        var real = await _scenario.ApplyAsync(plan);

        dry.Totals.ShouldBe(real.Totals);
        dry.Plan!.ShouldBeEquivalentTo(real.Plan);
        dry.ExitCode.ShouldBe(real.ExitCode);
    }

    [Fact]
    public async Task Mappings_that_were_not_selected_are_refused()
    {
        _scenario.Mappings.Add(("admins", "admins", null));
        Store.CreateGroup("admins");
        Prepare();
        _scenario.Source.With("admins", Person.Numbered(40));
        var plan = await _scenario.PlanAsync();

        var run = await _scenario.RunAsync(new SyncOptions { Plan = plan, Groups = ["admins"] });

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Changes.Where(outcome => outcome.Change.Group == "users").ShouldAllBe(outcome => outcome.Message!.StartsWith("Not selected"));
        Store.MemberNames("admins").ShouldBe(["user00040"]);
        Store.MemberNames("users").ShouldContain("leaver");
    }

    [Fact]
    public async Task Group_that_is_gone_is_not_created_unless_the_plan_creates_it()
    {
        Prepare();
        _scenario.VendorSettings = [GroupsCanBeCreated];
        _scenario.Settings = "create_groups: true";
        var plan = await _scenario.PlanAsync();
        Store.DeleteGroup("users");

        var run = await _scenario.ApplyAsync(plan);

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain("the plan does not create it");
        run.Changes.ShouldAllBe(outcome => outcome.Result == ChangeResult.Refused && outcome.Message!.StartsWith("Not compared"));
        Store.Groups.Keys.ShouldNotContain("users");
    }

    [Fact]
    public async Task Run_that_was_killed_is_finished_with_the_same_plan()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();

        // The account is made, then the vendor is gone: as after a kill between the two requests.
        _scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Method = "POST", Path = "members" });
        _scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Method = "DELETE" });
        await _scenario.ApplyAsync(plan);
        Store.FindByName("user00030").ShouldNotBeNull();
        Store.MemberNames("users").ShouldNotContain("user00030");
        _scenario.Vendor.Faults.Clear();

        var run = await _scenario.ApplyAsync(plan);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
        Store.MemberNames("users").Count.ShouldBe(32);
    }

    [Fact]
    public async Task Run_that_was_cancelled_is_finished_with_the_same_plan()
    {
        Prepare();
        var plan = await _scenario.PlanAsync();
        using var cancellation = new CancellationTokenSource();
        var progress = new Progress(stage =>
        {
            if (stage is { Stage: SyncStage.Applying, Done: > 2 })
                cancellation.Cancel();
        });
        var cut = await new SyncRunner(_scenario.Load(), new SyncEnvironment()).RunAsync(new SyncOptions { Plan = plan }, progress, cancellation.Token);
        cut.ExitCode.ShouldBe(SyncExitCode.Cancelled);
        Store.MemberNames("users").ShouldContain("leaver");

        (await _scenario.ApplyAsync(plan)).ExitCode.ShouldBe(SyncExitCode.Done);
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
    }

    // 32 people; 20 of them are in the group, one of those with an old name; one who left.
    private void Prepare()
    {
        _scenario.Source.WithNumbered("staff", 32);
        Store.SeedNumbered("users", 20);
        Store.Seed("users", new VendorUser { Username = "leaver" });
        Store.UpdateUser(Store.FindByName("user00003")!.Id, new Dictionary<string, string?> { ["lastName"] = "Old" });
    }

    private static string Refusal(SyncRun run, ChangeAction action, string user) => run.Changes
        .Where(outcome => outcome.Result == ChangeResult.Refused && outcome.Change.Action == action)
        .First(outcome => outcome.Change.User == user || outcome.Change.SourceMember?.UserName == user)
        .Message!;

    private static IEnumerable<string> Names(IEnumerable<MembershipChange> changes) => changes.Select(change => change.ToString()).Order(StringComparer.Ordinal);

    private sealed class Progress(Action<SyncProgress> report) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value) => report(value);
    }
}
