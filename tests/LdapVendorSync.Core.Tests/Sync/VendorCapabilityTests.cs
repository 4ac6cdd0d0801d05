using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Vendors that can do less, or other things, than the configuration asks for.</summary>
public sealed class VendorCapabilityTests : IDisposable
{
    private readonly FileScenario _scenario = new();

    public VendorCapabilityTests() => _scenario.Source.WithNumbered("staff", 10);

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData("disabled_members: disable", "disabled_members is 'disable'")]
    [InlineData("orphans: disable", "orphans is 'disable'")]
    [InlineData("orphans: delete\nallow_account_deletion: true", "orphans is 'delete'")]
    public async Task Run_does_not_start_where_a_vendor_cannot_do_what_is_configured(string setting, string message)
    {
        _scenario.VendorSettings = setting;
        _scenario.Vendor.Capabilities = can => can with { DisableUsers = false, DeleteUsers = false };

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid, run.Describe());
        run.Error.ShouldNotBeNull().ShouldContain(message);
        _scenario.Vendor.Requests.ShouldBeEmpty();
        await using var session = new SyncSession(_scenario.Load(), _scenario.Environment);
        var checks = await ConnectionCheck.RunAsync(session, default).ToListAsync();
        checks[^1].Steps.ShouldContain(step => !step.Passed && step.Message.Contains(message));
    }

    [Fact]
    public async Task Vendor_that_turns_out_to_be_able_to_do_less_is_not_used()
    {
        _scenario.VendorSettings = "disabled_members: disable";
        _scenario.Vendor.Capabilities = can => can with { DisableUsers = !_scenario.Vendor.IsConnected };

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid, run.Describe());
        run.Vendors[0].Error.ShouldNotBeNull().ShouldContain("cannot be disabled");
        _scenario.Vendor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_may_happen_by_default_and_cannot_is_no_fault()
    {
        await _scenario.RunAsync();
        _scenario.Source.With("staff", Person.Numbered(11));
        _scenario.Source.Change("id-00001", person => person with { FirstName = "Other" });
        _scenario.Vendor.Capabilities = can => can with { CreateUsers = false, UpdateUsers = false, CreateGroups = false };

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Unchanged = 10, Skipped = 1 });
    }

    [Fact]
    public async Task Read_only_vendor_is_compared_and_left_alone()
    {
        await _scenario.RunAsync();
        _scenario.Source.With("staff", Person.Numbered(11));
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Source.Change("id-00002", person => person with { FirstName = "Other" });
        _scenario.FileSettings = ", read_only: true";
        _scenario.VendorSettings = "disabled_members: disable";
        _scenario.Vendor.Requests.Clear();

        foreach (var dry in new[] { true, false })
        {
            var run = await _scenario.RunAsync(new SyncOptions { DryRun = dry });

            run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
            run.Totals.ShouldBe(new SyncTotals { Skipped = 3, Unchanged = 8 });
            run.Changes.ShouldAllBe(change => change.Rule == "read only" && change.Message == "This vendor can only be read.");
            run.Vendors[0].Groups[0].Reasons.ShouldContain("This vendor can only be read. 3 change(s) are due there, which a sync does not make.");
        }

        _scenario.Vendor.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Vendor_that_makes_accounts_by_adding_people_gets_the_person_in_its_own_terms(bool together)
    {
        _scenario.VendorSettings = "attributes: { userName: uid, email: '{mail|upper}', costCentre: employeeType }";
        _scenario.Source.Change("id-00003", person => person with { More = ("employeeType", "42") });
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "user00001", Email = "USER00001@EXAMPLE.COM" });
        _scenario.Vendor.Capabilities = can => can with { AddCreatesUsers = true, CreateUsers = false };
        _scenario.Vendor.Batch = together ? new BatchCapabilities() : null;

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.Added.ShouldBe(10);
        _scenario.Vendor.Requests.ShouldNotContain(request => request.StartsWith("create user", StringComparison.Ordinal));
        var account = (await _scenario.AccountAsync("user00003")).ShouldNotBeNull();
        account.Email.ShouldBe("USER00003@EXAMPLE.COM");
        account.GetValue("costCentre").ShouldBe("42");
        run.Changes.Single(change => change.Change.User == "user00003").Message.ShouldBe("The account was created.");
        run.Changes.Single(change => change.Change.User == "user00003").Change.VendorMember.ShouldNotBeNull().Id.ShouldBe(account.Id);

        // The link is saved: a rename is an update.
        _scenario.Source.Change("id-00003", person => person with { UserName = "renamed" });
        var renamed = await _scenario.RunAsync();
        renamed.Totals.ShouldBe(new SyncTotals { Updated = 1, Unchanged = 9 }, renamed.Describe());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Addition_that_may_have_made_an_account_is_found_out_by_the_key(bool together)
    {
        _scenario.Vendor.Capabilities = can => can with { AddCreatesUsers = true };
        _scenario.Vendor.Batch = together ? new BatchCapabilities() : null;
        _scenario.Settings = "error_handling: { max_errors_per_vendor: none }";
        _scenario.Vendor.AfterBatch = _ => throw new VendorException(VendorFailure.Unavailable, "Lost.") { OutcomeUnknown = true };
        _scenario.Vendor.AfterChange = (request, _) => request == "add"
            ? throw new VendorException(VendorFailure.Unavailable, "Lost.") { OutcomeUnknown = true }
            : Task.CompletedTask;

        var run = await _scenario.RunAsync();
        run.Totals.Failed.ShouldBe(10, run.Describe());
        _scenario.Vendor.AfterBatch = outcomes => outcomes;
        _scenario.Vendor.AfterChange = (_, _) => Task.CompletedTask;
        var next = await _scenario.RunAsync();

        next.Totals.ShouldBe(new SyncTotals { Unchanged = 10 }, next.Describe());
        (await _scenario.JournalAsync(run)).ShouldAllBe(entry => entry.Result == JournalResult.Succeeded);
    }

    [Fact]
    public async Task People_without_account_are_skipped_where_none_may_be_made_even_by_adding()
    {
        _scenario.VendorSettings = "create_users: false";
        _scenario.Vendor.Capabilities = can => can with { AddCreatesUsers = true };

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Skipped = 10 }, run.Describe());
    }

    [Fact]
    public async Task Vendor_that_deletes_accounts_by_removing_is_refused_unless_that_is_allowed()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Vendor.Capabilities = can => can with { RemovalDeletesAccount = true };

        var refused = await _scenario.RunAsync();

        refused.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);
        refused.Error.ShouldNotBeNull().ShouldContain("allow_account_deletion: true");
        (await _scenario.AccountAsync("user00001")).ShouldNotBeNull();

        _scenario.VendorSettings = "allow_account_deletion: true";
        var dry = await _scenario.RunAsync(new SyncOptions { DryRun = true });
        dry.Changes.ShouldHaveSingleItem().Change.Action.ShouldBe(ChangeAction.Delete);
        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 9 }, run.Describe());
        run.Changes.ShouldHaveSingleItem().Change.Action.ShouldBe(ChangeAction.Delete);
        (await _scenario.JournalAsync(run)).ShouldBe([(JournalOperation.DeleteUser, "user00001", JournalResult.Succeeded)]);
        (await _scenario.AccountAsync("user00001")).ShouldBeNull();
        var undone = await _scenario.UndoAsync(run);
        undone.Changes.ShouldHaveSingleItem().Message.ShouldNotBeNull().ShouldContain("cannot be brought back");
    }

    [Fact]
    public async Task Removals_that_delete_accounts_go_together_too()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Source.Leave("staff", "id-00002");
        _scenario.Vendor.Capabilities = can => can with { RemovalDeletesAccount = true };
        _scenario.Vendor.Batch = new BatchCapabilities();
        _scenario.VendorSettings = "allow_account_deletion: true";
        _scenario.Vendor.Requests.Clear();

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Removed = 2, Unchanged = 8 }, run.Describe());
        _scenario.Vendor.Requests.ShouldBe(["batch 2"]);
    }

    [Fact]
    public async Task Deletion_is_held_like_any_removal()
    {
        await _scenario.RunAsync();
        for (var number = 1; number <= 6; number++)
            _scenario.Source.Leave("staff", $"id-{number:D5}");
        _scenario.Vendor.Capabilities = can => can with { RemovalDeletesAccount = true };
        _scenario.VendorSettings = "allow_account_deletion: true";

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Totals.Blocked.ShouldBe(6);
        (await _scenario.MembersAsync()).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Account_that_is_needed_in_another_group_is_not_deleted()
    {
        _scenario.Source.WithNumbered("admins", 3);
        _scenario.Source.WithNumbered("guests", 1);
        _scenario.Mappings.Add(("admins", "admins", null));
        _scenario.Mappings.Add(("guests", "guests", null));
        await _scenario.RunAsync();
        _scenario.Vendor.Capabilities = can => can with { RemovalDeletesAccount = true };
        _scenario.VendorSettings = "allow_account_deletion: true";
        foreach (var id in new[] { "id-00002", "id-00003", "id-00004", "id-00005" })
            _scenario.Source.Leave("staff", id);
        _scenario.Source.Leave("admins", "id-00003");
        _scenario.Source.Groups["guests"].Add("id-00005");

        var one = await _scenario.RunAsync(new SyncOptions { Groups = ["users"] });
        one.Totals.Blocked.ShouldBe(4, one.Describe());
        one.Vendors[0].Groups[0].BlockedBy[0].ShouldContain("was not read in this run");

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);
        run.Changes.Where(change => change.Result == ChangeResult.Blocked).Select(change => change.Change.User).ShouldBe(["user00002", "user00005"], ignoreOrder: true);
        (await _scenario.MembersAsync("admins")).ShouldBe(["user00001", "user00002"]);
        (await _scenario.MembersAsync("guests")).ShouldBe(["user00001", "user00005"]);
        (await _scenario.AccountAsync("user00003")).ShouldBeNull("left both groups");
        (await _scenario.AccountAsync("user00004")).ShouldBeNull();
    }

    [Fact]
    public async Task Account_is_not_disabled_where_a_group_that_was_not_read_protects_its_members()
    {
        _scenario.Source.WithNumbered("admins", 3);
        _scenario.Mappings.Add(("admins", "admins", ", keep_at_least: 3"));
        _scenario.VendorSettings = "disabled_members: disable";
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00003", person => person with { Disabled = true });

        var run = await _scenario.RunAsync(new SyncOptions { Groups = ["users"] });

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Vendors[0].Groups[0].BlockedBy[0].ShouldContain("'admins' too, which is protected and was not read");
    }
}
