using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Member lists that a server hands out in parts, each of which may be missing, lie, or have shifted meanwhile.</summary>
public sealed class LdapListInPartsTests
{
    private const int InsufficientAccess = 50;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1499, 0)]
    [InlineData(1500, 0)]
    [InlineData(1501, 1)]
    [InlineData(3001, 2)]
    public async Task Source_reads_a_member_list_that_comes_in_parts(int count, int furtherParts)
    {
        var directory = FakeDirectory.WithPeople(count);
        await using var peer = directory.Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.Member });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        read.ShouldBeComplete();
        members.ShouldBePeople(count);
        directory.Searches.SelectMany(search => search.Attributes).Count(attribute => attribute.Contains(";range=")).ShouldBe(furtherParts);
    }

    [Theory]
    [InlineData("member", 0)]
    [InlineData("member;range=1499-2999", 10)]
    [InlineData("member;range=1500-*", 10)]
    [InlineData("member;range=0-*", 10)]
    public async Task Source_holds_the_mapping_when_a_part_does_not_come_or_lies(string attribute, int count)
    {
        string[] part = [.. Enumerable.Range(1499, count).Select(FakeDirectory.PersonDn)];
        await using var peer = FakeDirectory.WithPeople(2000, search => search.Attributes.Contains("member;range=1499-*")
            ? [LdapPeerMessage.Entry(search.Id, FakeDirectory.GroupDn, (attribute, part)), FakeDirectory.Done(search)]
            : null).Start();
        await using var source = peer.Open();

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.Count.ShouldBeInRange(1500, 1509);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.NotProved);
        reason.Scope.ShouldBe(HoldScope.Mapping);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(int.MaxValue, false)]
    public async Task Somebody_who_leaves_between_two_parts_takes_nobody_with_them(int times, bool settles)
    {
        var gone = 0;
        var directory = FakeDirectory.WithPeople(2000, search =>
        {
            // Person 0 and then others at the front leave, just before the second part is handed out.
            if (search.Attributes.Contains("member;range=1499-*") && gone < times)
                gone++;
            return null;
        });
        directory.Hide = () => gone;
        await using var peer = directory.Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.Member });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        if (!settles)
        {
            read.ShouldHaveOneReason().Scope.ShouldBe(HoldScope.Mapping);
            return;
        }

        read.ShouldBeComplete();
        members.Select(member => member.DistinguishedName)
            .ShouldBe(Enumerable.Range(times, 2000 - times).Select(FakeDirectory.PersonDn), ignoreOrder: true);
    }

    [Fact]
    public async Task Source_fails_when_a_part_is_refused()
    {
        await using var peer = FakeDirectory.WithPeople(2000, search =>
            search.Attributes.Contains("member;range=1499-*") ? [FakeDirectory.Done(search, InsufficientAccess)] : null).Start();
        await using var source = peer.Open();

        (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldHaveFailed(SourceFailure.AccessDenied);
    }
}
