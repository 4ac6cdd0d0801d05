using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Undo;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Undo;

/// <summary>Undoing takes back what a run did, as far as that is possible and nobody has changed it since.</summary>
public sealed class UndoTests : IAsyncLifetime
{
    private SyncScenario _scenario = null!;

    private VendorStore Store => _scenario.Vendor.Store;

    public async Task InitializeAsync() => _scenario = await SyncScenario.StartAsync();

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Additions_removals_and_updates_are_taken_back_and_a_created_account_stays()
    {
        Prepare();
        var before = Snapshot();
        var run = await _scenario.RunAsync();
        run.Totals.ShouldBe(new SyncTotals { Added = 2, Removed = 2, Updated = 1, Unchanged = 9 }, run.Describe());

        var undo = await _scenario.UndoAsync(run.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.Done, undo.Describe());
        Snapshot().ShouldBe(before);
        undo.Totals.ShouldBe(new SyncTotals { Added = 2, Removed = 2, Updated = 1 });
        undo.Undo.ShouldBe(new UndoUse(run.RunId, run.StartedAt, "LdapVendorSync", 6) { Undone = 5, Stays = 1 });
        var stays = undo.Only(ChangeAction.Delete, "user00011");
        stays.Verdict().ShouldBe(UndoVerdict.Stays);
        stays.Message.ShouldNotBeNull().ShouldContain("created the account");
        Store.FindByName("user00011").ShouldNotBeNull("accounts are never deleted");
        undo.Only(ChangeAction.Update, "user00003").Change.Differences
            .ShouldHaveSingleItem().ShouldBe(new AttributeDifference("lastName", "Last3", "Old"));
        undo.Only(ChangeAction.Add, "leaver1").Change.Reason.ShouldContain(run.RunId);
    }

    [Fact]
    public async Task Dry_undo_shows_the_same_and_sends_no_write()
    {
        Prepare();
        var run = await _scenario.RunAsync();
        _scenario.Vendor.Requests.Clear();

        var shown = await _scenario.UndoAsync(run.RunId, options => options with { DryRun = true });

        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        (await _scenario.JournalAsync(shown.RunId)).ShouldBeEmpty();
        var made = await _scenario.UndoAsync(run.RunId);
        shown.Totals.ShouldBe(made.Totals);
        shown.Undo.ShouldBe(made.Undo);
        shown.Changes.Select(outcome => outcome.Change.ToString()).ShouldBe(made.Changes.Select(outcome => outcome.Change.ToString()));
    }

    [Fact]
    public async Task Undoing_again_changes_nothing_and_names_the_run_that_did_it()
    {
        Prepare();
        var run = await _scenario.RunAsync();
        var undo = await _scenario.UndoAsync(run.RunId);
        _scenario.Vendor.Requests.Clear();

        var again = await _scenario.UndoAsync(run.RunId);

        again.ExitCode.ShouldBe(SyncExitCode.Done, again.Describe());
        _scenario.Vendor.Requests.Writes.ShouldBeEmpty();
        again.Undo!.ShouldSatisfyAllConditions(
            use => use.Undone.ShouldBe(0), use => use.NothingToDo.ShouldBe(5), use => use.Stays.ShouldBe(1), use => use.NotUndone.ShouldBe(0));
        again.Changes.Where(outcome => outcome.Verdict() == UndoVerdict.NothingToDo)
            .ShouldAllBe(outcome => outcome.Message!.Contains(undo.RunId));
    }

    [Fact]
    public async Task Undo_can_be_undone()
    {
        Prepare();
        var run = await _scenario.RunAsync();
        var after = Snapshot();
        var undo = await _scenario.UndoAsync(run.RunId);

        var redo = await _scenario.UndoAsync(undo.RunId);

        redo.ExitCode.ShouldBe(SyncExitCode.Done, redo.Describe());
        Snapshot().ShouldBe(after);
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
        var first = await _scenario.UndoAsync(run.RunId);
        first.Undo!.NotUndone.ShouldBe(5, "everything is as it is because of the last undo: " + first.Describe());
        first.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        first.Changes.Where(outcome => outcome.Verdict() == UndoVerdict.NotUndone)
            .ShouldAllBe(outcome => outcome.Message!.StartsWith("Changed since") && outcome.Message.Contains(redo.RunId));
    }

    [Fact]
    public async Task Last_is_the_latest_run_that_changed_something_and_was_no_undo()
    {
        Prepare();
        var run = await _scenario.RunAsync();
        (await _scenario.RunAsync()).Totals.Changes.ShouldBe(0);
        await _scenario.UndoAsync(HistoryViewer.LastRun, options => options with { DryRun = true });

        var undo = await _scenario.UndoAsync(HistoryViewer.LastRun);
        undo.Undo!.RunId.ShouldBe(run.RunId);

        (await _scenario.UndoAsync(HistoryViewer.LastRun)).Undo!.RunId.ShouldBe(run.RunId);
    }

