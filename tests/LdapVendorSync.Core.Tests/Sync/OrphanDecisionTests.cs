using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Whose account looks as if it were in no group any more, and is needed all the same.</summary>
public sealed class OrphanDecisionTests : IDisposable
{
    private const string Delete = "orphans: delete\nallow_account_deletion: true";

    private readonly FileScenario _scenario = new() { VendorSettings = Delete };

    public OrphanDecisionTests()
    {
        _scenario.Source.WithNumbered("staff", 20).WithNumbered("admins", 3);
        _scenario.Mappings.Add(("admins", "admins", null));
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Member_of_a_group_that_is_synced_no_longer_keeps_the_account()
    {
        await _scenario.RunAsync();
        _scenario.Mappings.RemoveAt(1);
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Source.Leave("staff", "id-00005");

        var run = await _scenario.RunAsync();

        Describe(run).ShouldBe(["Remove user00001 Applied", "Remove user00005 Applied", "Delete user00005 Applied"]);
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
        (await _scenario.MembersAsync("admins")).ShouldContain("user00001");
    }

    [Fact]
    public async Task Person_who_joined_a_group_after_the_plan_was_made_keeps_the_account()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        var plan = await _scenario.PlanAsync();
        _scenario.Source.Groups["admins"].Add("id-00005");

        var run = await _scenario.RunAsync(new SyncOptions { Plan = plan });

        Describe(run).ShouldBe(["Remove user00005 Applied", "Delete user00005 Refused"]);
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Person_of_uncertain_identity_in_another_group_keeps_the_account()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        _scenario.Source.Groups["admins"].Add("id-00005");
        _scenario.Source.With("admins", Person.Numbered(5) with { Id = "id-twin" });

        var run = await _scenario.RunAsync();

        run.Changes.ShouldNotContain(change => change.Change.Action == ChangeAction.Delete, run.Describe());
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Person_who_is_only_disabled_at_the_source_keeps_the_account_as_long_as_a_group_lists_them()
    {
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00005", person => person with { Disabled = true });

        Describe(await _scenario.RunAsync()).ShouldBe(["Remove user00005 Applied"]);
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull();

        _scenario.Source.Leave("staff", "id-00005");
        Describe(await _scenario.RunAsync()).ShouldBe(["Delete user00005 Applied"]);
    }

    [Fact]
    public async Task Account_that_somebody_enabled_again_by_hand_is_not_deleted_later()
    {
        _scenario.VendorSettings = "orphans: disable";
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        _scenario.Source.Leave("staff", "id-00006");
        await _scenario.RunAsync();
        var account = (await _scenario.AccountAsync("user00005")).ShouldNotBeNull();
        await _scenario.WithVendorAsync(async vendor =>
        {
            await vendor.SetUserEnabledAsync(account, true, default);
            return true;
        });
        _scenario.VendorSettings = Delete;

        Describe(await _scenario.RunAsync()).ShouldBe(["Delete user00006 Applied"]);
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull().Enabled.ShouldBe(true);
    }

    [Fact]
    public async Task Person_may_be_in_a_group_whose_source_lost_its_members()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        (await _scenario.RunAsync(new SyncOptions { Groups = ["users"] })).Totals.Removed.ShouldBe(1);
        var admins = _scenario.Source.Groups["admins"];
        _scenario.Source.Groups["admins"] = [];

        var run = await _scenario.RunAsync();

        run.Changes.ShouldNotContain(change => change.Change.Action == ChangeAction.Delete, run.Describe());
        _scenario.Source.Groups["admins"] = admins;
        Describe(await _scenario.RunAsync()).ShouldBe(["Delete user00005 Applied"]);
    }

    [Fact]
    public async Task Group_of_a_vendor_of_the_same_application_that_is_only_tried_out_is_not_left()
    {
        _scenario.Mappings.RemoveAt(1);
        _scenario.OtherVendor = OtherVendor("false");
        await _scenario.RunAsync();
        _scenario.OtherVendor = OtherVendor("true");
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Source.Leave("admins", "id-00001");

        var run = await _scenario.RunAsync();

        run.Changes.ShouldNotContain(
            change => change.Change.Action == ChangeAction.Delete && change.Result == ChangeResult.Applied, run.Describe());
        (await _scenario.MembersAsync("admins")).ShouldContain("user00001");
    }

