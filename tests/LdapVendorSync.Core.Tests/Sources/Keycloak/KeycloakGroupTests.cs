using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Keycloak;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>Which group is meant, and which are within it, in versions that answer in different ways.</summary>
public sealed class KeycloakGroupTests
{
    public static TheoryData<int> Versions => [16, 22, 26];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Group_is_found_by_path_name_and_id(int version)
    {
        await using var scene = await KeycloakScene.StartAsync(new KeycloakOptions { Version = version });
        var sre = scene.Realm.AddGroup("Engineering", "SRE");
        scene.Realm.AddGroup("Engineering", "SRE-on-call");
        scene.Realm.Join(sre, scene.Realm.AddUser("ada"));
        var source = scene.Open();

        foreach (var text in new[] { "/Engineering/SRE", "SRE", sre.Id })
        {
            var (members, read) = await source.ReadAllAsync(text);

            read.ShouldBeComplete();
            read.GroupId.ShouldBe(sre.Id);
            members.UserNames().ShouldBe(["ada"]);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Name_of_several_groups_is_ambiguous_and_their_paths_are_told(int version)
    {
        await using var scene = await KeycloakScene.StartAsync(new KeycloakOptions { Version = version });
        scene.Realm.AddGroup("Engineering", "Leads");
        scene.Realm.AddGroup("Sales", "Leads");

        var (_, read) = await scene.Open().ReadAllAsync("Leads");

        var error = read.ShouldHaveFailed(SourceFailure.GroupAmbiguous);
        error.Message.ShouldContain("/Engineering/Leads");
        error.Message.ShouldContain("/Sales/Leads");
    }

    [Fact]
    public async Task Names_are_exact_in_case_and_length()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Realm.AddGroup("sre");
        scene.Realm.AddGroup("SRE team");

        (await scene.Open().ReadAllAsync("SRE")).Read.ShouldHaveFailed(SourceFailure.GroupNotFound);
        (await scene.Open().ReadAllAsync("/SRE")).Read.ShouldHaveFailed(SourceFailure.GroupNotFound);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Slash_within_a_name_is_escaped_or_written_as_the_console_shows_it(int version)
    {
        await using var scene = await KeycloakScene.StartAsync(new KeycloakOptions { Version = version });
        var slashed = scene.Realm.AddGroup("R/D", "A/B & C");
        var nested = scene.Realm.AddGroup("X", "Y");
        var flat = scene.Realm.AddGroup("X/Y");
        var source = scene.Open();

        (await source.ReadAllAsync("/R~/D/A~/B & C")).Read.GroupId.ShouldBe(slashed.Id);
        (await source.ReadAllAsync("/R/D/A/B & C")).Read.GroupId.ShouldBe(slashed.Id);
        (await source.ReadAllAsync("A/B & C")).Read.GroupId.ShouldBe(slashed.Id);
        (await source.ReadAllAsync("/X/Y")).Read.GroupId.ShouldBe(nested.Id);
        (await source.ReadAllAsync("/X~/Y")).Read.GroupId.ShouldBe(flat.Id);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Groups_within_are_all_walked_through(int version)
    {
        await using var scene = await KeycloakScene.StartAsync(new KeycloakOptions { Version = version });
        // More than Keycloak gives unasked (10), and more than a page.
        foreach (var number in Enumerable.Range(1, 13))
            scene.Realm.Join(scene.Realm.AddGroup("All", $"Part{number:d2}", "Core"), scene.Realm.AddUser($"user{number:d2}"));
        var source = scene.Open();

        var (members, read) = await source.ReadAllAsync("/All", recurse: true);
        var (direct, _) = await source.ReadAllAsync("/All", recurse: false);

        read.ShouldBeComplete();
        members.Count.ShouldBe(13);
        members[0].GroupPath.ShouldBe(["/All/Part01", "/All/Part01/Core"]);
        direct.ShouldBeEmpty();
        read.Groups.Count.ShouldBe(27);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_group_of_the_realm_is_listed_with_what_holds_it(int version)
    {
        await using var scene = await KeycloakScene.StartAsync(new KeycloakOptions { Version = version });
        foreach (var number in Enumerable.Range(1, 9))
            scene.Realm.AddGroup($"Top{number}", "Middle", "Low");
        var source = scene.Open();

        var groups = new List<SourceGroup>();
        await foreach (var group in source.ListGroupsAsync(default))
            groups.Add(group);
        var nestings = new List<GroupNesting>();
        await foreach (var nesting in source.ListNestingsAsync(default))
            nestings.Add(nesting);

        groups.Select(group => group.Id).ShouldBe(scene.Realm.Groups.Select(group => group.Id), ignoreOrder: true);
        groups.Select(group => group.DistinguishedName).ShouldContain("/Top9/Middle/Low");
        nestings.ShouldBe(
            scene.Realm.Groups.Where(group => group.Parent is not null).Select(group => new GroupNesting(group.Parent!.Id, group.Id)), ignoreOrder: true);
    }

    [Fact]
    public async Task Group_within_that_is_hidden_holds_removals()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Realm.Join(scene.Realm.AddGroup("All", "Seen"), scene.Realm.AddUser("ada"));
        scene.Realm.AddGroup("All", "Secret").IsHidden = true;
        var source = scene.Open();

        var (members, read) = await source.ReadAllAsync("All", recurse: true);

        members.UserNames().ShouldBe(["ada"]);
        read.ShouldHaveOneReason().Message.ShouldContain("counts 2 groups in '/All', but shows 1");
        read.Completeness!.HoldsMapping.ShouldBeTrue();
        await Should.ThrowAsync<SourceException>(async () =>
        {
            await foreach (var _ in source.ListGroupsAsync(default))
            {
                // Not all of them.
            }
        });
    }

    [Fact]
    public async Task Group_of_one_page_costs_four_questions_besides_finding_it()
    {
        await using var scene = await KeycloakScene.StartAsync();
        var group = scene.Fill("staff", 3);

        (await scene.Open().ReadAllAsync("staff")).Read.ShouldBeComplete();

        scene.Asked.ShouldBe(
        [
            "GET /admin/realms/acme/groups?search=staff&exact=true&briefRepresentation=true",
            $"GET /admin/realms/acme/groups/{group.Id}/members?first=0&max=4&briefRepresentation=true",
            $"GET /admin/realms/acme/groups/{group.Id}/members?first=2&max=4&briefRepresentation=true",
            $"GET /admin/realms/acme/groups/{group.Id}",
            $"GET /admin/realms/acme/groups/{group.Id}",
        ]);
    }
}
