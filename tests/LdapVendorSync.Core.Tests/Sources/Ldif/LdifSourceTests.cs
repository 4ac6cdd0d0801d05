using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

public sealed class LdifSourceTests : IDisposable
{
    private const string Content = """
        version: 1

        dn: dc=example,dc=test
        objectClass: domain
        dc: example

        dn: uid=ada,ou=people,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: ada
        cn: Ada Lovelace
        cn;lang-de: Ada von Lovelace
        sn: Lovelace
        givenName: Ada
        mail: ada@example.test
        mail: lovelace@example.test
        entryUUID: 11111111-0000-0000-0000-000000000001
        title: Countess
        jpegPhoto:: /9j/4A==

        dn: UID=Zoe,OU=People,DC=Example,DC=Test
        objectClass: inetOrgPerson
        uid: zoe
        cn: Zoë Müller
        sn: Müller
        nsAccountLock: true

        dn:: Y249Sm9zw6lcLCBKcixvdT1wZW9wbGUsZGM9ZXhhbXBsZSxkYz10ZXN0
        objectClass: inetOrgPerson
        uid: old-name
        uid: jose
        cn: José, Jr
        sn: Jr

        dn: cn=svc,ou=services,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: svc
        cn: svc
        sn: Service

        dn: cn=printer,ou=people,dc=example,dc=test
        objectClass: device
        cn: printer

        dn: cn=Ops\, Night \+ Day,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: Ops, Night + Day
        description: On call
        entryUUID: 22222222-0000-0000-0000-000000000001
        member: UID=ADA, OU=people, DC=example, DC=test
        member: uid=zoe,ou=people,dc=example,dc=test
        member: cn=Jos\C3\A9\2C Jr,ou=people,dc=example,dc=test
        member: uid=ada,ou=people,dc=example,dc=test

        dn: cn=unique,ou=groups,dc=example,dc=test
        objectClass: groupOfUniqueNames
        cn: unique
        uniqueMember: uid=ada,ou=people,dc=example,dc=test#'0101'B

        dn: cn=posix,ou=groups,dc=example,dc=test
        objectClass: posixGroup
        cn: posix
        gidNumber: 100
        memberUid: ada
        memberUid: Zoe
        memberUid: gone

        dn: cn=outer,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: outer
        member: cn=inner,ou=groups,dc=example,dc=test
        member: cn=unique,ou=groups,dc=example,dc=test
        member: uid=ada,ou=people,dc=example,dc=test

        dn: cn=inner,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: inner
        member: cn=outer,ou=groups,dc=example,dc=test
        member: cn=inner,ou=groups,dc=example,dc=test
        member: cn=unique,ou=groups,dc=example,dc=test
        member: uid=zoe,ou=people,dc=example,dc=test

        dn: cn=mixed,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: mixed
        member: uid=ada,ou=people,dc=example,dc=test
        member: uid=gone,ou=people,dc=example,dc=test
        member: cn=printer,ou=people,dc=example,dc=test

        dn: cn=empty,ou=groups,dc=example,dc=test
        objectClass: groupOfMembers
        cn: empty

        dn: cn=twin,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: twin
        member: uid=ada,ou=people,dc=example,dc=test

        dn: cn=twin,ou=old groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: twin
        member: uid=zoe,ou=people,dc=example,dc=test

        dn: cn=half,ou=groups,dc=example,dc=test
        objectClass: group
        cn: half
        sAMAccountName: HALF
        member;range=0-1: uid=ada,ou=people,dc=example,dc=test
        member;range=0-1: uid=zoe,ou=people,dc=example,dc=test

        dn: cn=dynamic,ou=groups,dc=example,dc=test
        objectClass: groupOfURLs
        cn: dynamic
        memberURL: ldap:///ou=people,dc=example,dc=test??sub?(uid=a*)
        """;

