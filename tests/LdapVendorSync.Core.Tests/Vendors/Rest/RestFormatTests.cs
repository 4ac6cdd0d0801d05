using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>JSON, XML and forms, also mixed in one API.</summary>
public sealed class RestFormatTests
{
    private static readonly VendorGroup Group = new("sre", "sre");

    [Fact]
    public async Task Operations_may_each_have_a_format_of_their_own()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, "{}"),
            Status(200, "<people><person><id>7</id><username>ada</username></person></people>"),
            Status(200, """{"id": 8}"""),
            Status(204),
            Status(204));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl,
            """
            rest:
              connect: {path: /ping}
              find_user: {format: xml, accept: application/vnd.people+xml, items: people.person}
              create_user: {body_format: form, body: {login: "{userName}", tag: [ldap, "{email}"], note: "{displayName}", on: true}}
              add_member: {body_format: xml, content_type: application/vnd.member+xml}
              remove_member: {method: POST, path: /leave, body_format: form, body: "who={id}&why=left%20{group}"}
            """);

        (await provider.FindAsync("userName", "ada"))!.Id.ShouldBe("7");
        var bob = await provider.CreateUserAsync(
            new GroupMember { Id = "x", UserName = "b&b=1", Email = "ü+@example.com" }, CancellationToken.None);
        await provider.AddGroupMemberAsync(Group, bob, CancellationToken.None);
        await provider.RemoveGroupMemberAsync(Group, bob with { Id = "a&b c" }, CancellationToken.None);

        server.Requests.Select(request => $"{request.Method} {request.Target} {request.Body}").Skip(2).ShouldBe(
        [
            "POST /users login=b%26b%3D1&tag=ldap&tag=%C3%BC%2B%40example.com&on=true",
            """POST /groups/sre/members <?xml version="1.0" encoding="utf-8"?><member><userId>8</userId></member>""",
            "POST /leave who=a%26b%20c&why=left%20sre",
        ]);
        var requests = server.Requests.ToArray();
        requests[1].Headers.Accept.ToString().ShouldBe("application/vnd.people+xml");
        requests[2].Headers.Accept.ToString().ShouldBe("application/json");
        requests[2].Headers.ContentType.ToString().ShouldBe("application/x-www-form-urlencoded");
        requests[3].Headers.ContentType.ToString().ShouldBe("application/vnd.member+xml");
    }

    [Fact]
    public async Task Fields_may_be_a_form()
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "{}"), Status(200, """{"id": 8}"""), Status(204));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl, "rest: {connect: {path: /ping}, body_format: form, fields: {firstName: name.first}}");

        var user = await provider.CreateUserAsync(
            new GroupMember { Id = "x", UserName = "ada", FirstName = "Ada B." }, CancellationToken.None);
        await provider.UpdateUserAsync(user, [new("firstName", "Ada B.", null), new("email", null, "a@b")], CancellationToken.None);

        server.Requests.Select(request => request.Body).Skip(1).ShouldBe(["username=ada&name.first=Ada%20B.", "name.first=&email=a%40b"]);
    }

    [Fact]
    public async Task Xml_namespaces_have_prefixes_in_bodies_and_paths()
    {
        const string Answer = """
            <a:reply xmlns:a="urn:app" xmlns:d="urn:decoy" xmlns="urn:people">
              <d:person nr="0"><login>decoy</login></d:person>
              <person xmlns:x="urn:x" x:nr="7" kind="s"><login primary="yes">ada</login><mail>a@x</mail><mail>b@x</mail></person>
            </a:reply>
            """;
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "<ok/>"), Status(200, Answer), Status(200, "<ok/>"));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl,
            """
            format: xml
            attributes: {userName: uid, mails: mail}
            rest:
              namespaces: {default: "urn:app", p: "urn:people", x: "urn:x"}
              connect: {path: /ping}
              fields: {id: "@x:nr", userName: p:login, mails: mail}
              read_members: {items: reply.p:person, paging: {style: none}}
              add_member: {body: {add: {"@x:team": "{group}", p:who: ["{id}", {"@kind": s, "#text": "{userName}"}]}}}
            """);

        var ada = (await provider.ReadAsync("sre")).Members.ShouldHaveSingleItem();
        (ada.Id, ada.UserName).ShouldBe(("7", "ada"));
        ada.Attributes["mails"].ShouldBe(["a@x", "b@x"]);
        await provider.AddGroupMemberAsync(Group, ada, CancellationToken.None);

        var sent = System.Xml.Linq.XElement.Parse(server.Requests.Last().Body);
        sent.Name.ToString().ShouldBe("{urn:app}add");
        sent.Attributes().Single(attribute => !attribute.IsNamespaceDeclaration).Name.ToString().ShouldBe("{urn:x}team");
        sent.Elements().Select(element => $"{element.Name}={element.Value}").ShouldBe(["{urn:people}who=7", "{urn:people}who=ada"]);
        sent.Elements().Last().Attribute("kind")!.Value.ShouldBe("s");
    }

    [Theory]
    [InlineData("""<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><members><member><id>&x;</id></member></members>""")]
    [InlineData("""<!DOCTYPE m SYSTEM "http://127.0.0.1:1/x.dtd"><members><member><id>1</id></member></members>""")]
    [InlineData("""<!DOCTYPE m [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><members><member><id>&c;</id></member></members>""")]
    public async Task Document_type_in_an_answer_fails_the_read(string answer)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "<ok/>"), Status(200, answer));
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, "format: xml\nrest: {connect: {path: /ping}}");

        var (members, completeness) = await provider.ReadAsync("sre");

        members.ShouldBeEmpty();
        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        completeness.Reasons.ShouldHaveSingleItem().Message.ShouldContain("DTD");
    }

    [Fact]
    public async Task Empty_list_may_be_left_out_where_the_config_says_so()
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, """{"total": 0}"""), Status(200, """{"total": 3}"""));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl,
            "rest: {connect: {path: /ping}, read_members: {items: entries, items_optional: true, paging: {style: none, total: total}}}");

        server.Count.ShouldBe(1);
        (await provider.ReadAsync("sre")).Completeness.Status.ShouldBe(CompletenessStatus.Partial, "three were promised");
    }

    [Theory]
    [InlineData("create_user: {body_format: xml, body: {p:user: x}}", "rest.namespaces")]
    [InlineData("create_user: {body_format: xml, body: {\"a b\": x}}", "cannot be the name")]
    [InlineData("create_user: {body_format: form, body: {a: {b: c}}}", "no blocks within blocks")]
    public void Mistake_in_a_body_is_reported(string rest, string message) =>
        RestYaml.Load($"base_url: http://127.0.0.1:1\nrest:\n  {rest}").Problems.ShouldHaveSingleItem().Message.ShouldContain(message);

    [Fact]
    public async Task Header_that_a_value_cannot_stand_in_is_an_error_of_this_person()
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "{}"));
        await using var provider = await RestYaml.ConnectAsync(
            server.BaseUrl, """rest: {connect: {path: /ping}, add_member: {headers: {X-Who: "{userName}"}}}""");

        var error = await Should.ThrowAsync<VendorException>(() => provider.AddGroupMemberAsync(
            Group, new GroupMember { Id = "1", UserName = "a\r\nX-Admin: 1" }, CancellationToken.None));

        error.Message.ShouldContain("no header can carry");
        server.Count.ShouldBe(1);
    }
}
