using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Tests.Sources.Entra;
using LdapVendorSync.Core.Tests.Sources.Keycloak;
using LdapVendorSync.Core.Tests.Sources.Okta;
using LdapVendorSync.Fixtures.Entra;

namespace LdapVendorSync.Core.Tests.Audit;

/// <summary>Whole systems behind an API.</summary>
public sealed class ApiReadingTests
{
    [Fact]
    public async Task Okta_gives_people_groups_and_members_over_all_pages()
    {
        await using var organization = await OktaOrganization.StartAsync();
        organization.Store.AddNumbered("Engineering", 5);
        organization.Store.AddGroup("Empty");
        var left = organization.Store.AddUser("left@example.org", status: "DEPROVISIONED");
        organization.Store.AddGroup("Sales", organization.Store.AddUser("sam@example.org"), left);
        organization.Store.AddGroup("Twin");
        organization.Store.AddGroup("Twin", organization.Store.AddUser("tim@example.org"));

        var reading = await organization.Open().ReadSystemAsync();

        reading.Doubts.ShouldBeEmpty();
        reading.Content.Groups.Select(group => group.Name).ShouldContain("Empty");
        reading.Content.Groups.Where(group => group.Name == "Twin").Sum(group => group.MemberIds.Count).ShouldBe(1);
        reading.Group("Engineering").MemberIds.Count.ShouldBe(5);
        reading.MembersOf("Sales").ShouldContain("sam@example.org");
        var known = reading.Content.Users.Select(user => user.Id).ToHashSet();
        reading.Content.Groups.SelectMany(group => group.MemberIds).ShouldAllBe(id => known.Contains(id));
        reading.Content.Users.Select(user => user.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task Keycloak_gives_direct_members_and_groups_within_groups_by_their_paths()
    {
        await using var scene = await KeycloakScene.StartAsync();
        var (anna, ben) = (scene.Realm.AddUser("anna"), scene.Realm.AddUser("ben"));
        scene.Realm.Join(scene.Realm.AddGroup("Engineering"), anna);
        scene.Realm.Join(scene.Realm.AddGroup("Engineering", "SRE"), ben);
        scene.Realm.Join(scene.Realm.AddGroup("Support", "SRE"), anna);
        scene.Realm.AddUser("cleo");

        var reading = await scene.Open().ReadSystemAsync();

        reading.Doubts.ShouldBeEmpty();
        reading.Content.Users.Select(user => user.UserName).Order().ShouldBe(["anna", "ben", "cleo"]);
        var groups = reading.Content.Groups.ToDictionary(group => group.Path!);
        groups.Keys.Order(StringComparer.Ordinal).ShouldBe(["/Engineering", "/Engineering/SRE", "/Support", "/Support/SRE"]);
        groups["/Engineering"].MemberIds.ShouldBe([anna.Id]);
        groups["/Engineering"].NestedIds.ShouldBe([groups["/Engineering/SRE"].Id]);
        groups["/Engineering/SRE"].MemberIds.ShouldBe([ben.Id]);
        groups["/Support/SRE"].MemberIds.ShouldBe([anna.Id]);
    }

    [Fact]
    public async Task Entra_gives_direct_members_and_circles_of_groups()
    {
        await using var server = await EntraServer.StartAsync();
        var (anna, ben) = (server.Store.AddUser("anna"), server.Store.AddUser("ben", enabled: false));
        var inner = server.Store.AddGroup("Inner", ben);
        var outer = server.Store.AddGroup("Outer", anna, inner);
        server.Store.AddMember(inner, outer);
        await using var source = EntraTesting.SourceOf(server);

        var reading = await source.ReadSystemAsync();

        reading.Doubts.ShouldBeEmpty();
        reading.NestedIn("Outer").ShouldBe(["Inner"]);
        reading.NestedIn("Inner").ShouldBe(["Outer"]);
        reading.Group("Outer").MemberIds.ShouldBe([anna.Id]);
        reading.Content.Users.Single(user => user.Id == ben.Id).Enabled.ShouldBe(false);
    }

    [Fact]
    public async Task Whoever_may_not_list_people_gets_an_error_and_no_snapshot()
    {
        await using var organization = await OktaOrganization.StartAsync();
        organization.Store.AddNumbered("Engineering", 5);

        await Should.ThrowAsync<Core.Sources.SourceException>(
            () => organization.Open(settings => settings with { ApiToken = new("wrong") }).ReadSystemAsync());
    }
}