    private readonly LdifFile _file = new(Content);

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("cn=Ops\\, Night \\+ Day,ou=groups,dc=example,dc=test")]
    [InlineData("CN=ops\\2C  night \\2B day , OU=Groups, DC=Example, DC=Test")]
    [InlineData("Ops, Night + Day")]
    [InlineData("ops, night + day")]
    [InlineData("(description=on call)")]
    [InlineData("oncall")]
    public async Task Source_finds_a_group_by_every_way_to_name_it(string name)
    {
        await using var source = _file.Open(settings => settings with
        {
            GroupDnMap = new Dictionary<string, string> { ["OnCall"] = "cn=Ops\\, Night \\+ Day,ou=groups,dc=example,dc=test" },
        });

        var (members, read) = await source.ReadAllAsync(name);

        read.ShouldBeComplete();
        read.GroupId.ShouldBe("22222222-0000-0000-0000-000000000001");
        members.UserNames().ShouldBe(["ada", "jose", "zoe"]);
        members.ShouldAllBe(member => member.Read == read);
    }

    [Fact]
    public async Task Source_maps_a_person()
    {
        await using var source = _file.Open(settings => settings with { Attributes = ["title", "jpegPhoto", "cn;lang-de", "absent"] });

        var (members, _) = await source.ReadAllAsync("cn=twin,ou=groups,dc=example,dc=test");

        var ada = members.ShouldHaveSingleItem();
        ada.Id.ShouldBe("11111111-0000-0000-0000-000000000001");
        ada.UserName.ShouldBe("ada");
        ada.Email.ShouldBe("ada@example.test");
        ada.FirstName.ShouldBe("Ada");
        ada.LastName.ShouldBe("Lovelace");
        ada.DisplayName.ShouldBe("Ada Lovelace");
        ada.Enabled.ShouldBeNull();
        ada.DistinguishedName.ShouldBe("uid=ada,ou=people,dc=example,dc=test");
        ada.Attributes.ToDictionary(pair => pair.Key, pair => string.Join('|', pair.Value)).ShouldBe(
            new Dictionary<string, string> { ["title"] = "Countess", ["jpegPhoto"] = "/9j/4A==", ["cn;lang-de"] = "Ada von Lovelace" },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Source_says_who_is_disabled_and_takes_the_name_as_id_where_the_file_has_none()
    {
        await using var source = _file.Open();

        var (members, _) = await source.ReadAllAsync("Ops, Night + Day");

        var zoe = members.Single(member => member.UserName == "zoe");
        zoe.Enabled.ShouldBe(false);
        zoe.Id.ShouldBe("uid=zoe,ou=people,dc=example,dc=test");
    }

    [Fact]
    public async Task Source_reads_unique_members_with_their_optional_identifier()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("unique");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["ada"]);
    }

    [Fact]
    public async Task Source_reads_a_posix_group_by_user_id()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("posix");

        members.UserNames().ShouldBe(["ada", "zoe"]);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.DanglingMember);
        reason.Scope.ShouldBe(HoldScope.Person);
        reason.Reference.ShouldBe("gone");
    }

    [Fact]
    public async Task Source_follows_nested_groups_through_cycles_and_takes_everybody_once()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("outer", recurse: true);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["ada", "zoe"]);
    }

    [Fact]
    public async Task Source_reports_nested_groups_that_it_does_not_follow()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("outer");

        members.UserNames().ShouldBe(["ada"]);
        read.Completeness!.HoldsMapping.ShouldBeFalse();
        read.Completeness.Reasons.Select(reason => (reason.Kind, reason.Scope, reason.Reference)).ShouldBe(
        [
            (ReadReasonKind.UnsupportedMember, HoldScope.Nothing, "cn=inner,ou=groups,dc=example,dc=test"),
            (ReadReasonKind.UnsupportedMember, HoldScope.Nothing, "cn=unique,ou=groups,dc=example,dc=test"),
        ]);
    }

    [Fact]
    public async Task Source_recurses_by_its_own_setting_unless_told_otherwise()
    {
        await using var source = _file.Open(settings => settings with { Recurse = true });

        (await source.ReadAllAsync("outer")).Members.Count.ShouldBe(2);
        (await source.ReadAllAsync("outer", recurse: false)).Members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Source_tells_people_left_out_from_entries_that_cannot_be_found()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("mixed");

        members.UserNames().ShouldBe(["ada"]);
        read.FilteredOut.ShouldBe(1);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.DanglingMember);
        reason.Scope.ShouldBe(HoldScope.Person);
        reason.Reference.ShouldBe("uid=gone,ou=people,dc=example,dc=test");
        reason.Message.ShouldContain("cn=mixed,ou=groups,dc=example,dc=test");
    }

    [Fact]
    public async Task Source_holds_nothing_for_entries_that_cannot_be_found_where_that_is_normal()
    {
        await using var source = _file.Open(settings => settings with { DanglingMembers = DanglingMembers.Ignore });

        var reason = (await source.ReadAllAsync("mixed")).Read.ShouldHaveOneReason();

        reason.Scope.ShouldBe(HoldScope.Nothing);
        reason.Message.ShouldContain("uid=gone");
    }

    [Theory]
    [InlineData("(uid=a*)", null, new[] { "ada" })]
    [InlineData("(!(nsAccountLock=TRUE))", null, new[] { "ada", "jose" })]
    [InlineData("(objectClass=person)", "ou=services,dc=example,dc=test", new string[0])]
    public async Task Source_leaves_out_who_does_not_match_filter_and_base(string filter, string? userBase, string[] expected)
    {
        await using var source = _file.Open(settings => settings with { UserFilter = filter, UserBaseDn = userBase });

        var (members, read) = await source.ReadAllAsync("Ops, Night + Day");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(expected);
        read.FilteredOut.ShouldBe(3 - expected.Length);
    }

    [Fact]
    public async Task Source_reads_an_empty_group_as_complete()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("empty");

        read.ShouldBeComplete();
        members.ShouldBeEmpty();
    }

    [Fact]
    public async Task Source_holds_the_mapping_of_a_group_that_was_exported_in_part()
    {
        await using var source = _file.Open();

        var (members, read) = await source.ReadAllAsync("half");

        members.Count.ShouldBe(2);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.NotProved);
        reason.Scope.ShouldBe(HoldScope.Mapping);
    }

    [Fact]
    public async Task Source_holds_the_mapping_of_a_group_that_is_described_by_a_search()
    {
        await using var source = _file.Open();

        var reason = (await source.ReadAllAsync("dynamic")).Read.ShouldHaveOneReason();

        reason.Kind.ShouldBe(ReadReasonKind.UnsupportedMember);
        reason.Scope.ShouldBe(HoldScope.Mapping);
    }

    [Fact]
    public async Task Source_fails_when_the_base_of_people_is_not_there()
    {
        await using var source = _file.Open(settings => settings with { UserBaseDn = "ou=peple,dc=example,dc=test" });

        (await source.ReadAllAsync("unique")).Read.ShouldHaveFailed(SourceFailure.ServerError).Message.ShouldContain("user_base_dn");
    }

    [Theory]
    [InlineData("cn=nobody,ou=groups,dc=example,dc=test")]
    [InlineData("nobody")]
    [InlineData("(description=nobody)")]
    [InlineData("uid=ada,ou=people,dc=example,dc=test")]
    [InlineData("wrong")]
    public async Task Source_fails_for_a_group_that_is_not_there(string name)
    {
        await using var source = _file.Open(settings => settings with
        {
            GroupDnMap = new Dictionary<string, string> { ["wrong"] = "cn=nobody,ou=groups,dc=example,dc=test" },
        });

        var (members, read) = await source.ReadAllAsync(name);

        members.ShouldBeEmpty();
        var error = read.ShouldHaveFailed(SourceFailure.GroupNotFound);
        error.Message.ShouldContain("Source 'file'");
        error.Message.ShouldContain(name);
    }

    [Fact]
    public async Task Source_fails_for_a_name_that_fits_several_groups_and_names_them()
    {
        await using var source = _file.Open();

        var error = (await source.ReadAllAsync("twin")).Read.ShouldHaveFailed(SourceFailure.GroupAmbiguous);

        error.Message.ShouldContain("cn=twin,ou=groups,dc=example,dc=test");
        error.Message.ShouldContain("cn=twin,ou=old groups,dc=example,dc=test");
    }

    [Fact]
    public async Task Source_finds_the_group_that_is_meant_below_the_group_base()
    {
        await using var source = _file.Open(settings => settings with { GroupBaseDn = "ou=old groups,dc=example,dc=test" });

        (await source.ReadAllAsync("twin")).Members.UserNames().ShouldBe(["zoe"]);
    }

    [Fact]
    public async Task Source_refuses_a_file_with_one_entry_twice_and_names_both_lines()
    {
        using var file = new LdifFile("dn: cn=a,dc=x\ncn: a\n\ndn: CN=A, DC=X\ncn: a\n");
        await using var source = file.Open();

        var error = (await source.ReadAllAsync("a")).Read.ShouldHaveFailed(SourceFailure.Malformed);

        error.Message.ShouldContain("line 4");
        error.Message.ShouldContain("line 1");
    }

    [Theory]
    [InlineData("dn: not a name\ncn: a\n", "line 1")]
    [InlineData("dn: cn=a,dc=x\ncn: a\n\ndn: cn=b,dc=x\nmemb", "line 5")]
    [InlineData("\n# nothing\n", "no entry")]
    public async Task Source_fails_for_every_group_of_a_file_that_is_not_understood(string content, string expected)
    {
        using var file = new LdifFile(content);
        await using var source = file.Open();

        foreach (var group in new[] { "cn=a,dc=x", "b" })
        {
            var (members, read) = await source.ReadAllAsync(group);

            members.ShouldBeEmpty();
            read.ShouldHaveFailed(SourceFailure.Malformed).Message.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Source_is_unavailable_when_the_file_is_missing()
    {
        await using var source = _file.Open(settings => settings with { File = _file.File + ".missing" });

        (await source.ReadAllAsync("mixed")).Read.ShouldHaveFailed(SourceFailure.Unavailable).Message.ShouldContain(".missing");
    }

    [Fact]
    public async Task Source_reads_the_file_once()
    {
        await using var source = _file.Open();

        (await source.ReadAllAsync("unique")).Read.ShouldBeComplete();
        await File.WriteAllTextAsync(_file.File, "no LDIF any more");

        (await source.ReadAllAsync("Ops, Night + Day")).Members.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Source_lists_groups_and_people()
    {
        await using var source = _file.Open();

        var groups = await source.ListGroupsAsync(default).ToListAsync();
        var people = await source.ListUsersAsync(default).ToListAsync();

        groups.Count.ShouldBe(11);
        groups[0].ShouldBe(new SourceGroup(
            "22222222-0000-0000-0000-000000000001", "Ops, Night + Day", "cn=Ops\\, Night \\+ Day,ou=groups,dc=example,dc=test", "On call"));
        people.UserNames().ShouldBe(["ada", "jose", "svc", "zoe"]);
    }

    [Fact]
    public async Task Source_reports_what_a_test_of_it_saw()
    {
        await using var good = _file.Open();
        await using var nobody = _file.Open(settings => settings with { UserBaseDn = "ou=elsewhere,dc=example,dc=test" });
        await using var missing = _file.Open(settings => settings with { File = _file.File + ".missing" });

        (await good.TestAsync(default)).ShouldAllBe(result => result.Passed);
        (await nobody.TestAsync(default)).Single(result => !result.Passed).Message.ShouldContain("ou=elsewhere");
        (await missing.TestAsync(default)).ShouldHaveSingleItem().Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("(uid=*", null)]
    [InlineData("(memberOf:1.2.840.113556.1.4.1941:=cn=a,dc=x)", null)]
    [InlineData("(uid=*)", "people")]
    public void Source_refuses_settings_that_are_no_filter_or_name(string filter, string? userBase)
    {
        var error = Should.Throw<SourceException>(() =>
            _file.Open(settings => settings with { UserFilter = filter, UserBaseDn = userBase }));

        error.Failure.ShouldBe(SourceFailure.Malformed);
        error.Message.ShouldContain(userBase is null ? "user_filter" : "user_base_dn");
    }

    [Fact]
    public async Task Source_stops_when_cancelled()
    {
        await using var source = _file.Open();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await source.ReadGroup(new GroupReference("unique"), default).GetAsyncEnumerator(cancellation.Token).MoveNextAsync());

        (await source.ReadAllAsync("unique")).Read.ShouldBeComplete();
    }
}
