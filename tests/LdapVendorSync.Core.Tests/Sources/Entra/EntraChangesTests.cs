using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Entra;
using LdapVendorSync.Core.Tests.Sync.Incremental;
using LdapVendorSync.Fixtures.Entra;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Entra;

public sealed class EntraChangesTests : IAsyncLifetime
{
    private readonly ShiftedClock _clock = new();
    private EntraServer _server = null!;
    private EntraSource _source = null!;
    private EntraObject _alice = null!;
    private EntraObject _bob = null!;
    private EntraObject _group = null!;

    public async Task InitializeAsync()
    {
        _server = await EntraServer.StartAsync();
        _alice = _server.Store.AddUser("alice");
        _bob = _server.Store.AddUser("bob");
        _group = _server.Store.AddGroup("SRE", _alice);
        _source = EntraTesting.SourceOf(_server, services: EntraTesting.Services() with { TimeProvider = _clock });
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _server.DisposeAsync();
        _server.Checker.ThrowIfViolated();
    }

    [Fact]
    public async Task First_question_brings_a_token_and_lists_nobody()
    {
        var changes = await AskAsync(null);

        changes.Token.ShouldNotBeNull();
        changes.Doubt.ShouldNotBeNull();
        changes.Entries.ShouldBeEmpty();
        _server.GraphRequests.Count.ShouldBe(2);
        _server.GraphRequests.ShouldAllBe(request => request.Query.Contains("deltatoken=latest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_changed_is_told_as_nothing()
    {
        var token = (await AskAsync(null)).Token;

        (await AskAsync(token)).IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("joined")]
    [InlineData("left")]
    [InlineData("user changed")]
    [InlineData("user deleted")]
    [InlineData("group renamed")]
    [InlineData("group deleted")]
    [InlineData("group created")]
    public async Task Every_change_is_told(string change)
    {
        var token = (await AskAsync(null)).Token;
        var changed = Change(change);

        var changes = await AskAsync(token);

        changes.Doubt.ShouldBeNull();
        var entry = changes.Entries.Single(entry => entry.Id == changed.Id);
        entry.MayBeGroup.ShouldBe(changed.Type == "group");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Group_that_comes_in_pieces_and_with_replays_is_told_once(int membersOnPage)
    {
        (_server.Options.MembersOnDeltaPage, _server.Options.Replays) = (membersOnPage, 5);
        var token = (await AskAsync(null)).Token;
        foreach (var user in _server.Store.AddUsers(10))
            _server.Store.AddMember(_group, user);
        _server.Store.RemoveMember(_group, _alice);

        var changes = await AskAsync(token);

        changes.Doubt.ShouldBeNull();
        changes.Entries.Where(entry => entry.MayBeGroup).ShouldHaveSingleItem().Id.ShouldBe(_group.Id);
        changes.Entries.Select(entry => entry.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task Change_is_told_to_two_runs_an_hour_apart_and_then_no_more()
    {
        var first = await AskAsync(null);
        _server.Store.AddMember(_group, _bob);

        var second = await AskAsync(first.Token);
        var third = await AskAsync(second.Token);
        var fourth = await AskAsync(third.Token);

        second.Entries.ShouldHaveSingleItem().Id.ShouldBe(_group.Id);
        third.Entries.ShouldHaveSingleItem().Id.ShouldBe(_group.Id);
        fourth.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Change_is_told_until_the_reads_after_it_cannot_miss_it_however_often_is_asked()
    {
        var changes = await AskAsync((await AskAsync((await AskAsync(null)).Token)).Token);
        _server.Store.AddMember(_group, _bob);

        for (var minute = 1; minute <= GraphDeltaToken.Lag.TotalMinutes; minute++)
        {
            changes = await AskAsync(changes.Token, minutesLater: 1);
            changes.Entries.ShouldHaveSingleItem().Id.ShouldBe(_group.Id);
            changes.Unsettled.ShouldBeNull();
        }

        (await AskAsync((await AskAsync((await AskAsync(changes.Token)).Token)).Token)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Reads_are_worth_keeping_once_changes_are_told_from_long_enough_before_them()
    {
        var first = await AskAsync(null);
        var soon = await AskAsync(first.Token, minutesLater: 1);
        var later = await AskAsync(soon.Token);

        (first.Unsettled is null, soon.Unsettled is null, later.Unsettled is null).ShouldBe((false, false, true));
    }

    [Fact]
    public async Task Group_that_changed_is_told_with_the_names_by_which_it_is_found()
    {
        var token = (await AskAsync(null)).Token;
        _server.Store.Update(_group, group => (group["displayName"], group["mail"]) = ("Renamed ", "sre@contoso.test"));
        _server.Store.Delete(_server.Store.AddGroup("Gone"));

        var changes = await AskAsync(token);

        changes.Entries.Single(entry => entry.Id == _group.Id).Names.ShouldBe(["Renamed", "sre@contoso.test"]);
        changes.Entries.Single(entry => entry.Id != _group.Id).Names.ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_that_differ_from_piece_to_piece_all_count()
    {
        var token = (await AskAsync(null)).Token;
        var body = $$"""{"value":[{"id":"{{_group.Id}}","displayName":"Old"},{"id":"{{_group.Id}}","displayName":"New"}],"@odata.deltaLink":"{{_server.BaseUrl}}v1.0/groups/delta?$deltatoken=x"}""";
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = "/groups/delta" });

        (await AskAsync(token)).Entries.ShouldHaveSingleItem().Names.ShouldBe(["Old", "New"]);
    }

    [Fact]
    public async Task Group_of_which_a_piece_has_no_name_may_have_any()
    {
        var token = (await AskAsync(null)).Token;
        var body = $$"""{"value":[{"id":"{{_group.Id}}","displayName":"Old"},{"id":"{{_group.Id}}"}],"@odata.deltaLink":"{{_server.BaseUrl}}v1.0/groups/delta?$deltatoken=x"}""";
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = "/groups/delta" });

        (await AskAsync(token)).Entries.ShouldHaveSingleItem().Names.ShouldBeNull();
    }

    [Fact]
    public async Task Entry_without_an_id_is_no_answer()
    {
        var token = (await AskAsync(null)).Token;
        var body = $$"""{"value":[{"displayName":"Old"}],"@odata.deltaLink":"{{_server.BaseUrl}}v1.0/groups/delta?$deltatoken=x"}""";
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = "/groups/delta" });

        (await Should.ThrowAsync<SourceException>(() => AskAsync(token))).Failure.ShouldBe(SourceFailure.Malformed);
    }

    [Fact]
    public async Task One_that_was_restored_is_noticed_once_however_long_ago_it_was_deleted()
    {
        var changes = await AskAsync(null);
        _server.Store.Delete(_alice);
        for (var i = 0; i < 4; i++)
            changes = await AskAsync(changes.Token);
        changes.IsEmpty.ShouldBeTrue();
        _server.Store.Restore(_alice, _group);

        var restored = await AskAsync(changes.Token);

        restored.Doubt!.ShouldContain(_alice.Id);
        restored.Unsettled.ShouldNotBeNull();
        (await AskAsync(restored.Token)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Page_that_is_the_last_and_is_not_is_no_answer()
    {
        var token = (await AskAsync(null)).Token;
        var link = $"{_server.BaseUrl}v1.0/users/delta?$skiptoken=x";
        var body = $$"""{"value":[],"@odata.nextLink":"{{link}}","@odata.deltaLink":"{{link}}"}""";
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = "/users/delta" });

        (await Should.ThrowAsync<SourceException>(() => AskAsync(token))).Failure.ShouldBe(SourceFailure.Malformed);
    }

    [Theory]
    [InlineData(410)]
    [InlineData(400)]
    public async Task Token_that_is_lost_means_that_anything_may_have_changed(int status)
    {
        var token = (await AskAsync(null)).Token;
        _server.Options.LostTokenStatus = status;
        _server.ExpireDeltaTokens();

        var changes = await AskAsync(token);

        changes.Doubt.ShouldNotBeNull();
        changes.Entries.ShouldBeEmpty();
        (await AskAsync(changes.Token)).IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("not a token")]
    [InlineData("{}")]
    [InlineData("""{"last":{"users":"https://elsewhere.test/v1.0/users/delta?$deltatoken=x","groups":"https://elsewhere.test/v1.0/groups/delta?$deltatoken=x"}}""")]
    public async Task Token_that_is_none_of_this_Graph_is_not_asked_with(string token)
    {
        var changes = await AskAsync(token);

        changes.Doubt.ShouldNotBeNull();
        changes.Token.ShouldNotBeNull();
    }

    [Fact]
    public async Task Page_that_leads_to_another_server_is_not_followed()
    {
        var token = (await AskAsync(null)).Token;
        const string body = """{"value":[],"@odata.nextLink":"https://elsewhere.test/v1.0/users/delta?$skiptoken=x"}""";
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = "/users/delta" });

        (await Should.ThrowAsync<SourceException>(() => AskAsync(token))).Message.ShouldContain("another server");
    }

    [Fact]
    public async Task Question_without_an_answer_is_an_error_and_no_answer()
    {
        var token = (await AskAsync(null)).Token;
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "/groups/delta" });

        (await Should.ThrowAsync<SourceException>(() => AskAsync(token))).Failure.ShouldBe(SourceFailure.Unavailable);
    }

