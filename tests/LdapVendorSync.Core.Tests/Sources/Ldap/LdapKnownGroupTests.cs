using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Groups on a real server that are renamed, moved, hidden, deleted and replaced between two reads.</summary>
public sealed class LdapKnownGroupTests
{
    private const string Groups = "ou=groups," + DirectorySeed.Suffix;

    private static readonly string[] Team = [.. Enumerable.Range(0, 5).Select(DirectorySeed.Uid)];

    [SkippableTheory]
    [InlineData("cn=team0,ou=groups,dc=example,dc=test")]
    [InlineData("team0")]
    [InlineData("short")]
    public async Task Renamed_and_moved_group_is_found_by_its_id(string name)
    {
        await using var server = await StartAsync();
        await using var source = Open(server);
        var known = await LearnAsync(source, name);
        await server.ModifyAsync($"""
            dn: {DirectorySeed.TeamDn(0)}
            changetype: modrdn
            newrdn: cn=Crew\, (new) *
            deleteoldrdn: 1
            newsuperior: ou=people,{DirectorySeed.Suffix}

            """);

        var (members, read) = await source.ReadAllAsync(new GroupReference(name) { Known = known });

        members.UserNames().ShouldBe(Team);
        read.GroupId.ShouldBe(known.Id);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.GroupRenamed);
        reason.Scope.ShouldBe(HoldScope.Nothing);
        reason.Message.ShouldContain($"it was '{DirectorySeed.TeamDn(0)}'");
        reason.Message.ShouldContain(read.GroupDistinguishedName!);
        (await source.ReadAllAsync(new GroupReference(name))).Read.ShouldHaveFailed(SourceFailure.GroupNotFound);
    }

    [SkippableFact]
    public async Task Deleted_group_is_not_found()
    {
        await using var server = await StartAsync();
        await using var source = Open(server);
        var known = await LearnAsync(source, "team0");
        await server.ModifyAsync($"dn: {DirectorySeed.TeamDn(0)}\nchangetype: delete\n");

        var (_, read) = await source.ReadAllAsync(new GroupReference("team0") { Known = known });

        var error = read.ShouldHaveFailed(SourceFailure.GroupNotFound);
        error.Message.ShouldContain(known.Id);
        error.Message.ShouldContain(known.DistinguishedName!);
    }

    [SkippableFact]
    public async Task Group_moved_out_of_sight_is_not_found()
    {
        await using var server = await StartAsync($"access to dn.subtree=\"ou=policies,{DirectorySeed.Suffix}\" by * none");
        await using var source = Open(server);
        var known = await LearnAsync(source, DirectorySeed.TeamDn(0));
        await server.ModifyAsync($"""
            dn: {DirectorySeed.TeamDn(0)}
            changetype: modrdn
            newrdn: cn=team0
            deleteoldrdn: 1
            newsuperior: ou=policies,{DirectorySeed.Suffix}

            """);

        var (members, read) = await source.ReadAllAsync(new GroupReference(DirectorySeed.TeamDn(0)) { Known = known });

        members.ShouldBeEmpty();
        read.ShouldHaveFailed(SourceFailure.GroupNotFound);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_group_with_the_name_holds_the_mapping(bool oldOneIsThere)
    {
        await using var server = await StartAsync();
        await using var source = Open(server);
        var known = await LearnAsync(source, DirectorySeed.TeamDn(0));
        await server.ModifyAsync(oldOneIsThere
            ? $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modrdn\nnewrdn: cn=former\ndeleteoldrdn: 1\n"
            : $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: delete\n");
        await server.ModifyAsync($"""
            dn: {DirectorySeed.TeamDn(0)}
            changetype: add
            objectClass: groupOfNames
            cn: team0
            member: {DirectorySeed.PersonDn(9)}

            """);

        var (members, read) = await source.ReadAllAsync(new GroupReference(DirectorySeed.TeamDn(0)) { Known = known });

        members.UserNames().ShouldBe([DirectorySeed.Uid(9)]);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.GroupReplaced);
        reason.Scope.ShouldBe(HoldScope.Mapping);
        reason.Message.ShouldContain(oldOneIsThere ? $"is 'cn=former,{Groups}' now" : "cannot be seen any more");

        var filter = reason.Message[reason.Message.LastIndexOf('(')..].TrimEnd('.');
        (await source.ReadAllAsync(filter)).Members.UserNames().ShouldBe([DirectorySeed.Uid(9)]);
        (await source.ReadAllAsync(new GroupReference(DirectorySeed.TeamDn(0)) { Known = known with { Successor = read.GroupId } }))
            .Read.ShouldHaveOneReason().Scope.ShouldBe(HoldScope.Nothing);
    }

    [SkippableFact]
    public async Task Group_whose_id_may_no_longer_be_read_is_known_by_its_name()
    {
        await using var server = await StartAsync();
        await using var source = Open(server);
        await using var blind = server.Open(settings => settings with { Fields = settings.Fields with { Id = ["employeeNumber"] } });
        var known = await LearnAsync(source, DirectorySeed.TeamDn(0));

        (await blind.ReadAllAsync(new GroupReference(DirectorySeed.TeamDn(0)) { Known = known })).Read.ShouldBeComplete();
        (await blind.ReadAllAsync(new GroupReference(DirectorySeed.TeamDn(1)) { Known = known }))
            .Read.ShouldHaveOneReason().Kind.ShouldBe(ReadReasonKind.GroupReplaced);
    }

    [Fact]
    public async Task Group_is_looked_for_by_the_bytes_of_its_guid()
    {
        var guid = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        var asked = new List<byte[]>();
        await using var peer = FakeDirectory.WithPeople(1, search =>
        {
            asked.AddRange(search.AskedBytes("objectGUID"));
            return null;
        }).Start();
        await using var source = peer.Open();
        var reference = new GroupReference("cn=gone,dc=ad,dc=test") { Known = new KnownGroup(guid.ToString(), "cn=gone,dc=ad,dc=test") };

        (await source.ReadAllAsync(reference)).Read.ShouldHaveFailed(SourceFailure.GroupNotFound);

        asked.ShouldHaveSingleItem().ShouldBe(guid.ToByteArray());
    }

    private static async Task<SlapdServer> StartAsync(string accessRule = "")
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        return await SlapdServer.StartAsync(new SlapdOptions { AccessRules = accessRule });
    }

    private static LdapSource Open(SlapdServer server) => server.Open(settings => settings with
    {
        GroupBaseDn = Groups,
        GroupDnMap = new Dictionary<string, string> { ["short"] = DirectorySeed.TeamDn(0) },
    });

    private static async Task<KnownGroup> LearnAsync(LdapSource source, string name)
    {
        var (members, read) = await source.ReadAllAsync(name);
        members.UserNames().ShouldBe(Team);
        return new KnownGroup(read.GroupId!, read.GroupDistinguishedName);
    }
}
