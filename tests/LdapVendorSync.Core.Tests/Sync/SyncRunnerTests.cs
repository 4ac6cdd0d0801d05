using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

public sealed class SyncRunnerTests
{
    [Fact]
    public async Task Run_creates_adds_updates_and_removes_and_the_second_run_sends_no_write()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 30);
        scenario.Vendor.Store.SeedNumbered("users", 20);
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });
        scenario.Vendor.Store.UpdateUser(scenario.Vendor.Store.FindByName("user00003")!.Id, new Dictionary<string, string?> { ["lastName"] = "Old" });

        var first = await scenario.RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.ShouldBe(new SyncTotals { Added = 10, Removed = 1, Updated = 1, Unchanged = 19 });
        scenario.Vendor.Store.MemberNames("users").ShouldBe(Enumerable.Range(1, 30).Select(number => $"user{number:D5}"));
        scenario.Vendor.Store.FindByName("user00003")!.LastName.ShouldBe("Last3");
        scenario.Vendor.Store.FindByName("leaver").ShouldNotBeNull("accounts are never deleted");

        scenario.Vendor.Requests.Clear();
        var second = await scenario.RunAsync();
        second.Totals.ShouldBe(new SyncTotals { Unchanged = 30 });
        second.ExitCode.ShouldBe(SyncExitCode.Done);
        scenario.Vendor.Requests.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dry_run_counts_the_same_and_sends_no_write()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 10);
        scenario.Vendor.Store.SeedNumbered("users", 5);
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });

        var dry = await scenario.RunAsync(new SyncOptions { DryRun = true });
        scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        var real = await scenario.RunAsync();

        dry.Totals.ShouldBe(real.Totals);
        dry.Changes.ShouldAllBe(outcome => outcome.Result == ChangeResult.Planned);
        dry.DryRun.ShouldBeTrue();
    }

    [Fact]
    public async Task Person_in_two_groups_gets_one_account_and_keeps_both_memberships()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Mappings.Add(("admins", "admins", null));
        scenario.Vendor.Store.CreateGroup("admins");
        scenario.Source.WithNumbered("staff", 3);
        scenario.Source.With("admins", Person.Numbered(2));

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        scenario.Vendor.Store.Users.Count.ShouldBe(3);
        scenario.Vendor.Requests.Writes.Count(request => request is { Method: "POST", Path: "/users" }).ShouldBe(3);
        scenario.Vendor.Store.MemberNames("admins").ShouldBe(["user00002"]);
        scenario.Vendor.Requests.PeopleTwiceAtOnce.ShouldBeEmpty();
    }

    [Fact]
    public async Task Renamed_person_is_one_update_through_the_link()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 5);
        await scenario.RunAsync();
        scenario.Vendor.Requests.Clear();
        scenario.Source.Change("id-00002", person => person with { UserName = "married", Mail = "married@example.test" });

        var run = await scenario.RunAsync();

        var change = run.Changes.ShouldHaveSingleItem().Change;
        change.Action.ShouldBe(ChangeAction.Update);
        change.Differences.Select(difference => difference.Attribute).ShouldBe(["userName", "email"], ignoreOrder: true);
        scenario.Vendor.Requests.Writes.ShouldHaveSingleItem().Method.ShouldBe("PUT");
        scenario.Vendor.Store.FindByName("married")!.Email.ShouldBe("married@example.test");
    }

    [Fact]
    public async Task Missing_attribute_at_the_source_removes_and_blanks_nothing()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 5);
        await scenario.RunAsync();
        scenario.Vendor.Requests.Clear();
        scenario.Source.Change("id-00002", person => person with { Mail = null });

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Unchanged = 5 });
        scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        scenario.Vendor.Store.FindByName("user00002")!.Email.ShouldBe("user00002@example.com");
    }

    [Fact]
    public async Task Three_failing_people_fail_alone()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 20);
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Method = "POST", Users = ["user00004", "user00005", "user00006"] });

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Totals.ShouldBe(new SyncTotals { Added = 17, Failed = 3 });
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(17);

        scenario.Vendor.Faults.Clear();
        var repaired = await scenario.RunAsync();
        repaired.Totals.ShouldBe(new SyncTotals { Added = 3, Unchanged = 17 });
    }

    [Fact]
    public async Task Vendor_with_too_many_failures_is_given_up_and_the_next_one_runs()
    {
        await using var scenario = await SyncScenario.StartAsync(vendors: 2);
        scenario.Source.WithNumbered("staff", 200);
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });
        scenario.Vendor.Faults.Add(new Fault
        {
            Kind = FaultKind.Status,
            Status = 500,
            Method = "POST",
            Users = [.. Enumerable.Range(1, 7).Select(number => $"user{number:D5}")],
        });

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Vendors[0].Error.ShouldNotBeNull().ShouldContain("max_errors_per_vendor 5");
        run.Vendors[0].Totals.Skipped.ShouldBeGreaterThan(0);
        scenario.Vendor.Store.MemberNames("users").ShouldContain("leaver", "a vendor that was given up is not written any more");
        run.Vendors[1].Totals.Added.ShouldBe(200);

        // Those who failed come last in the next run, so that they cannot starve the others.
        var next = await scenario.RunAsync();
        next.Vendors[0].Totals.Added.ShouldBe(193 - run.Vendors[0].Totals.Added);
    }

    [Fact]
    public async Task Refused_credentials_stop_the_vendor_at_once()
    {
        await using var scenario = await SyncScenario.StartAsync(vendors: 2);
        scenario.Source.WithNumbered("staff", 5);
        scenario.Vendor.Options.Authorization = "Bearer right";

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Vendors[0].Status.ShouldBe(SyncStatus.Failed);
        scenario.Vendor.Requests.All.Count.ShouldBeLessThanOrEqualTo(2, "refused credentials are never tried again");
        run.Vendors[1].Status.ShouldBe(SyncStatus.Succeeded);
    }

    [Fact]
    public async Task Vendor_that_lies_about_success_is_found_out()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 3);
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 204, Method = "POST", Path = "^/groups/", Users = ["user00002"], Times = 1 });
        foreach (var number in Enumerable.Range(1, 3))
            scenario.Vendor.Store.CreateUser(VendorStore.Numbered(number));

        var run = await scenario.RunAsync();

        run.Totals.Failed.ShouldBe(1, run.Describe());
        run.Changes.ShouldContain(outcome => outcome.Result == ChangeResult.Failed && outcome.Message!.Contains("reading the group back"));
    }

    [Fact]
    public async Task Two_people_with_one_user_name_are_left_alone()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 3);
        scenario.Source.With("staff", new Person("twin", "USER00002") { LastName = "Other" });
        scenario.Vendor.Store.SeedNumbered("users", 3);

        var run = await scenario.RunAsync();

        // The two, and the account that may be either's.
        run.Totals.Skipped.ShouldBe(3);
        run.Totals.Changes.ShouldBe(0);
        scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        run.Vendors[0].Groups[0].Reasons.ShouldContain(reason => reason.Contains("same key"));
    }

    [Fact]
    public async Task Disabled_person_is_removed_kept_or_left_out_as_the_policy_says()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 10);
        scenario.Source.Change("id-00001", person => person with { Disabled = true });
        scenario.Source.Change("id-00002", person => person with { Disabled = true });
        scenario.Vendor.Store.SeedNumbered("users", 1);

        scenario.VendorSettings = ["disabled_members: keep"];
        (await scenario.RunAsync(new SyncOptions { DryRun = true })).Totals.ShouldBe(new SyncTotals { Added = 9, Unchanged = 1 });
        scenario.VendorSettings = ["disabled_members: remove"];
        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Added = 8, Removed = 1 });
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(8);
    }

    [Fact]
    public async Task Account_deleted_at_the_vendor_is_created_anew()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 3);
        await scenario.RunAsync();
        scenario.Vendor.Store.Clear();
        scenario.Vendor.Store.CreateGroup("users");

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(3);
        (await scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 3 });
    }

    [Fact]
    public async Task Vendor_group_that_is_not_there_fails_its_mapping()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 3);
        scenario.Vendor.Store.DeleteGroup("users");

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain("users");
        scenario.Vendor.Requests.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Union_holds_the_members_of_both_groups_and_of_no_other()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Mappings.Clear();
        scenario.Mappings.Add(("staff", "users", "combine: union"));
        scenario.Mappings.Add(("guests", "users", "combine: union"));
        scenario.Source.WithNumbered("staff", 6);
        scenario.Source.With("guests", Person.Numbered(6)).With("guests", Person.Numbered(7));
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 7, Removed = 1 }, run.Describe());
        scenario.Vendor.Store.MemberNames("users").ShouldBe(Enumerable.Range(1, 7).Select(number => $"user{number:D5}"));
    }

    [Fact]
    public async Task Cancelled_run_says_so_and_the_next_one_finishes_the_work()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 300);
        scenario.Vendor.Options.LatencyMilliseconds = 5;
        using var cancellation = new CancellationTokenSource();
        var running = scenario.RunAsync(cancellationToken: cancellation.Token);
        while (scenario.Vendor.Store.Users.Count < 50)
            await Task.Delay(5);
        await cancellation.CancelAsync();

        var cancelled = await running;
        cancelled.ExitCode.ShouldBe(SyncExitCode.Cancelled);
        cancelled.Totals.Failed.ShouldBe(0, "requests under way get their answer");
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBeLessThan(300);

        var next = await scenario.RunAsync();
        next.ExitCode.ShouldBe(SyncExitCode.Done);
        scenario.Vendor.Store.Users.Count.ShouldBe(300);
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(300);
    }

    [Fact]
    public async Task A_run_that_recognises_hardly_anybody_does_not_pass_for_a_good_one()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 6);
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);

        // The account at the directory lost the right to read the ids, so that everybody seems to be somebody else.
        foreach (var number in Enumerable.Range(1, 6))
        {
            var id = $"id-{number:D5}";
            var person = scenario.Source.Persons[id];
            scenario.Source.Persons.Remove(id);
            scenario.Source.Leave("staff", id);
            scenario.Source.With("staff", person with { Id = $"other-{number}" });
        }

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].Groups[0].IsMostlyUnrecognised.ShouldBeTrue();
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(6);
    }
}
