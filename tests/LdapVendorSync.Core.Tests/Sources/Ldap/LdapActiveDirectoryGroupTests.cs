using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Fixtures.Samba;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Groups of a real Active Directory domain: primary groups, nested groups, and groups that move.</summary>
public sealed class LdapActiveDirectoryGroupTests
{
    public static TheoryData<MemberStrategy> Strategies => [MemberStrategy.Auto, MemberStrategy.MemberOf, MemberStrategy.Member];

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task People_whose_primary_group_it_is_are_members(MemberStrategy strategy)
    {
        await using var source = await OpenAsync(strategy);

        var (members, read) = await source.ReadAllAsync(SambaSeed.PrimaryDn);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe([SambaSeed.Account(40), SambaSeed.Account(41)]);
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Everybody_is_a_domain_user(MemberStrategy strategy)
    {
        await using var source = await OpenAsync(strategy, settings => settings with { UserFilter = "(sAMAccountName=u0*)" });

        var (members, read) = await source.ReadAllAsync("Domain Users");

        read.Completeness!.HoldsMapping.ShouldBeFalse(read.Completeness.ToString());
        members.UserNames().ShouldBe(Enumerable.Range(0, 120).Select(SambaSeed.Account));
        read.FilteredOut.ShouldBeGreaterThan(10);
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Nested_groups_are_read_alike_by_every_strategy(MemberStrategy strategy)
    {
        await using var source = await OpenAsync(strategy);

        foreach (var (group, expected) in new[]
        {
            (SambaSeed.TopDn, (int[])[.. Enumerable.Range(0, 20), 30, 31, 49]),
            (SambaSeed.CycleADn, [1, 2]),
            (SambaSeed.CycleBDn, [1, 2]),
            (SambaSeed.BigDn, [.. Enumerable.Range(0, 120)]),
        })
        {
            var (members, read) = await source.ReadAllAsync(group, recurse: true);

            read.ShouldBeComplete();
            members.UserNames().ShouldBe(expected.Select(SambaSeed.Account), group);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Big_nested_group_brings_in_primary_members_and_says_by_which_way(MemberStrategy strategy)
    {
        var samba = await SambaServer.SharedAsync();
        Skip.If(samba is null, SambaServer.MissingReason);
        var dn = $"CN=Umbrella {strategy},{SambaSeed.GroupsDn}";
        await samba!.ModifyAsync($"""
            dn: {dn}
            changetype: add
            objectClass: group
            sAMAccountName: umbrella{strategy}
            member: {SambaSeed.BigDn}
            member: {SambaSeed.TopDn}
            member: {SambaSeed.PrimaryDn}

            """);
        try
        {
            await using var source = await OpenAsync(strategy);

            var (members, read) = await source.ReadAllAsync(dn, recurse: true);

            read.ShouldBeComplete();
            members.UserNames().ShouldBe(Enumerable.Range(0, 120).Select(SambaSeed.Account));
            members.ShouldAllBe(member => member.GroupPath.Count == 1);
            (await source.ReadAllAsync(dn, recurse: false)).Members.ShouldBeEmpty();
        }
        finally
        {
            await samba.ModifyAsync($"dn: {dn}\nchangetype: delete\n");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Way_through_nested_groups_is_told(MemberStrategy strategy)
    {
        await using var source = await OpenAsync(strategy);

        var (members, _) = await source.ReadAllAsync(SambaSeed.TopDn, recurse: true);

        IReadOnlyList<string> PathOf(int number) => members.Single(member => member.UserName == SambaSeed.Account(number)).GroupPath;
        PathOf(31).ShouldBeEmpty();
        PathOf(30).ShouldBe([SambaSeed.MiddleDn]);
        PathOf(0).ShouldBe([SambaSeed.MiddleDn, SambaSeed.LeafDn]);
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Person_who_may_not_be_seen_is_reported(MemberStrategy strategy)
    {
        await using var source = await OpenAsync(strategy);

        var (members, read) = await source.ReadAllAsync(SambaSeed.PartlyDn);

        members.UserNames().ShouldBe([SambaSeed.Account(4)]);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.DanglingMember);
        reason.Scope.ShouldBe(HoldScope.Person);
    }

    [SkippableFact]
    public async Task Renamed_group_is_found_by_its_guid()
    {
        var samba = await SambaServer.SharedAsync();
        Skip.If(samba is null, SambaServer.MissingReason);
        var dn = $"CN=Before,{SambaSeed.GroupsDn}";
        await samba!.ModifyAsync(
            $"dn: {dn}\nchangetype: add\nobjectClass: group\nsAMAccountName: before\nmember: {SambaSeed.PersonDn(1)}\n");
        try
        {
            await using var source = await OpenAsync(MemberStrategy.Auto);
            var (_, before) = await source.ReadAllAsync(dn);
            await samba.ModifyAsync($"dn: {dn}\nchangetype: modrdn\nnewrdn: CN=After\ndeleteoldrdn: 1\nnewsuperior: {SambaSeed.StaffDn}\n");
            dn = $"CN=After,{SambaSeed.StaffDn}";

            Guid.TryParse(before.GroupId, out _).ShouldBeTrue();
            var known = new KnownGroup(before.GroupId!, before.GroupDistinguishedName);
            var (members, read) = await source.ReadAllAsync(new GroupReference(before.Group) { Known = known });

            members.UserNames().ShouldBe([SambaSeed.Account(1)]);
            read.ShouldHaveOneReason().Kind.ShouldBe(ReadReasonKind.GroupRenamed);
            read.GroupDistinguishedName.ShouldBe(dn);
        }
        finally
        {
            await samba.ModifyAsync($"dn: {dn}\nchangetype: delete\n");
        }
    }

    private static async Task<LdapSource> OpenAsync(MemberStrategy strategy, LdapTesting.Change? change = null)
    {
        var samba = await SambaServer.SharedAsync();
        Skip.If(samba is null, SambaServer.MissingReason);
        return LdapTesting.Open(samba!.Url, settings =>
        {
            var own = settings with
            {
                BindDn = SambaSeed.ReaderUpn,
                BindPassword = new Secret(SambaSeed.Password),
                MemberStrategy = strategy,
                Truststore = new CertificateStoreSettings { File = samba.AuthorityFile },
            };
            return change is null ? own : change(own);
        });
    }
}
