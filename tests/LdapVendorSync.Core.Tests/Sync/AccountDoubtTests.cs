using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Accounts of which it is not certain whose they are, because of what the vendor says of them.</summary>
public sealed class AccountDoubtTests : IDisposable
{
    private readonly FileScenario _scenario = new() { Settings = "guards: { max_removal_percent: none, max_source_shrink_percent: none }" };

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Nobody_is_added_by_an_account_that_was_not_asked_for()
    {
        _scenario.Source.WithNumbered("staff", 3);
        var other = await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "somebody.else" });
        _scenario.Vendor.AfterFind = (key, account) => key.Value == "user00002" ? other : account;

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 2, Failed = 1 }, run.Describe());
        var message = run.Changes.Single(change => change.Result == ChangeResult.Failed).Message.ShouldNotBeNull();
        message.ShouldContain("user00002");
        message.ShouldContain("somebody.else");
        (await _scenario.MembersAsync()).ShouldBe(["user00001", "user00003"]);
    }

    [Fact]
    public async Task Account_that_is_linked_to_another_entry_goes_to_nobody_who_takes_over_its_key()
    {
        _scenario.Source.WithNumbered("staff", 3);
        _scenario.Settings += "\nupdate_users: false";
        (await _scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        // The account left the group behind the back of the sync, and its user name is that of a newcomer now.
        await RemoveBySomebodyElseAsync("user00001");
        _scenario.Source.Leave("staff", "id-00001");
        _scenario.Source.With("staff", new Person("id-newcomer", "user00001"));

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Skipped = 1, Unchanged = 2 }, run.Describe());
        var skipped = run.Changes.Single(change => change.Result == ChangeResult.Skipped);
        skipped.Rule.ShouldBe(ChangeRules.UncertainAccount);
        skipped.Message.ShouldNotBeNull().ShouldContain("is linked to another entry of the source (id 'id-00001')");
        (await _scenario.MembersAsync()).ShouldBe(["user00002", "user00003"]);
    }

    [Fact]
    public async Task Two_people_who_match_one_account_by_different_keys_do_not_both_get_it()
    {
        _scenario.Settings += "\nmatch_on: [email, userName]";
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "adele", Email = "adele@example.com" });
        _scenario.Source.With("staff", new Person("id-1", "other") { Mail = "adele@example.com" });
        _scenario.Source.With("staff", new Person("id-2", "adele"));

        var run = await _scenario.RunAsync();

        run.Totals.Added.ShouldBe(1, run.Describe());
        run.Totals.Skipped.ShouldBe(1);
        var skipped = run.Changes.Single(change => change.Result == ChangeResult.Skipped);
        skipped.Rule.ShouldBe(ChangeRules.UncertainAccount);
        skipped.Message.ShouldNotBeNull().ShouldContain("already belongs to another person of this run");
    }

    [Fact]
    public async Task Several_accounts_for_one_person_are_a_doubt_and_no_failure()
    {
        _scenario.Source.WithNumbered("staff", 3);
        _scenario.Vendor.BeforeFind = key => key.Value == "user00002"
            ? throw new VendorException(VendorFailure.Ambiguous, "Two accounts are called user00002.")
            : Task.CompletedTask;

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 2, Skipped = 1 }, run.Describe());
        var skipped = run.Changes.Single(change => change.Result == ChangeResult.Skipped);
        skipped.Rule.ShouldBe(ChangeRules.UncertainAccount);
        skipped.Message.ShouldBe("Two accounts are called user00002.");
        _scenario.Vendor.Requests.ShouldNotContain("create user00002");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Person_whose_new_account_the_vendor_does_not_show_yet_was_added_all_the_same(bool fails)
    {
        _scenario.Vendor.Capabilities = capabilities => capabilities with { AddCreatesUsers = true };
        _scenario.Source.WithNumbered("staff", 3);
        var isAdded = false;
        _scenario.Vendor.AfterChange = (_, user) =>
        {
            isAdded |= user.UserName == "user00002";
            return Task.CompletedTask;
        };
        _scenario.Vendor.AfterFind = (key, account) => !isAdded || key.Value != "user00002" ? account
            : fails ? throw new VendorException(VendorFailure.Unavailable, "Try again later.") : null;

        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 3 }, run.Describe());
        (await _scenario.JournalAsync(run)).ShouldContain((JournalOperation.AddMember, "user00002", JournalResult.Succeeded));
        _scenario.Vendor.AfterFind = (_, account) => account;
        (await _scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 3 });
    }

    [Fact]
    public async Task Cancelled_while_accounts_are_looked_up_nobody_is_created_or_added()
    {
        _scenario.Source.WithNumbered("staff", 3);
        using var stop = new CancellationTokenSource();
        _scenario.Vendor.BeforeFind = async _ =>
        {
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
        };

        var run = await _scenario.RunAsync(cancellationToken: stop.Token);

        run.ExitCode.ShouldBe(SyncExitCode.Cancelled, run.Describe());
        run.Totals.Failed.ShouldBe(0, run.Describe());
        _scenario.Vendor.Requests.ShouldAllBe(request => request.StartsWith("create group", StringComparison.Ordinal));
        _scenario.Vendor.BeforeFind = _ => Task.CompletedTask;
        (await _scenario.RunAsync()).Totals.ShouldBe(new SyncTotals { Added = 3 });
    }

    private Task<bool> RemoveBySomebodyElseAsync(string userName) => _scenario.WithVendorAsync(async provider =>
    {
        var group = (await provider.FindGroupAsync("users", default)).ShouldNotBeNull();
        var account = (await provider.FindUserAsync(MatchKey.Create(AttributeNames.UserName, userName)!.Value, default)).ShouldNotBeNull();
        await provider.RemoveGroupMemberAsync(group, account, default);
        return true;
    });
}
