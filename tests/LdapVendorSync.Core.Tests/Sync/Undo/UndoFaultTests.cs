using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Undo;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Undo;

/// <summary>Undoing against vendors that fail or can do less than before: nothing is guessed, and what was not taken back is told.</summary>
public sealed class UndoFaultTests : IDisposable
{
    private readonly FileScenario _scenario = new() { Settings = "guards: { max_removal_percent: none, max_source_shrink_percent: none }" };

    public UndoFaultTests() => _scenario.Source.WithNumbered("staff", 3);

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Error_that_nobody_declared_fails_the_group_and_removes_nobody()
    {
        var run = await _scenario.RunAsync();
        _scenario.Vendor.BeforeFindGroup = _ => throw new InvalidOperationException("Sequence has no elements");

        var undo = await _scenario.UndoAsync(run);

        undo.ExitCode.ShouldBeOneOf(SyncExitCode.Unexpected, SyncExitCode.FinishedWithFailures);
        undo.Describe().ShouldContain("Sequence has no elements");
        (await _scenario.MembersAsync()).Count.ShouldBe(3);
        _scenario.Vendor.BeforeFindGroup = _ => Task.CompletedTask;
        (await _scenario.UndoAsync(run)).Totals.Removed.ShouldBe(3);
    }

    [Fact]
    public async Task Person_who_cannot_be_looked_up_is_not_taken_back_and_the_others_are()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00002");
        _scenario.Source.Leave("staff", "id-00003");
        var run = await _scenario.RunAsync();
        run.Totals.Removed.ShouldBe(2, run.Describe());
        _scenario.Vendor.BeforeFind = key => key.Value == "user00002"
            ? throw new VendorException(VendorFailure.Unavailable, "Try again later.")
            : Task.CompletedTask;

        var undo = await _scenario.UndoAsync(run);

        undo.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, undo.Describe());
        undo.Describe().ShouldContain("Try again later.");
        (await _scenario.MembersAsync()).ShouldBe(["user00001", "user00003"]);
        _scenario.Vendor.BeforeFind = _ => Task.CompletedTask;
        (await _scenario.UndoAsync(run)).Totals.Added.ShouldBe(1);
    }

    [Fact]
    public async Task Key_under_which_several_accounts_are_found_recognises_nobody()
    {
        await _scenario.RunAsync();
        _scenario.Source.Leave("staff", "id-00002");
        var run = await _scenario.RunAsync();
        _scenario.Vendor.BeforeFind = key => key.Value == "user00002"
            ? throw new VendorException(VendorFailure.Ambiguous, "Two accounts are called user00002.")
            : Task.CompletedTask;

        var undo = await _scenario.UndoAsync(run);

        undo.Totals.Added.ShouldBe(0, undo.Describe());
        undo.Changes.ShouldHaveSingleItem().Message.ShouldNotBeNull().ShouldContain("is not found under");
        (await _scenario.MembersAsync()).ShouldBe(["user00001", "user00003"]);
    }

    [Fact]
    public async Task Vendor_that_cannot_update_accounts_any_more_keeps_them_and_says_so()
    {
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00002", person => person with { FirstName = "Other" });
        var run = await _scenario.RunAsync();
        run.Totals.Updated.ShouldBe(1, run.Describe());
        _scenario.Vendor.Capabilities = capabilities => capabilities with { UpdateUsers = false };

        var undo = await _scenario.UndoAsync(run);

        undo.Changes.ShouldHaveSingleItem().Message.ShouldBe("Not possible: this vendor cannot update accounts.");
        (await _scenario.AccountAsync("user00002")).ShouldNotBeNull().FirstName.ShouldBe("Other");
    }

    [Theory]
    [InlineData(true, "enabled")]
    [InlineData(false, "disabled")]
    public async Task Account_that_somebody_else_set_as_it_was_leaves_nothing_to_do(bool isEnabled, string state)
    {
        _scenario.Settings += "\ndisabled_members: disable";
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00002", person => person with { Disabled = true });
        var disabling = await _scenario.RunAsync();
        disabling.Changes.ShouldContain(change => change.Change.Action == ChangeAction.Disable && change.Result == ChangeResult.Applied, disabling.Describe());
        var run = disabling;
        if (!isEnabled)
        {
            _scenario.Source.Change("id-00002", person => person with { Disabled = false });
            run = await _scenario.RunAsync();
        }

        await _scenario.WithVendorAsync(async provider =>
        {
            var account = await provider.FindUserAsync(MatchKey.Create(AttributeNames.UserName, "user00002")!.Value, default);
            await provider.SetUserEnabledAsync(account.ShouldNotBeNull(), isEnabled, default);
            return true;
        });

        var undo = await _scenario.UndoAsync(run);

        var outcome = undo.Changes.ShouldHaveSingleItem();
        outcome.Verdict().ShouldBe(UndoVerdict.NothingToDo);
        outcome.Message.ShouldNotBeNull().ShouldContain($"{state} again");
        (await _scenario.AccountAsync("user00002")).ShouldNotBeNull().Enabled.ShouldBe(isEnabled);
    }

    [Fact]
    public async Task Vendor_that_replaces_whole_groups_is_not_written_from_a_read_that_failed()
    {
        var run = await _scenario.RunAsync();
        _scenario.Vendor.Capabilities = capabilities => capabilities with { ReplacesWholeGroup = true };
        _scenario.Vendor.BeforeFindGroup = _ => throw new VendorException(VendorFailure.Unavailable, "Down for maintenance.");

        var undo = await _scenario.UndoAsync(run);

        undo.Totals.Removed.ShouldBe(0, undo.Describe());
        undo.Describe().ShouldContain("Down for maintenance.");
        (await _scenario.MembersAsync()).Count.ShouldBe(3);
    }
}
