using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>Operations that are SOAP messages.</summary>
public sealed class RestSoapTests
{
    private const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Soap12 = "http://www.w3.org/2003/05/soap-envelope";
    private static readonly VendorGroup Group = new("sre", "sre");

    [Theory]
    [InlineData("1.1", Soap11, "text/xml; charset=utf-8", "\"urn:app#Add\"")]
    [InlineData("1.2", Soap12, "application/soap+xml; charset=utf-8; action=\"urn:app#Add\"", null)]
    public async Task Envelope_action_and_header_are_those_of_the_version(string version, string ns, string contentType, string? action)
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, Envelope(ns, "<AddResponse/>")));
        await using var provider = await ConnectAsync(server, version);

        await provider.AddGroupMemberAsync(Group, RestYaml.User("u<1"), CancellationToken.None);

        var request = server.Requests.Last();
        request.Target.ShouldBe("/ws");
        request.Headers.ContentType.ToString().ShouldBe(contentType);
        request.Headers["SOAPAction"].ToString().ShouldBe(action ?? string.Empty);
        request.Body.ShouldBe(
            $"""<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{ns}" xmlns:a="urn:app">"""
            + "<soap:Header><a:Session>s-1</a:Session></soap:Header>"
            + """<soap:Body><a:Add xmlns:a="urn:app"><a:group>sre</a:group><a:user>u&lt;1</a:user></a:Add></soap:Body></soap:Envelope>""");
    }

    [Fact]
    public async Task Answer_is_read_from_within_the_body()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, Envelope(Soap11, "<Pong/>")),
            Status(200, Envelope(Soap11, """
                <x:MembersResponse xmlns:x="urn:app"><x:more>p2</x:more><x:m><x:id>1</x:id><x:username>ada</x:username></x:m></x:MembersResponse>
                """)),
            Status(200, Envelope(Soap11, "<MembersResponse><m><id>2</id><username>bob</username></m></MembersResponse>")));
        await using var provider = await ConnectAsync(server, "1.1");

        var (members, completeness) = await provider.ReadAsync("sre");

        completeness.ShouldBe(Completeness.Complete);
        members.Select(member => member.UserName).ShouldBe(["ada", "bob"]);
        server.Requests.Select(request => request.Body).Skip(1).Select(body => body.Contains("<a:after>p2</a:after>", StringComparison.Ordinal))
            .ShouldBe([false, true]);
    }

    [Theory]
    [InlineData("1.1", 500)]
    [InlineData("1.1", 200)]
    [InlineData("1.2", 400)]
    [InlineData("1.2", 200)]
    public async Task Fault_is_a_failure_with_code_and_text_whatever_the_status(string version, int status)
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, Envelope(Soap11, "<Pong/>")), Status(status, Fault(version, "Client", "Sender", "app:Locked", "the group is locked")));
        await using var provider = await ConnectAsync(server, version);

        var error = await Should.ThrowAsync<VendorException>(
            () => provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Rejected);
        error.StatusCode.ShouldBe(status);
        error.OutcomeUnknown.ShouldBeFalse();
        error.Message.ShouldContain("Locked");
        error.Message.ShouldContain("the group is locked");
        server.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("1.1", 500)]
    [InlineData("1.2", 200)]
    public async Task Faults_may_mean_that_it_is_so_already_or_that_there_is_nobody(string version, int status)
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, Envelope(Soap11, "<Pong/>")),
            Status(status, Fault(version, "Client", "Sender", "x:AlreadyMember", "in already")),
            Status(status, Fault(version, "Client", "Sender", "x:NoSuchUser", "nobody")));
        await using var provider = await ConnectAsync(server, version);

        await provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None);
        (await provider.FindAsync("userName", "ada")).ShouldBeNull();
    }

    [Fact]
    public async Task Fault_of_the_server_is_tried_again_after_a_look()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, Envelope(Soap11, "<Pong/>")),
            Status(500, Fault("1.1", "Server", "Receiver", "x:Db", "the database is away")),
            Status(200, Envelope(Soap11, "<MembersResponse/>")),
            Status(200, Envelope(Soap11, "<AddResponse/>")));
        await using var provider = await ConnectAsync(server, "1.1");

        await provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None);

        server.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Fault_of_the_server_in_a_good_status_leaves_the_outcome_unknown()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, Envelope(Soap11, "<Pong/>")), Status(200, Fault("1.1", "Server", "Receiver", "x:Db", "the database is away")));
        await using var provider = await ConnectAsync(server, "1.1");

        var error = await Should.ThrowAsync<VendorException>(
            () => provider.AddGroupMemberAsync(Group, RestYaml.User("u1"), CancellationToken.None));

        (error.Failure, error.OutcomeUnknown).ShouldBe((VendorFailure.Unavailable, true));
    }

    [Fact]
    public async Task What_is_not_described_is_not_there()
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, Envelope(Soap11, "<Pong/>")));
        await using var provider = await ConnectAsync(server, "1.1");

        (provider.Capabilities.CreateUsers, provider.Capabilities.UpdateUsers, provider.Capabilities.DisableUsers)
            .ShouldBe((false, false, false));
        (await Should.ThrowAsync<VendorException>(() => provider.CreateUserAsync(RestYaml.User("x"), CancellationToken.None)))
            .Failure.ShouldBe(VendorFailure.Unsupported);
    }

    private static Task<IBatchVendorProvider> ConnectAsync(ScriptedHttpServer server, string version) => RestYaml.ConnectAsync(
        server.BaseUrl,
        $$$$"""
        rest:
          soap: {version: {{{{version}}}}, path: /ws, header: {a:Session: s-1}}
          namespaces: {a: "urn:app"}
          paging: {style: cursor, next: MembersResponse.more}
          connect: {body: {a:Ping: ""}}
          read_members: {body: {a:Members: {a:group: "{group}", a:after: "{page}"}}, items: MembersResponse.m}
          find_user: {body: {a:Find: {a:login: "{value}"}}, items: FindResponse.u, absent_when: [{fault: NoSuchUser}]}
          add_member:
            soap_action: urn:app#Add
            body: {a:Add: {a:group: "{group}", a:user: "{id}"}}
            already_when: [{fault: [AlreadyMember]}]
          remove_member: {soap_action: "urn:app#Remove", body: {a:Remove: {a:group: "{group}", a:user: "{id}"}}}
        """);

    private static string Envelope(string ns, string body) => $"""<s:Envelope xmlns:s="{ns}"><s:Header/><s:Body>{body}</s:Body></s:Envelope>""";

    private static string Fault(string version, string code11, string code12, string detail, string text) => version == "1.1"
        ? Envelope(Soap11, $"""
            <s:Fault><faultcode>s:{code11}</faultcode><faultstring>{text}</faultstring><detail><e:{detail.Split(':')[1]} xmlns:e="urn:e"/></detail></s:Fault>
            """)
        : Envelope(Soap12, $"""
            <s:Fault><s:Code><s:Value>s:{code12}</s:Value><s:Subcode><s:Value>{detail}</s:Value></s:Subcode></s:Code>
            <s:Reason><s:Text xml:lang="en">{text}</s:Text></s:Reason></s:Fault>
            """);
}
