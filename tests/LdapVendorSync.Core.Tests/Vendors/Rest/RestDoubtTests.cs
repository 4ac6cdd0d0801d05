using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Rest;
using Microsoft.AspNetCore.Http;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>Answers that could be read in two ways are read in neither: the read fails, the change counts as not made.</summary>
public sealed class RestDoubtTests
{
    private const string Ping = "connect: {path: /ping}";
    private static readonly VendorGroup Group = new("sre", "sre");

    [Theory]
    [InlineData("""{"ok": false, "members": []}""")]
    [InlineData("""{"success": "false", "members": []}""")]
    [InlineData("""{"members": [], "error": "try again later"}""")]
    [InlineData("""{"members": [], "error": {"code": 17}}""")]
    [InlineData("""{"members": [{"id": "1"}], "errors": [{"message": "no permission for the rest"}]}""")]
    [InlineData("""{"errors": []}""")]
    [InlineData("""{"members": null, "warnings": []}""")]
    public async Task List_that_says_of_itself_that_something_failed_is_not_believed_without_any_config(string body)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "{}"), Status(200, body));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, $"rest: {{{Ping}}}");

        (await provider.ReadAsync("sre")).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Theory]
    [InlineData("""{"ok": true, "members": [], "error": null, "errors": []}""")]
    [InlineData("""{"success": true, "members": [], "error": "", "errors": {}}""")]
    [InlineData("""{"members": [], "error": false, "next": null}""")]
    [InlineData("""{"members": [], "error": 0}""")]
    public async Task List_that_says_that_nothing_failed_is_believed(string body)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "{}"), Status(200, body));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, $"rest: {{{Ping}, read_members: {{items: members}}}}");

        (await provider.ReadAsync("sre")).Completeness.ShouldBe(Completeness.Complete);
    }

    [Fact]
    public async Task What_the_config_says_of_errors_takes_the_place_of_what_is_usual()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, "{}"), Status(200, """{"code": 0, "error": "none", "members": []}"""));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl, $"rest: {{{Ping}, read_members: {{items: members, success_when: [{{path: code, is: \"0\"}}]}}}}");

        (await provider.ReadAsync("sre")).Completeness.ShouldBe(Completeness.Complete);
    }

    [Theory]
    [InlineData("members.member", "<members><user>ada</user><user>bob</user></members>")]
    [InlineData("members.member", "<members><login>ada</login></members>")]
    [InlineData("members.member", "<members><user>1</user><user>2</user></members>")]
    [InlineData("member", "<members/>")]
    [InlineData("member", "<status>0</status>")]
    [InlineData("r.members.member", "<r><error>no permission</error><members/></r>")]
    [InlineData("r.members.member", "<r><success>false</success><members/></r>")]
    public async Task Xml_list_whose_items_are_called_otherwise_is_not_an_empty_one(string items, string body)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "<ok/>"), Status(200, body));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl, $"format: xml\nrest: {{{Ping}, paging: {{style: none}}, read_members: {{items: {items}}}}}");

        (await provider.ReadAsync("sre")).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Xml_items_that_are_texts_are_not_missed_for_their_name()
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "<ok/>"), Status(200, "<members><uid>17</uid></members>"));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl, $"format: xml\nrest: {{{Ping}, fields: {{id: .}}, paging: {{style: none}}, read_members: {{items: members.member}}}}");

        (await provider.ReadAsync("sre")).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Xml_that_is_nested_without_end_fails_the_read_and_not_the_process()
    {
        var body = string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000));
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "<ok/>"), Status(200, body));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, $"format: xml\nrest: {{{Ping}}}");

        var (_, completeness) = await provider.ReadAsync("sre");

        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        completeness.Reasons[0].Message.ShouldContain("nested");
    }

    [Theory]
    [InlineData("success_when: [{path: error, exists: false}]", "upstream connect error")]
    [InlineData("error_when: [{path: ok, is: false}]", "upstream connect error")]
    [InlineData("success_when: [{path: ok, is: true}]", "<html><title>ok true</title></html>")]
    [InlineData("error_when: [{path: ok, is: false}]", "<html><title>Sign in</title></html>")]
    public async Task Answer_that_cannot_be_read_is_no_success_where_its_content_decides(string rest, string body)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, """{"ok": true}"""), Status(200, body));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, $"rest:\n  {Ping}\n  add_member: {{{rest}}}");

        await Should.ThrowAsync<VendorException>(() => provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None));
    }

    [Theory]
    [InlineData("OK")]
    [InlineData("<error>access denied</error>")]
    [InlineData("""{"fault": "denied"}""")]
    public async Task Answer_without_an_envelope_is_no_success_of_a_soap_operation(string body)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, body));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, """
            create_users: false
            update_users: false
            rest:
              soap: {version: 1.1, path: /s}
              namespaces: {r: "urn:r"}
              read_members: {body: {r:List: ""}, items: ListResponse.Person}
              find_user: {body: {r:Find: {r:Login: "{value}"}}, items: FindResponse.Person}
              find_group: {body: {r:Group: "{group}"}, items: GroupResponse.Group, absent_when: [{status: 200}]}
              add_member: {body: {r:Join: {r:Key: "{id}"}}}
            """);

        var error = await Should.ThrowAsync<VendorException>(
            () => provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None));

        error.Message.ShouldContain("no SOAP envelope");
        error.OutcomeUnknown.ShouldBeTrue();
    }

    [Theory]
    [InlineData("<s:Body/>")]
    [InlineData("<s:Body><ListResponse/></s:Body>", true)]
    [InlineData("<s:Body><r:ListResponse xmlns:r='urn:r'><r:Person><r:id>1</r:id></r:Person></r:ListResponse></s:Body>", true)]
    [InlineData("<s:Body><r:OtherResponse xmlns:r='urn:r'/></s:Body>")]
    [InlineData("<s:Body><r:ListResponse xmlns:r='urn:r'><r:Human><r:id>1</r:id></r:Human></r:ListResponse></s:Body>")]
    [InlineData("<s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault></s:Body>")]
    [InlineData("<s:Header/>")]
    public async Task Soap_list_is_only_what_is_certainly_one(string content, bool isList = false)
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, $"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>{content}</s:Envelope>"));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, """
            create_users: false
            update_users: false
            rest:
              soap: {version: 1.1, path: /s}
              namespaces: {r: "urn:r"}
              paging: {style: none}
              find_group: {body: {r:Group: "{group}"}, items: GroupResponse.Group, absent_when: [{status: 200}]}
              read_members: {body: {r:List: ""}, items: ListResponse.Person}
              find_user: {body: {r:Find: {r:Login: "{value}"}}, items: FindResponse.Person}
            """);

        (await provider.ReadAsync("sre")).Completeness.Status.ShouldBe(isList ? CompletenessStatus.Complete : CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Namespace_that_is_another_one_is_not_an_empty_list()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, "<ok/>"),
            Status(200, "<p:list xmlns:p='urn:new'><p:person><p:id>1</p:id></p:person></p:list>"),
            Status(200, "<p:list xmlns:p='urn:old'><q:person xmlns:q='urn:new'>1</q:person></p:list>"));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl,
            $"format: xml\nrest: {{{Ping}, namespaces: {{p: \"urn:old\"}}, paging: {{style: none}}, read_members: {{items: \"p:list.p:person\"}}}}");

        (await provider.ReadAsync("sre")).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
        (await provider.ReadAsync("sre")).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Theory]
    [InlineData("""{"failed": [{"user": "somebody-else", "code": 404}]}""")]
    [InlineData("""{"failed": [{"code": 404}]}""")]
    [InlineData("""{"problems": [{"user": "u1", "code": 404}]}""")]
    [InlineData("""{}""")]
    public async Task Bulk_answer_that_lists_failures_of_nobody_known_says_nothing_of_the_others(string body)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "{}"), Status(200, body));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, Bulk("items: failed, id: user, status: code, only_failures: true"));

        var error = await FailureOfAsync(() => provider.ApplyAsync("sre", ChangeAction.Add, RestYaml.User("u1"), RestYaml.User("u2")));

        error.ShouldNotBeNull().OutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public async Task Bulk_answer_that_lists_no_failure_means_that_all_were_changed()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, "{}"), Status(200, """{"failed": []}"""), Status(207, """{"failed": [{"user": "u2", "code": 404}]}"""));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, Bulk("items: failed, id: user, status: code, only_failures: true"));

        (await provider.ApplyAsync("sre", ChangeAction.Add, RestYaml.User("u1"))).ShouldAllBe(outcome => outcome.Failure == null);
        (await provider.ApplyAsync("sre", ChangeAction.Add, RestYaml.User("u1"), RestYaml.User("u2")))
            .Select(outcome => outcome.Failure?.Failure).ShouldBe([null, VendorFailure.NotFound]);
    }

    [Theory]
    [InlineData("""[{"user": "u1", "code": 404}, {"user": "u1", "code": 200}]""", VendorFailure.NotFound, false)]
    [InlineData("""[{"user": "u9", "code": 200}, {"code": 200}]""", VendorFailure.Malformed, true)]
    [InlineData("""[{"user": "U1", "code": 200}]""", VendorFailure.Malformed, true)]
    [InlineData("""[{"user": "01", "code": 200}]""", VendorFailure.Malformed, true)]
    [InlineData("""[]""", VendorFailure.Malformed, true)]
    public async Task Bulk_answer_counts_for_exactly_whom_it_names(string results, VendorFailure failure, bool outcomeUnknown)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "{}"), Status(207, $$"""{"results": {{results}}}"""));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, Bulk("items: results, id: user, status: code"));

        var outcomes = await provider.ApplyAsync("sre", ChangeAction.Add, RestYaml.User("u1"));

        (outcomes[0].Failure!.Failure, outcomes[0].Failure!.OutcomeUnknown).ShouldBe((failure, outcomeUnknown));
    }

    [Fact]
    public async Task Bulk_answer_by_an_attribute_that_somebody_lacks_is_not_about_them()
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "{}"), Status(207, """{"results": [{"code": 200}]}"""));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl, Bulk("items: results, id: mail, attribute: email, status: code"));

        var outcomes = await provider.ApplyAsync("sre", ChangeAction.Add, new GroupMember { Id = "u1", UserName = "u1" });

        outcomes[0].Failure!.OutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public void Results_that_list_only_failures_have_to_say_whose_they_are() =>
        RestYaml.Load($"base_url: http://127.0.0.1:1\n{Bulk("items: failed, only_failures: true")}").Problems
            .ShouldContain(problem => problem.Key.EndsWith("add_members.results", StringComparison.Ordinal) && problem.Message.Contains("whose", StringComparison.Ordinal));

    [Fact]
    public async Task Group_that_somebody_else_changes_all_the_time_is_given_up_once_for_all_changes()
    {
        await using var desk = await DeskServer.StartAsync();
        desk.UsesETags = true;
        desk.Seed("sre", "u0");
        desk.AlwaysOutdated = true;
        await using var provider = await RestYaml.ConnectAsync(desk.BaseUrl, Document);

        await FailureOfAsync(() => provider.ApplyAsync("sre", ChangeAction.Add, Enumerable.Range(1, 32).Select(number => RestYaml.User($"u{number}"))));

        desk.Writes.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Weak_etag_that_a_strict_server_never_takes_is_not_the_end(bool isStrict)
    {
        var members = """[{"user": "u1"}]""";
        var writes = new List<string>();
        await using var server = await HttpTestServer.StartAsync(async context =>
        {
            if (context.Request.Method == "PUT")
            {
                var sent = context.Request.Headers.IfMatch.ToString();
                writes.Add(sent);
                if (isStrict && sent.Length > 0)
                {
                    context.Response.StatusCode = 412;
                    return;
                }

                using var reader = new StreamReader(context.Request.Body);
                members = System.Text.Json.Nodes.JsonNode.Parse(await reader.ReadToEndAsync())!["members"]!.ToJsonString();
                return;
            }

            context.Response.Headers.ETag = "W/\"same-for-ever\"";
            await context.Response.WriteAsync($$"""{"members": {{members}}}""");
        });
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, Document);

        await provider.AddGroupMemberAsync(Group, RestYaml.User("u2"), CancellationToken.None);

        members.ShouldBe("""[{"user":"u1"},{"user":"u2","role":"member"}]""");
        writes.ShouldBe(isStrict ? ["W/\"same-for-ever\"", ""] : ["W/\"same-for-ever\""]);
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    [InlineData("\"007\"", "\"007\"")]
    [InlineData("\"7\"", "\"7\"")]
    public async Task Id_is_sent_as_it_came(string id, string sent)
    {
        var bodies = new List<string>();
        await using var server = await HttpTestServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            if (context.Request.Method == "POST")
                bodies.Add(await reader.ReadToEndAsync());
            else
                await context.Response.WriteAsync(context.Request.Path == "/users" ? $$"""[{"id": {{id}}, "username": "ada"}]""" : """[{"id": 1}]""");
        });
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, "");
        var user = (await provider.FindAsync("userName", "ada")).ShouldNotBeNull();
        await provider.ReadAsync("sre");

        await provider.AddGroupMemberAsync(Group, user, CancellationToken.None);

        bodies.ShouldBe([$$"""{"userId":{{sent}}}"""]);
    }

    private const string Document = """
        rest:
          read_members: {path: "/groups/{group}", items: members, paging: {style: none}, fields: {id: user}}
          replace_members: {item: {user: "{id}", role: member}, id: user}
        """;

    private static string Bulk(string results) => $$$"""
        rest:
          {{{Ping}}}
          add_members: {path: /add, item: {user: "{id}"}, body: {people: "{items}"}, results: { {{{results}}} } }
        """;

    private static async Task<VendorException?> FailureOfAsync(Func<Task<IReadOnlyList<BatchOutcome>>> apply)
    {
        try
        {
            var outcomes = await apply();
            outcomes.ShouldAllBe(outcome => outcome.Failure != null);
            return outcomes[0].Failure;
        }
        catch (VendorException error)
        {
            return error;
        }
    }
}