    [Fact]
    public async Task Undo_is_a_run_of_the_journal_that_says_what_it_undoes()
    {
        Prepare();
        var run = await _scenario.RunAsync();

        var undo = await _scenario.UndoAsync(run.RunId);

        var record = (await HistoryViewer.ListRunsAsync(Path.Combine(_scenario.StateDirectory, "history.db"), 1, default)).ShouldHaveSingleItem();
        record.Start.Id.ShouldBe(undo.RunId);
        record.Start.UndoOf.ShouldBe(run.RunId);
        record.Start.Command.ShouldBe($"undo of {run.RunId}");
        var removal = (await _scenario.JournalAsync(undo.RunId)).Single(entry => entry.Intent is { Operation: JournalOperation.RemoveMember, Person: "user00011" });
        removal.Intent.ShouldSatisfyAllConditions(
            intent => intent.Source.ShouldBe("hr"), intent => intent.SourceId.ShouldBe("id-00011"), intent => intent.Group.ShouldBe("users"));
    }

    [Fact]
    public async Task Links_stay_so_that_the_next_sync_finds_the_people_again()
    {
        Prepare();
        var run = await _scenario.RunAsync();
        var after = Snapshot();
        await _scenario.UndoAsync(run.RunId);
        _scenario.Source.Change("id-00011", person => person with { UserName = "renamed" });

        (await _scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        Snapshot().ShouldBe(after, "the link alone leads to the account, which still has its old name");
        (await _scenario.RunAsync()).Totals.Updated.ShouldBe(1);

        Store.MemberNames("users").ShouldContain("renamed");
        Store.Users.Count.ShouldBe(14, "nobody gets a second account");
    }

    [Fact]
    public async Task What_was_changed_by_hand_is_left_alone_and_said()
    {
        Prepare();
        var run = await _scenario.RunAsync();
        Store.Remove("users", Store.FindByName("user00011")!.Id);
        Store.Add("users", Store.FindByName("leaver1")!.Id);
        Store.UpdateUser(Store.FindByName("user00003")!.Id, new Dictionary<string, string?> { ["lastName"] = "ByHand" });

        var undo = await _scenario.UndoAsync(run.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, undo.Describe());
        undo.Only(ChangeAction.Remove, "user00011").Message.ShouldBe("Nothing to do: not a member any more.");
        undo.Only(ChangeAction.Add, "leaver1").Message.ShouldBe("Nothing to do: a member again.");
        var update = undo.Only(ChangeAction.Update, "user00003");
        update.Verdict().ShouldBe(UndoVerdict.NotUndone);
        update.Message.ShouldBe("Changed since: lastName, by no run of this history.");
        Store.FindByName("user00003")!.LastName.ShouldBe("ByHand");
        undo.Undo!.ShouldSatisfyAllConditions(use => use.Undone.ShouldBe(2), use => use.NothingToDo.ShouldBe(2), use => use.NotUndone.ShouldBe(1));
    }

    [Fact]
    public async Task Of_a_profile_only_attributes_are_taken_back_that_nobody_changed_since()
    {
        _scenario.Source.WithNumbered("staff", 3);
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00002", person => person with { FirstName = "New", LastName = "New", Mail = "new@example.com" });
        var run = await _scenario.RunAsync();
        _scenario.Source.Change("id-00002", person => person with { LastName = "Newer" });
        var later = await _scenario.RunAsync();
        Store.UpdateUser(Store.FindByName("user00002")!.Id, new Dictionary<string, string?> { ["email"] = "user00002@example.com" });

        var undo = await _scenario.UndoAsync(run.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, undo.Describe());
        var user = Store.FindByName("user00002")!;
        (user.FirstName, user.LastName, user.Email).ShouldBe(("First2", "Newer", "user00002@example.com"));
        var outcomes = undo.Changes.ToDictionary(outcome => outcome.Verdict());
        outcomes[UndoVerdict.Due].Change.Differences.ShouldHaveSingleItem().Attribute.ShouldBe("firstName");
        outcomes[UndoVerdict.NothingToDo].Change.Differences.ShouldHaveSingleItem().Attribute.ShouldBe("email");
        outcomes[UndoVerdict.NotUndone].Message.ShouldBe($"Changed since: lastName, by run {later.RunId}. To take that back, undo that run.");
    }

    [Fact]
    public async Task Run_that_a_later_one_did_again_is_not_undone()
    {
        _scenario.Source.WithNumbered("staff", 5);
        var run = await _scenario.RunAsync();
        await _scenario.UndoAsync(run.RunId, options => options with { AllowRemovals = true });
        var sync = await _scenario.RunAsync();

        var undo = await _scenario.UndoAsync(run.RunId, options => options with { AllowRemovals = true });

        undo.Totals.Changes.ShouldBe(0, undo.Describe());
        undo.Only(ChangeAction.Remove, "user00001").Message
            .ShouldBe($"Changed since: the person is a member because of run {sync.RunId}. To take that back, undo that run.");
        Store.MemberNames("users").Count.ShouldBe(5);
    }

    [Fact]
    public async Task Renamed_person_gets_their_old_name_back()
    {
        _scenario.Source.WithNumbered("staff", 5);
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00002", person => person with { UserName = "married", Mail = "married@example.test" });
        var run = await _scenario.RunAsync();

        var undo = await _scenario.UndoAsync(run.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.Done, undo.Describe());
        Store.FindByName("user00002")!.Email.ShouldBe("user00002@example.com");
        Store.FindByName("married").ShouldBeNull();
    }

    [Fact]
    public async Task Disabled_account_is_enabled_again_and_back()
    {
        _scenario.VendorSettings = ["disabled_members: disable"];
        _scenario.Source.WithNumbered("staff", 5);
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00002", person => person with { Disabled = true });
        var run = await _scenario.RunAsync();
        Store.FindByName("user00002")!.Active.ShouldBeFalse(run.Describe());

        var undo = await _scenario.UndoAsync(run.RunId);
        undo.ExitCode.ShouldBe(SyncExitCode.Done, undo.Describe());
        Store.FindByName("user00002")!.Active.ShouldBeTrue();
        (await _scenario.UndoAsync(run.RunId)).Only(ChangeAction.Enable, "user00002").Message.ShouldBe($"Nothing to do: enabled again (run {undo.RunId}).");

        var redo = await _scenario.UndoAsync(undo.RunId);
        redo.Only(ChangeAction.Disable, "user00002").Result.ShouldBe(ChangeResult.Applied);
        Store.FindByName("user00002")!.Active.ShouldBeFalse();
    }

    [Fact]
    public async Task Person_with_several_changes_never_gets_two_requests_at_once()
    {
        _scenario.VendorSettings = ["disabled_members: disable"];
        _scenario.Source.WithNumbered("staff", 20);
        await _scenario.RunAsync();
        foreach (var id in _scenario.Source.Persons.Keys.ToList())
            _scenario.Source.Change(id, person => person with { LastName = "New" });
        var updates = await _scenario.RunAsync();
        foreach (var id in _scenario.Source.Persons.Keys.Take(4).ToList())
            _scenario.Source.Change(id, person => person with { Disabled = true });
        await _scenario.RunAsync(new SyncOptions { AllowRemovals = true });
        _scenario.Vendor.Options.LatencyMilliseconds = 5;

        var undo = await _scenario.UndoAsync(updates.RunId);

        undo.Totals.Updated.ShouldBe(20, undo.Describe());
        _scenario.Vendor.Requests.PeopleTwiceAtOnce.ShouldBeEmpty();
    }

    [Fact]
    public async Task Undo_can_be_limited_to_people_groups_and_vendors()
    {
        Prepare();
        var run = await _scenario.RunAsync();

        var person = await _scenario.UndoAsync(run.RunId, null, "LEAVER1");
        person.Changes.ShouldHaveSingleItem().ToString().ShouldBe("Add leaver1 in App1/users: Applied");

        var byId = await _scenario.UndoAsync(run.RunId, options => options with { Vendors = ["App1"], Groups = ["users"] }, "id-00003");
        byId.Changes.ShouldHaveSingleItem().Change.Action.ShouldBe(ChangeAction.Update);

        var nobody = await _scenario.UndoAsync(run.RunId, null, "nobody");
        nobody.ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);
        nobody.Error.ShouldNotBeNull().ShouldContain("no change that fits");
        (await _scenario.UndoAsync(run.RunId, options => options with { Groups = ["other"] })).ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);
    }

    [Fact]
    public async Task Run_that_changed_nothing_leaves_nothing_to_undo()
    {
        Prepare();
        var dry = await _scenario.RunAsync(new SyncOptions { DryRun = true });

        var undo = await _scenario.UndoAsync(dry.RunId);

        undo.ExitCode.ShouldBe(SyncExitCode.Done, undo.Describe());
        undo.Undo.ShouldNotBeNull().Changes.ShouldBe(0);
        await Should.ThrowAsync<HistoryException>(_scenario.UndoAsync("20990101"));
        await Should.ThrowAsync<HistoryException>(_scenario.UndoAsync(HistoryViewer.LastRun));
    }

    // 12 in the group: of them 10 stay, one with another profile, and two leave; two come, of whom one has no account.
    private void Prepare()
    {
        _scenario.Source.WithNumbered("staff", 12);
        Store.SeedNumbered("users", 10);
        Store.CreateUser(VendorStore.Numbered(12));
        Store.Seed("users", new VendorUser { Username = "leaver1" }, new VendorUser { Username = "leaver2" });
        Store.UpdateUser(Store.FindByName("user00003")!.Id, new Dictionary<string, string?> { ["lastName"] = "Old" });
    }

    private string Snapshot() => string.Join(
        '\n', Store.Members("users")!.Select(user => $"{user.Username} {user.FirstName} {user.LastName} {user.Active}").Order(StringComparer.Ordinal));
}
