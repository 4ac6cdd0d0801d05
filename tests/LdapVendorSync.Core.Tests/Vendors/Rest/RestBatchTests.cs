using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Rest;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>Many changes with few requests: bulk operations and lists that are replaced.</summary>
public sealed class RestBatchTests
{
    private const string Bulk = """
        rest:
          read_members: {items: members}
          add_members:
            path: /groups/{group}/members/add
            item: {user: "{id}"}
            body: {people: "{items}"}
            max_items: 3
            results: {items: results, id: user, status: code}
          remove_members: {path: "/groups/{group}/members/remove", query: {ids: "{ids}"}, max_items: 3}
        """;

    private const string Document = """
        rest:
          read_members: {path: "/groups/{group}", items: members, paging: {style: none}, fields: {id: user}}
          replace_members: {item: {user: "{id}", role: member}, id: user}
        """;

    private const string WholeList = """
        rest:
          read_members: {items: members, paging: {size: 2}}
          replace_members: {item: {user: "{id}"}, write: {path: "/groups/{group}/members", body: {members: "{items}"}}}
        """;

    [Fact]
    public async Task Bulk_operations_take_as_many_as_the_vendor_allows()
    {
        await using var desk = await DeskServer.StartAsync();
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Bulk);
        desk.Seed("sre", "u9");

        provider.Batch.MaxChanges.ShouldBe(3);
        provider.Batch.Actions.ShouldBe([ChangeAction.Add, ChangeAction.Remove], ignoreOrder: true);
        var outcomes = await provider.ApplyAsync("sre", ChangeAction.Add, Users(7));
        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        (await provider.ApplyAsync("sre", ChangeAction.Remove, Users(2))).ShouldAllBe(outcome => outcome.Failure == null);