    [Fact]
    public async Task Deletion_that_is_handed_in_needs_the_permission_too()
    {
        _scenario.VendorSettings = string.Empty;
        _scenario.Mappings.RemoveAt(1);
        await _scenario.RunAsync();
        var account = (await _scenario.AccountAsync("user00005")).ShouldNotBeNull();
        var delete = new MembershipChange
        {
            Action = ChangeAction.Delete,
            Mapping = new MappingReference("hr", DirectoryFile.GroupDn("staff"), "App", "users"),
            VendorMember = account,
            Reason = "By hand.",
        };

        var run = await new SyncRunner(_scenario.Load(), _scenario.Environment).ApplyAsync([delete], new SyncOptions(), null, default);

        run.Changes.ShouldNotContain(change => change.Result == ChangeResult.Applied, run.Describe());
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Vendor_where_leaving_deletes_keeps_whom_another_group_wants_though_the_plan_does_not_have_it()
    {
        _scenario.VendorSettings = "allow_account_deletion: true";
        _scenario.Vendor.Capabilities = can => can with { RemovalDeletesAccount = true };
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        var plan = await _scenario.PlanAsync();
        _scenario.Source.Groups["admins"].Add("id-00005");

        var run = await _scenario.RunAsync(new SyncOptions { Plan = plan });

        Describe(run).ShouldBe(["Delete user00005 Blocked"]);
        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
    }

    [Fact]
    public async Task Run_that_ends_between_removal_and_account_leaves_it_to_the_next()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        using var stop = new CancellationTokenSource();
        _scenario.Vendor.AfterChange = async (request, _) =>
        {
            if (request == "remove")
                await stop.CancelAsync();
        };

        var run = await _scenario.RunAsync(cancellationToken: stop.Token);

        run.ExitCode.ShouldBe(SyncExitCode.Cancelled, run.Describe());
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull();
        Describe(await _scenario.RunAsync()).ShouldBe(["Delete user00005 Applied"]);
    }

    [Fact]
    public async Task Account_whose_removal_of_a_batch_failed_is_kept()
    {
        _scenario.Settings = "guards: { max_removal_percent: none, max_source_shrink_percent: none }";
        _scenario.Vendor.Batch = new BatchCapabilities { Actions = new HashSet<ChangeAction> { ChangeAction.Add, ChangeAction.Remove } };
        await _scenario.RunAsync();
        for (var number = 5; number <= 8; number++)
            _scenario.Source.Leave("staff", $"id-{number:D5}");
        _scenario.Vendor.AfterBatch = outcomes => [.. outcomes.Reverse().Select(outcome => outcome.Change.User.UserName == "user00006"
            ? outcome with { Failure = new VendorException(VendorFailure.Unavailable, "No answer.") { OutcomeUnknown = true } }
            : outcome)];

        var run = await _scenario.RunAsync();

        run.Changes.Where(change => change is { Change.Action: ChangeAction.Delete, Result: ChangeResult.Applied })
            .Select(change => change.Change.User)
            .ShouldBe(["user00005", "user00007", "user00008"], ignoreOrder: true, run.Describe());
        (await _scenario.AccountAsync("user00006")).ShouldNotBeNull();
        _scenario.Vendor.AfterBatch = outcomes => outcomes;
        Describe(await _scenario.RunAsync()).ShouldBe(["Delete user00006 Applied"]);
    }

    [Fact]
    public async Task Deletion_of_unknown_outcome_is_found_out_though_somebody_has_the_name_again()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00005");
        _scenario.Vendor.AfterChange = (request, _) => request == "delete"
            ? throw new VendorException(VendorFailure.Unavailable, "No answer.") { OutcomeUnknown = true }
            : Task.CompletedTask;
        var run = await _scenario.RunAsync();
        Describe(run).ShouldBe(["Remove user00005 Applied", "Delete user00005 Failed"]);
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "user00005" });
        _scenario.Vendor.AfterChange = (_, _) => Task.CompletedTask;

        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);

        (await _scenario.JournalAsync(run))[^1].ShouldBe((JournalOperation.DeleteUser, "user00005", JournalResult.Succeeded));
        (await _scenario.AccountAsync("user00005")).ShouldNotBeNull();
    }

    private static string OtherVendor(string dryRun) => $$"""
          - name: Trial
            module: sqlite
            sqlite: { database: app.db }
            dry_run: {{dryRun}}
            groups:
              - { source_group: "{{DirectoryFile.GroupDn("admins")}}", vendor_group: "admins" }
        """;

    private static List<string> Describe(SyncRun run) =>
        [.. run.Changes.Select(change => $"{change.Change.Action} {change.Change.User} {change.Result}")];
}
