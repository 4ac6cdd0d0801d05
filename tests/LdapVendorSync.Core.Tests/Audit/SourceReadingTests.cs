using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldif;
using LdapVendorSync.Core.Tests.Sources.Csv;
using LdapVendorSync.Core.Tests.Sources.Ldap;
using LdapVendorSync.Core.Tests.Sources.Ldif;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Audit;

/// <summary>Whole sources: files, and a real server.</summary>
public sealed class SourceReadingTests(SmallDirectory directory) : IClassFixture<SmallDirectory>
{
    [SkippableFact]
    public async Task Ldap_server_gives_people_groups_direct_members_and_groups_within_groups()
    {
        await using var source = directory.Server.Open();

        var reading = await source.ReadSystemAsync();

        reading.MembersOf("team0").ShouldBe(Enumerable.Range(0, 5).Select(DirectorySeed.Uid));
        reading.NestedIn("nested").ShouldBe(["team0", "team1"]);
        reading.MembersOf("nested").ShouldBe([DirectorySeed.Uid(19)]);
        reading.NestedIn("cycleA").ShouldBe(["cycleB"]);
        reading.NestedIn("cycleB").ShouldBe(["cycleA"]);
        reading.MembersOf("odd").ShouldBe(SmallDirectory.OddNames);
        reading.Group("empty").MemberIds.ShouldBeEmpty();
        reading.Content.Groups.Count(group => group.Name == "twin").ShouldBe(2);
        reading.Content.Users.Select(user => user.Id).ShouldBeUnique();
        reading.Content.Users.ShouldAllBe(user => user.Read == null && user.GroupPath.Count == 0);
    }

    [SkippableFact]
    public async Task Group_that_refers_to_nobody_is_in_with_its_doubts_and_leaves_the_people_proved()
    {
        await using var source = directory.Server.Open();

        var reading = await source.ReadSystemAsync();

        reading.Group("dangling").Doubts.ShouldHaveSingleItem().ShouldContain("gone");
        reading.MembersOf("dangling").ShouldBe([DirectorySeed.Uid(1)]);
        reading.Group("team0").Doubts.ShouldBeEmpty();
        reading.DoubtfulParts.ShouldBe(SystemParts.Memberships);
        reading.Doubts.ShouldHaveSingleItem().ShouldContain("dangling");
    }

    [SkippableFact]
    public async Task Settings_say_that_references_to_nobody_are_normal()
    {
        await using var source = directory.Server.Open(settings => settings with { DanglingMembers = DanglingMembers.Ignore });

        (await source.ReadSystemAsync()).Group("dangling").Doubts.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Server_without_the_tree_of_people_ends_the_reading()
    {
        await using var source = directory.Server.Open(settings => settings with { UserBaseDn = "ou=nowhere,dc=example,dc=test" });

        (await Should.ThrowAsync<SourceException>(() => source.ReadSystemAsync())).Message.ShouldContain("user_base_dn");
    }

    [SkippableFact]
    public async Task Group_that_holds_one_outside_the_groups_that_are_listed_is_in_doubt()
    {
        await using var source = directory.Server.Open(settings => settings with { GroupBaseDn = "cn=nested,ou=groups,dc=example,dc=test" });

        var reading = await source.ReadSystemAsync();

        reading.Content.Groups.ShouldHaveSingleItem().Doubts.Count.ShouldBe(2);
        reading.Group("nested").Doubts[0].ShouldContain("which is not in the list of groups");
        reading.DoubtfulParts.ShouldBe(SystemParts.Memberships);
    }

    [Fact]
    public async Task Ldif_file_is_read_like_a_server()
    {
        using var file = SmallLdif.Create();
        await using var source = file.Open();

        var reading = await source.ReadSystemAsync();

        reading.NestedIn("outer").ShouldBe(["inner", "unique"]);
        reading.NestedIn("inner").ShouldBe(["inner", "outer", "unique"]);
        reading.MembersOf("outer").ShouldBe(["ada"]);
        reading.Group("half").Doubts.ShouldNotBeEmpty();
        reading.Group("unique").Doubts.ShouldBeEmpty();
        reading.Group("Ops, Night + Day").Description.ShouldBe("On call");
        reading.DoubtfulParts.ShouldBe(SystemParts.Memberships);
    }

    [Fact]
    public async Task Csv_files_give_groups_by_their_ids()
    {
        using var folder = new CsvFolder("id,userName\n1,ada\n2,zoe\n", "group,member\ng1,1\ng2,2\n", "id,name,parent\ng1,Twin,\ng2,Twin,g1\n");
        await using var source = folder.Open();

        var reading = await source.ReadSystemAsync();

        reading.DoubtfulParts.ShouldBe(SystemParts.None);
        var groups = reading.Content.Groups.ToDictionary(group => group.Id);
        (groups["g1"].Name, groups["g2"].Name).ShouldBe(("Twin", "Twin"));
        groups["g1"].MemberIds.ShouldBe(["1"]);
        groups["g2"].MemberIds.ShouldBe(["2"]);
        groups["g1"].NestedIds.ShouldBe(["g2"]);
    }

    [Fact]
    public async Task Rows_without_an_id_leave_the_list_of_people_in_doubt()
    {
        using var folder = new CsvFolder("id,userName\n1,ada\n,zoe\n", "group,member\ng1,1\n", "id,name\ng1,Sales\n");
        await using var source = folder.Open();

        var reading = await source.ReadSystemAsync();

        reading.Content.Users.ShouldHaveSingleItem().UserName.ShouldBe("ada");
        reading.DoubtfulParts.HasFlag(SystemParts.Users).ShouldBeTrue();
        reading.Doubts[0].ShouldContain("no id");
    }

    [Fact]
    public async Task Nobody_at_all_is_in_doubt()
    {
        using var file = SmallLdif.Create();
        await using var source = file.Open(settings => settings with { UserFilter = "(title=Nobody)" });

        var reading = await source.ReadSystemAsync();

        reading.DoubtfulParts.HasFlag(SystemParts.Users).ShouldBeTrue();
    }

    [Fact]
    public async Task File_that_is_not_there_ends_the_reading()
    {
        await using var source = new LdifSource(new LdifSourceSettings { Name = "file", File = "/nowhere/people.ldif" });

        (await Should.ThrowAsync<SourceException>(() => source.ReadSystemAsync())).Message.ShouldContain("/nowhere/people.ldif");
    }

    [SkippableFact]
    public async Task Nestings_of_a_server_are_every_pair_once()
    {
        await using var source = directory.Server.Open();

        var nestings = await ((IGroupHierarchy)source).ListNestingsAsync(CancellationToken.None).ToListAsync();

        nestings.ShouldBeUnique();
        nestings.Count.ShouldBe((await source.ReadSystemAsync()).Content.Groups.Sum(group => group.NestedIds.Count));
    }
}
