using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>What answers mean is said by their content too, whatever their status.</summary>
public sealed class RestAnswerTests
{
    private static readonly VendorGroup Group = new("sre", "sre");

    [Theory]
    [InlineData("error_when: [{path: ok, is: false}]", """{"ok": false, "error": "locked_channel"}""")]
    [InlineData("success_when: [{path: ok, is: true}]", """{"ok": false, "error": "locked_channel"}""")]
    [InlineData("success_when: [{path: ok, is: true}]", """{"error": "locked_channel"}""")]
    [InlineData("error_when: [{path: error}]", """{"error": "locked_channel"}""")]
    [InlineData("error_when: [{path: result.code, matches: \"^[^0]\"}]", """{"result": {"code": "17"}, "error": "locked_channel"}""")]
    [InlineData("error_when: [{path: id, exists: false}]", """{"error": "locked_channel"}""")]
    public async Task Good_status_with_an_error_in_it_is_a_failure_with_its_words(string rest, string body)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, """{"ok": true, "id": 1, "result": {"code": "0"}}"""), Status(200, body));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, $"rest:\n  connect: {{path: /ping}}\n  {rest}\n  message: error");

        var error = await Should.ThrowAsync<VendorException>(
            () => provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Rejected);
        error.OutcomeUnknown.ShouldBeFalse();
        error.StatusCode.ShouldBe(200);
        error.Message.ShouldContain("says that it did not work: locked_channel");
        server.Count.ShouldBe(2, "sending it again would not help");
    }

    [Fact]
    public async Task List_with_an_error_in_it_fails_the_read_instead_of_being_empty()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, """{"ok": true}"""), Status(200, """{"ok": false, "members": [], "error": "internal"}"""));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl, """rest: {connect: {path: /ping}, error_when: [{path: ok, is: false}]}""");

        (await provider.ReadAsync("sre")).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Refused_credentials_in_a_good_answer_stop_the_vendor()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, """{"ok": true}"""), Status(200, """{"ok": false, "error": "token_revoked"}"""));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl,
            """rest: {connect: {path: /ping}, error_when: [{path: ok, is: false}], denied_when: [{path: error, is: [invalid_auth, token_revoked]}]}""");

        var error = await Should.ThrowAsync<VendorException>(() => provider.FindAsync("userName", "ada"));

        error.Failure.ShouldBe(VendorFailure.Authentication);
    }

    [Theory]
    [InlineData(400, """{"message": "User is already added to this team"}""")]
    [InlineData(500, """{"message": "already a member"}""")]
    [InlineData(200, """{"ok": false, "message": "already there"}""")]
    public async Task Membership_that_is_there_already_is_known_by_the_text(int status, string body)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "{}"), Status(status, body));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl,
            """rest: {connect: {path: /ping}, error_when: [{path: ok, is: false}], add_member: {already_when: [{path: message, matches: already}]}}""");

        await provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None);

        server.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Server_error_that_is_no_known_answer_is_tried_again()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, "{}"), Status(503, """{"message": "busy"}"""), Status(201));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl, """rest: {connect: {path: /ping}, add_member: {already_when: [{path: message, matches: already}]}}""");

        await provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None);

        server.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Nobody_is_known_by_a_code_in_the_body()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, "{}"), Status(400, """{"code": "E_NO_USER"}"""), Status(400, """{"code": "E_OTHER"}"""));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl,
            """rest: {connect: {path: /ping}, find_user: {path: "/u/{value}", absent_when: [{status: 400, path: code, is: E_NO_USER}]}}""");

        (await provider.FindAsync("userName", "ada")).ShouldBeNull();
        await Should.ThrowAsync<VendorException>(() => provider.FindAsync("userName", "ada"));
    }

    [Fact]
    public async Task Name_that_is_taken_is_known_by_the_text_and_looked_up()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, "{}"),
            Status(422, """{"errors": {"email": ["has already been taken"]}}"""),
            Status(200, """[{"id": 7, "username": "user-u1", "email": "U1@example.com"}]"""));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl,
            """rest: {connect: {path: /ping}, adopt_accounts: true, create_user: {conflict_when: [{status: 422, path: errors.email, matches: taken}]}}""");

        (await provider.CreateUserAsync(RestYaml.User("u1"), CancellationToken.None)).Id.ShouldBe("7");
    }

    [Fact]
    public async Task Group_that_came_into_being_meanwhile_is_used()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, "{}"), Status(409), Status(200, """[{"id": 41, "name": "sre-old"}, {"id": 42, "name": "sre"}]"""));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl, """rest: {connect: {path: /ping}, find_group: {path: /groups, paging: {style: none}}, create_group: {}}""");

        (await provider.CreateGroupAsync("sre", CancellationToken.None)).ShouldBe(new VendorGroup("42", "sre"));
    }

    [Theory]
    [InlineData("error_when: [{}]", "rest.error_when", "says nothing")]
    [InlineData("error_when: [{is: x}]", "rest.error_when", "says nothing")]
    [InlineData("add_member: {already_when: [{path: a, matches: \"(\"}]}", "rest.add_member.already_when", "no regular expression")]
    [InlineData("unsupported: [read_members]", "rest.unsupported", "cannot be left out")]
    public void Mistake_is_reported_with_its_key(string rest, string key, string message)
    {
        var problem = RestYaml.Load($"base_url: http://127.0.0.1:1\nrest:\n  {rest}").Problems.ShouldHaveSingleItem();

        problem.Key.ShouldEndWith(key);
        problem.Message.ShouldContain(message);
        problem.Line.ShouldBeGreaterThan(0);
    }
}
