using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

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
