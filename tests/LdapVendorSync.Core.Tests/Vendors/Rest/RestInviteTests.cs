using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>An application where membership is the account: who is invited gets one, who is taken out loses it.</summary>
public sealed class RestInviteTests
{
    private const string Config = """
        rest:
          unsupported: [create_user, update_user, set_enabled]
          add_creates_users: true
          removal_deletes_account: true
          paging: {style: none}
          fields: {id: key, userName: "", email: mail}
          read_members: {path: /people}
          add_member: {path: /people, body: {invite: "{email}"} }
          remove_member: {path: "/people/{id}"}
        match_on: [email]
        """;

    private static readonly VendorGroup Group = new("sre", "sre");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Person_without_an_account_is_invited_once_although_the_answer_is_lost(bool losesAnswer)
    {
        var people = new List<string> { "k-former@example.org" };
        var invitations = 0;
        await using var server = await HttpTestServer.StartAsync(async context =>
        {
            if (context.Request.Method == "POST")
            {
                people.Add($"k-{(await JsonNode.ParseAsync(context.Request.Body))!["invite"]}");
                if (invitations++ == 0 && losesAnswer)
                    HttpTestServer.Reset(context);
                return;
            }

            if (context.Request.Method == "DELETE")
                people.Remove(context.Request.Path.Value!["/people/".Length..]);
            else
                await context.Response.WriteAsync(new JsonArray([.. people.Select(Entry)]).ToJsonString());
        });
        await using var provider = await RestYaml.ConnectAsync(server.BaseUrl, Config);
        var ada = new GroupMember { Id = "entry-1", Email = "ada@example.org" };

        (provider.Capabilities.AddCreatesUsers, provider.Capabilities.RemovalDeletesAccount, provider.Capabilities.CreateUsers).ShouldBe((true, true, false));
        await provider.AddGroupMemberAsync(Group, ada, CancellationToken.None);
        people.ShouldBe(["k-former@example.org", "k-ada@example.org"]);
        invitations.ShouldBe(1);

        var (members, _) = await provider.ReadAsync("sre");
        await provider.RemoveGroupMemberAsync(Group, members[0], CancellationToken.None);
        people.ShouldBe(["k-ada@example.org"]);
    }

    private static JsonNode Entry(string key) => new JsonObject { ["key"] = key, ["mail"] = key["k-".Length..] };
}