        desk.Members("sre").ShouldBe(["u9", "u3", "u4", "u5", "u6", "u7"]);
        desk.Writes.ShouldBe(
        [
            """POST /groups/sre/members/add {"people":[{"user":"u1"},{"user":"u2"},{"user":"u3"}]}""",
            """POST /groups/sre/members/add {"people":[{"user":"u4"},{"user":"u5"},{"user":"u6"}]}""",
            """POST /groups/sre/members/add {"people":[{"user":"u7"}]}""",
            "POST /groups/sre/members/remove?ids=u1%2Cu2",
        ]);
    }

    [Fact]
    public async Task Bulk_answer_says_what_became_of_each()
    {
        await using var desk = await DeskServer.StartAsync();
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Bulk);
        desk.Refused.Add("u2");
        desk.Unmentioned.Add("u3");

        var outcomes = await provider.ApplyAsync("sre", ChangeAction.Add, Users(3));

        outcomes.Select(outcome => outcome.Change.User.Id).ShouldBe(["u1", "u2", "u3"]);
        outcomes[0].Failure.ShouldBeNull();
        outcomes[1].Failure!.Failure.ShouldBe(VendorFailure.NotFound);
        outcomes[1].Failure!.Message.ShouldContain("'user-u2': 404 no licence");
        outcomes[2].Failure!.OutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public async Task Single_changes_go_the_same_way_where_only_that_is_described()
    {
        await using var desk = await DeskServer.StartAsync();
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Bulk);
        var group = new VendorGroup("sre", "sre");

        await provider.AddGroupMemberAsync(group, RestYaml.User("u1"), CancellationToken.None);
        await provider.AddGroupMemberAsync(group, RestYaml.User("u2"), CancellationToken.None);
        await provider.RemoveGroupMemberAsync(group, RestYaml.User("u1"), CancellationToken.None);

        desk.Members("sre").ShouldBe(["u2"]);
        desk.Refused.Add("u3");
        (await Should.ThrowAsync<VendorException>(() => provider.AddGroupMemberAsync(group, RestYaml.User("u3"), CancellationToken.None)))
            .Failure.ShouldBe(VendorFailure.NotFound);
    }

    [Fact]
    public async Task Bulk_without_results_is_halved_until_the_refused_one_is_alone()
    {
        await using var desk = await DeskServer.StartAsync();
        await using var provider = await RestYaml.ConnectAsync(
            desk.BaseUrl,
            """
            rest:
              read_members: {items: members}
              add_members: {path: "/groups/{group}/members/add-all", item: {user: "{id}"}, body: {people: "{items}"}}
            """);
        desk.Refused.Add("u5");

        var outcomes = await provider.ApplyAsync("sre", ChangeAction.Add, Users(8));

        outcomes.Where(outcome => outcome.Failure is not null).ShouldHaveSingleItem().Change.User.Id.ShouldBe("u5");
        desk.Members("sre").ShouldBe(["u1", "u2", "u3", "u4", "u6", "u7", "u8"]);
        desk.Writes.Count.ShouldBe(7);
        provider.Batch.Actions.ShouldBe([ChangeAction.Add]);
    }

    [Fact]
    public async Task Bulk_whose_answer_was_lost_is_looked_up()
    {
        await using var desk = await DeskServer.StartAsync();
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Bulk);
        desk.LoseAnswers = 1;

        var outcomes = await provider.ApplyAsync("sre", ChangeAction.Add, Users(3));

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        desk.Writes.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hundred_changes_of_a_document_are_one_request_and_everything_else_in_it_stays(bool etag)
    {
        await using var desk = await DeskServer.StartAsync();
        desk.UsesETags = etag;
        desk.Seed("sre", "u1", "u2");
        desk.Group("sre")["quota"] = 5;
        desk.Group("sre")["price"] = JsonNode.Parse("1.10");
        desk.Group("sre")["owner"] = new JsonObject { ["name"] = "Ünal <x>" };
        desk.Group("sre")["members"]![1]!["role"] = "admin";
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Document);
        var before = desk.Group("sre").DeepClone();

        provider.Capabilities.ReplacesWholeGroup.ShouldBeTrue();
        var changes = Users(101).Skip(2).Select(user => new BatchChange(ChangeAction.Add, user, []))
            .Append(new BatchChange(ChangeAction.Remove, RestYaml.User("u1"), [])).ToArray();
        var outcomes = await provider.ApplyAsync(new VendorGroup("sre", "sre"), changes, CancellationToken.None);

        outcomes.Count.ShouldBe(100);
        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        desk.Writes.Count.ShouldBe(1);
        var after = desk.Group("sre");
        ((JsonArray)after["members"]!).Count.ShouldBe(100);
        after["members"]![0]!["role"]!.GetValue<string>().ShouldBe("admin", "who stays, stays as they were");
        foreach (var name in (string[])["quota", "price", "owner", "name"])
            after[name]!.ToJsonString().ShouldBe(before[name]!.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Change_of_somebody_else_at_the_same_time_is_not_lost(bool etag)
    {
        await using var desk = await DeskServer.StartAsync();
        desk.UsesETags = etag;
        desk.Seed("sre", "u1");
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Document);
        // With an ETag somebody comes between reading and writing; without, somebody writes an old state directly afterwards.
        if (etag)
            desk.BeforeNextWrite = () => desk.Seed("sre", "other");
        else
            desk.AfterNextWrite = () => desk.Replace("sre", "u1", "other");

        await provider.AddGroupMemberAsync(new VendorGroup("sre", "sre"), RestYaml.User("u2"), CancellationToken.None);

        desk.Members("sre").ShouldBe(["u1", "other", "u2"]);
    }

    [Fact]
    public async Task Group_that_somebody_else_changes_all_the_time_is_given_up()
    {
        await using var desk = await DeskServer.StartAsync();
        desk.UsesETags = true;
        desk.Seed("sre", "u1");
        desk.AlwaysOutdated = true;
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Document);

        var error = await Should.ThrowAsync<VendorException>(() => provider.AddGroupMemberAsync(
            new VendorGroup("sre", "sre"), RestYaml.User("u2"), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Conflict);
        desk.Writes.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Changes_of_one_group_wait_for_each_other()
    {
        await using var desk = await DeskServer.StartAsync();
        desk.Seed("sre");
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Document);
        var group = new VendorGroup("sre", "sre");

        await Task.WhenAll(Users(20).Select(user => provider.AddGroupMemberAsync(group, user, CancellationToken.None)));

        desk.Members("sre").Count.ShouldBe(20);
        desk.Writes.Count.ShouldBe(20);
    }

    [Theory]
    [InlineData("""{"name": "sre"}""", "no list of members")]
    [InlineData("""{"name": "sre", "members": null}""", "no list of members")]
    [InlineData("""{"name": "sre", "members": [{"name": "u1"}]}""", "has no id")]
    [InlineData("""{"name": "sre", "members": []} trailing""", "not the JSON")]
    public async Task Document_without_a_certain_list_is_not_written(string document, string reason)
    {
        await using var desk = await DeskServer.StartAsync();
        desk.Seed("sre", "u1");
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Document);
        desk.AnswerInstead = document;

        var error = await Should.ThrowAsync<VendorException>(() => provider.AddGroupMemberAsync(
            new VendorGroup("sre", "sre"), RestYaml.User("u2"), CancellationToken.None));

        error.Message.ShouldContain(reason);
        desk.Writes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Link", "</groups/sre?page=2>; rel=\"next\"")]
    [InlineData("X-Total-Count", "2")]
    public async Task Document_that_holds_only_a_part_of_the_members_is_not_written(string header, string value)
    {
        await using var desk = await DeskServer.StartAsync();
        desk.Seed("sre", "u1");
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Document);
        desk.Headers[header] = value;

        var error = await Should.ThrowAsync<VendorException>(() => provider.RemoveGroupMemberAsync(
            new VendorGroup("sre", "sre"), RestYaml.User("u1"), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Malformed);
        desk.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whole_list_is_read_to_its_end_and_put_into_a_body_of_its_own()
    {
        await using var desk = await DeskServer.StartAsync();
        desk.Seed("sre", "u1", "u2", "u3", "u4", "u5");
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, WholeList);

        await provider.ApplyAsync("sre", ChangeAction.Remove, RestYaml.User("u2"), RestYaml.User("absent"));

        desk.Writes.ShouldBe(
            ["""PUT /groups/sre/members {"members":[{"user":"u1"},{"user":"u3"},{"user":"u4"},{"user":"u5"}]}"""]);
    }

    [Fact]
    public async Task One_whom_the_vendor_does_not_take_keeps_nobody_else_out_of_a_list()
    {
        await using var desk = await DeskServer.StartAsync();
        desk.Seed("sre", "u9");
        desk.Refused.Add("u3");
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Document);

        var outcomes = await provider.ApplyAsync("sre", ChangeAction.Add, Users(4));

        outcomes.Where(outcome => outcome.Failure is not null).ShouldHaveSingleItem().Change.User.Id.ShouldBe("u3");
        desk.Members("sre").ShouldBe(["u9", "u1", "u2", "u4"]);
    }

    [Theory]
    [InlineData("add_members: {path: /x, body: {a: b}}", "stands for the people")]
    [InlineData("replace_members: {write: {body: {a: b}}}", "stands for the members")]
    [InlineData("replace_members: {}\n  add_members: {path: /x, body: {a: \"{items}\"}}", "cannot be combined")]
    [InlineData("replace_members: {write: {body_format: form}}", "cannot hold the document")]
    [InlineData("add_creates_users: true", "has no account yet")]
    [InlineData("removal_deletes_account: true\n  replace_members: {}", "Only remove_member can delete")]
    public void Mistake_is_reported(string rest, string message) =>
        RestYaml.Load($"base_url: http://127.0.0.1:1\nrest:\n  {rest}").Problems
            .ShouldContain(problem => problem.Message.Contains(message, StringComparison.Ordinal));

    private static IEnumerable<GroupMember> Users(int count) =>
        Enumerable.Range(1, count).Select(number => RestYaml.User($"u{number}"));
}
