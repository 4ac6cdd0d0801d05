using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Kinds of groups, and branches and people that cannot be seen, on a real server with schema and access rules for them.</summary>
public sealed class LdapGroupKindTests(GroupKinds directory) : IClassFixture<GroupKinds>
{
    public static TheoryData<MemberStrategy> Strategies => [MemberStrategy.Auto, MemberStrategy.MemberOf, MemberStrategy.Member];

    [SkippableTheory]
    [InlineData("(&(objectClass=groupOfMembers)(cn=of-members))", 1, 2)]
    [InlineData("(cn=bis)", 1, 2, 3)]
    [InlineData("(&(objectClass=groupOfUniqueNames)(uniqueMember=*))", 4)]
    [InlineData("(&(objectClass=posixGroup)(memberUid=u00009))", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)]
    public async Task Group_of_every_kind_is_found_by_a_filter(string filter, params int[] expected)
    {
        await using var source = directory.Server.Open();

        var (members, read) = await source.ReadAllAsync(filter);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(expected.Select(DirectorySeed.Uid));
    }

    [SkippableTheory]
    [InlineData("(cn=team*)", SourceFailure.GroupAmbiguous)]
    [InlineData("(cn=nobody)", SourceFailure.GroupNotFound)]
    [InlineData("(uid=u00001)", SourceFailure.GroupNotFound)]
    [InlineData("(cn=hidden)", SourceFailure.GroupNotFound)]
    public async Task Filter_selects_one_group(string filter, SourceFailure failure)
    {
        await using var source = directory.Server.Open();

        (await source.ReadAllAsync(filter)).Read.ShouldHaveFailed(failure).Message.ShouldContain(filter);
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Strategies_agree_on_people_hidden_filtered_and_missing(MemberStrategy strategy)
    {
        await using var source = directory.Server.Open(settings => settings with
        {
            MemberStrategy = strategy,
            UserFilter = "(&(objectClass=person)(!(uid=u00005)))",
        });

        var (members, read) = await source.ReadAllAsync(GroupKinds.PartlyDn);

        members.UserNames().ShouldBe([DirectorySeed.Uid(4), DirectorySeed.Uid(6)]);
        read.FilteredOut.ShouldBe(1);
        read.Completeness!.Reasons.Select(reason => (reason.Kind, reason.Scope, reason.Reference)).ShouldBe(
            [
                (ReadReasonKind.DanglingMember, HoldScope.Person, DirectorySeed.PersonDn(15)),
                (ReadReasonKind.DanglingMember, HoldScope.Person, $"uid=gone,ou=people,{DirectorySeed.Suffix}"),
            ],
            ignoreOrder: true);
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Branch_whose_list_cannot_be_read_makes_every_ancestor_partial(MemberStrategy strategy)
    {
        await using var source = directory.Server.Open(settings => settings with { MemberStrategy = strategy, Recurse = true });

        foreach (var (group, expected) in new[] { (GroupKinds.ParentDn, (int[])[10]), (GroupKinds.GrandparentDn, [10, 11]) })
        {
            var (members, read) = await source.ReadAllAsync(group);

            members.UserNames().ShouldBe(expected.Select(DirectorySeed.Uid), group);
            read.Completeness!.Status.ShouldBe(CompletenessStatus.Partial);
            read.Completeness.HoldsNothing.ShouldBeFalse();
            read.Completeness.Reasons.ShouldContain(reason => reason.Reference == GroupKinds.HiddenDn);
        }
    }
}
