using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Providers that break their contract: errors that nobody declared, at each place where a provider is called.</summary>
public sealed class VendorBlunderTests : IDisposable
{
    private readonly FileScenario _scenario = new() { Settings = "guards: { max_removal_percent: none, max_source_shrink_percent: none }" };

    public VendorBlunderTests()
    {
        _scenario.Source.WithNumbered("staff", 3).WithNumbered("guests", 1);
        _scenario.Mappings.Add(("guests", "visitors", null));
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Error_that_nobody_declared_in_one_group_is_that_of_the_vendor_and_removes_nobody()
    {
        (await _scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        _scenario.Source.Leave("staff", "id-00003");
        _scenario.Vendor.BeforeFindGroup = group => group == "users" ? throw new InvalidOperationException("Sequence has no elements") : Task.CompletedTask;

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBeOneOf(SyncExitCode.Unexpected, SyncExitCode.FinishedWithFailures);
        run.Describe().ShouldContain("Sequence has no elements");
        run.Totals.Removed.ShouldBe(0);
        (await _scenario.MembersAsync()).Count.ShouldBe(3);
        _scenario.Vendor.BeforeFindGroup = _ => Task.CompletedTask;
        (await _scenario.RunAsync()).Totals.Removed.ShouldBe(1);
    }

    [Fact]
    public async Task Error_that_nobody_declared_for_one_person_stops_nobody_else()
    {
        _scenario.Vendor.BeforeChange = (request, user) => (request, user.UserName) == ("add", "user00002")
            ? throw new FormatException("Input string was not in a correct format.")
            : Task.CompletedTask;

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 3, Failed = 1 }, run.Describe());
        (await _scenario.MembersAsync()).ShouldBe(["user00001", "user00003"]);
    }

    [Fact]
    public async Task Error_while_people_of_a_batch_are_looked_up_stops_nobody_else()
    {
        _scenario.Vendor.Batch = new BatchCapabilities { Actions = new HashSet<ChangeAction> { ChangeAction.Add }, MaxChanges = 10 };
        _scenario.Vendor.BeforeFind = key => key.Value == "user00002" ? throw new FormatException("Not a number.") : Task.CompletedTask;

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 3, Failed = 1 }, run.Describe());
        (await _scenario.MembersAsync()).ShouldBe(["user00001", "user00003"]);
    }

    [Fact]
    public async Task Vendor_that_fails_when_changes_are_handed_in_fails_its_mapping_and_is_not_written()
    {
        var plan = await _scenario.RunAsync(new SyncOptions { DryRun = true });
        var changes = plan.Changes.Select(outcome => outcome.Change).Where(change => change.Action == ChangeAction.Add).ToList();
        changes.Count.ShouldBe(4);
        await _scenario.WithVendorAsync(provider => provider.CreateGroupAsync("users", default));
        await _scenario.WithVendorAsync(provider => provider.CreateGroupAsync("visitors", default));
        _scenario.Vendor.BeforeFindGroup = group => group == "users"
            ? throw new VendorException(VendorFailure.Unavailable, "Down for maintenance.")
            : Task.CompletedTask;

        var run = await new SyncRunner(_scenario.Load(), _scenario.Environment).ApplyAsync(changes, new SyncOptions(), null, default);

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Describe().ShouldContain("Down for maintenance.");
        (await _scenario.MembersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_that_are_handed_in_for_a_group_that_is_gone_fail_with_its_name()
    {
        var plan = await _scenario.RunAsync(new SyncOptions { DryRun = true });
        var changes = plan.Changes
            .Select(outcome => outcome.Change)
            .Where(change => change is { Action: ChangeAction.Add, Group: "users" })
            .ToList();

        var run = await new SyncRunner(_scenario.Load(), _scenario.Environment).ApplyAsync(changes, new SyncOptions(), null, default);

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].Groups[0].Error.ShouldBe("The vendor 'App' has no group 'users'.");
        run.Totals.Added.ShouldBe(0);
    }
}
