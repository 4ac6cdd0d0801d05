using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Keycloak;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>What is read of people, and who counts as one.</summary>
public sealed class KeycloakUserTests
{
    [Fact]
    public async Task Person_has_names_state_and_the_attributes_that_are_asked_for_with_all_their_values()
    {
        await using var scene = await KeycloakScene.StartAsync();
        var ada = scene.Realm.AddUser("ada", ("department", "Research"), ("secret-note", "x"));
        ada.Attributes["team.roles"] = ["lead", "writer"];
        ada.Enabled = false;
        scene.Realm.Join(scene.Realm.AddGroup("staff"), ada);
        var source = scene.Open(settings => settings with { Attributes = ["department", "team.roles", "emailVerified", "absent"] });

        var (members, read) = await source.ReadAllAsync("staff");

        read.ShouldBeComplete();
        var member = members.ShouldHaveSingleItem();
        (member.Id, member.UserName, member.Email, member.FirstName, member.LastName).ShouldBe((ada.Id, "ada", "ada@example.com", "Ada", "Example"));
        member.Enabled.ShouldBe(false);
        member.AccountState.ShouldBe(AccountState.Disabled);
        member.Attributes.Keys.ShouldBe(["department", "team.roles", "emailVerified"], ignoreOrder: true);
        member.Attributes["team.roles"].ShouldBe(["lead", "writer"]);
        scene.Asked.ShouldContain(request => request.Contains("/members?", StringComparison.Ordinal) && request.EndsWith("briefRepresentation=false", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Account_of_a_client_is_no_person_and_one_of_such_a_name_who_has_a_name_is()
    {
        await using var scene = await KeycloakScene.StartAsync();
        var group = scene.Fill("staff", 1);
        scene.Realm.Join(group, scene.Realm.AddServiceAccount("robot"), scene.Realm.AddUser("service-account-manager"));

        var (members, read) = await scene.Open().ReadAllAsync("staff");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["service-account-manager", "user001"]);
        read.NonPeople.ShouldHaveSingleItem().Kind.ShouldBe(NonPersonKind.ServiceAccount);
    }

    [Fact]
    public async Task Everybody_is_whoever_is_in_the_realm_but_the_clients()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 9);
        scene.Realm.AddServiceAccount("robot");

        var (members, read) = await scene.Open().ReadAllAsync(GroupReference.EverybodyName);

        read.ShouldBeComplete();
        members.Count.ShouldBe(9);
    }

    [Fact]
    public async Task Everybody_is_more_than_is_counted_where_some_come_straight_from_a_directory()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 9);
        scene.Server.Faults.Add(new() { Kind = Fixtures.Vendors.FaultKind.Status, Status = 200, Body = "7", Path = "/users/count" });

        (await scene.Open().ReadAllAsync(GroupReference.EverybodyName)).Read.ShouldBeComplete();
    }

    [Fact]
    public async Task Everybody_is_not_believed_where_more_are_counted_than_shown()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 9);
        scene.Server.Client.Roles["acme"] = ["query-users"];
        var source = scene.Open();

        var (members, read) = await source.ReadAllAsync(GroupReference.EverybodyName);

        members.ShouldBeEmpty();
        read.Completeness!.HoldsMapping.ShouldBeTrue();
        read.ShouldHaveOneReason().Message.ShouldContain("may not see all users: it lacks the role view-users");
    }

    [Fact]
    public async Task Everybody_is_not_believed_where_the_account_sees_a_part_and_is_told_the_number_of_that()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 9);
        foreach (var user in scene.Realm.Users.Take(6))
            user.IsShownToAll = true;
        scene.Server.Client.Roles["acme"] = ["query-users"];

        var (_, read) = await scene.Open().ReadAllAsync(GroupReference.EverybodyName);

        read.Completeness!.HoldsMapping.ShouldBeTrue();
        read.ShouldHaveOneReason().Message.ShouldContain("may not see all users");
    }

    [Fact]
    public async Task Everybody_of_an_empty_realm_is_nobody()
    {
        await using var scene = await KeycloakScene.StartAsync();
        var source = scene.Open();

        var (members, read) = await source.ReadAllAsync(GroupReference.EverybodyName);

        read.ShouldBeComplete();
        members.ShouldBeEmpty();
        (await source.TestAsync(default)).ShouldAllBe(result => result.Passed);
    }

    [Theory]
    [InlineData("staff")]
    [InlineData(GroupReference.EverybodyName)]
    public async Task People_are_not_taken_for_disabled_while_their_provider_is_away(string group)
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 11);
        foreach (var user in scene.Realm.Users.Skip(6))
            (user.FederationLink, user.IsProviderAway) = ("ldap-1", true);

        var (members, read) = await scene.Open().ReadAllAsync(group);

        members.Count.ShouldBe(11);
        read.Completeness!.HoldsMapping.ShouldBeTrue();
        read.ShouldHaveOneReason().Message.ShouldContain("everybody of the user federation provider with the id ldap-1 as disabled");
    }

    [Fact]
    public async Task Somebody_of_a_federated_directory_is_disabled_where_another_of_it_is_not()
    {
        await using var scene = await KeycloakScene.StartAsync();
        var leaver = scene.Realm.AddUser("ada");
        var other = scene.Realm.AddUser("zoe");
        (leaver.FederationLink, leaver.Enabled, other.FederationLink) = ("ldap-1", false, "ldap-1");
        scene.Realm.Join(scene.Realm.AddGroup("staff"), leaver);

        var (members, read) = await scene.Open().ReadAllAsync("staff");

        read.ShouldBeComplete();
        members.ShouldHaveSingleItem().Enabled.ShouldBe(false);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("ADA@example.com")]
    [InlineData("Ada")]
    [InlineData("id")]
    public async Task Person_is_found_by_what_they_are_called(string text)
    {
        await using var scene = await KeycloakScene.StartAsync();
        var ada = scene.Realm.AddUser("ada");
        var group = scene.Realm.AddGroup("Engineering", "SRE");
        scene.Realm.Join(group, ada);
        var source = scene.Open();

        var found = (await source.FindPeopleAsync(text == "id" ? ada.Id : text, default)).ShouldHaveSingleItem();
        var way = await source.FindWayAsync(new GroupReference("Engineering", Recurse: true), found, default);

        found.Person.Id.ShouldBe(ada.Id);
        way.ShouldNotBeNull().Nested.Count.ShouldBe(1);
    }

    [Fact]
    public async Task People_of_a_federated_directory_are_read_like_others()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 11);
        foreach (var user in scene.Realm.Users)
            user.FederationLink = "ldap-1";

        var (members, read) = await scene.Open().ReadAllAsync("staff");

        read.ShouldBeComplete();
        members.Count.ShouldBe(11);
    }
}