    [Fact]
    public async Task Answer_without_a_link_for_the_next_time_is_no_answer()
    {
        var token = (await AskAsync(null)).Token;
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = """{"value":[]}""", Path = "/groups/delta" });

        (await Should.ThrowAsync<SourceException>(() => AskAsync(token))).Failure.ShouldBe(SourceFailure.Malformed);
    }

    [Fact]
    public async Task Attribute_whose_changes_are_not_told_makes_every_read_a_full_one()
    {
        await using var source = EntraTesting.SourceOf(_server, settings => settings with { Attributes = ["signInActivity"] });

        var changes = await source.ReadChangesAsync(null, default);

        changes.Token.ShouldBeNull();
        changes.Doubt!.ShouldContain("signInActivity");
    }

    private Task<SourceChanges> AskAsync(string? since, int minutesLater = 60)
    {
        _clock.Shift += TimeSpan.FromMinutes(minutesLater);
        return _source.ReadChangesAsync(since, default);
    }

    private EntraObject Change(string change)
    {
        switch (change)
        {
            case "joined":
                _server.Store.AddMember(_group, _bob);
                return _group;
            case "left":
                _server.Store.RemoveMember(_group, _alice);
                return _group;
            case "user changed":
                _server.Store.Update(_alice, user => user["department"] = "Sales");
                return _alice;
            case "user deleted":
                _server.Store.Delete(_alice);
                return _alice;
            case "group renamed":
                _server.Store.Update(_group, group => group["displayName"] = "Renamed");
                return _group;
            case "group deleted":
                _server.Store.Delete(_group);
                return _group;
            default:
                return _server.Store.AddGroup("New");
        }
    }
}
