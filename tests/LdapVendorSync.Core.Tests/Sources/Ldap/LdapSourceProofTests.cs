using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>What a server does not prove is not taken for proved: limits, referrals, cut connections.</summary>
public sealed class LdapSourceProofTests
{
    private const int Referral = 10;
    private const int InsufficientAccess = 50;
    private const int SizeLimit = 4;
    private const int AdminLimit = 11;
    private const int Busy = 51;
    private const int UnavailableCriticalExtension = 12;

    [Fact]
    public async Task A_look_through_the_people_ends_where_it_meets_too_few_members_and_the_others_are_looked_up()
    {
        string[] strangers = [.. Enumerable.Range(5000, 800).Select(FakeDirectory.PersonDn)];
        var met = 0;
        var directory = FakeDirectory.WithPeople(1200, search =>
        {
            if (!search.IsPaged || search.Asked("distinguishedName").Any())
                return null;
            met++;
            return [.. strangers.Select(dn => FakeDirectory.Person(search, dn)), LdapPeerMessage.SearchDone(search.Id, 0, pagingCookie: [1])];
        });
        await using var peer = directory.Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.Member });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        read.ShouldBeComplete();
        members.ShouldBePeople(1200);
        met.ShouldBeInRange(1, 5, "whoever reads on after 500 strangers reads the whole directory for a small group");
    }

    [Theory]
    [InlineData(MemberStrategy.MemberOf)]
    [InlineData(MemberStrategy.Member)]
    public async Task Source_fails_when_the_connection_is_cut_in_the_middle_of_the_people(MemberStrategy strategy)
    {
        await using var peer = FakeDirectory.WithPeople(500, search =>
            search.Asked("memberOf").Any() || search.Asked("distinguishedName").Count() > 1 ? [] : null).Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = strategy });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.ShouldBeEmpty();
        read.ShouldHaveFailed(SourceFailure.Interrupted).Message.ShouldContain(FakeDirectory.GroupDn);
    }

    [Fact]
    public async Task Source_fails_when_the_connection_is_cut_after_a_first_page()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var directory = FakeDirectory.WithPeople(500);
            await connection.AcceptBindAsync();
            while (true)
            {
                var search = FakeSearch.Read(await connection.ReceiveAsync());
                if (!search.IsPaged)
                {
                    foreach (var message in directory.Answer(search))
                        await connection.SendAsync(message);
                    continue;
                }

                await connection.SendAsync(FakeDirectory.Person(search, FakeDirectory.PersonDn(0)));
                await connection.SendAsync(LdapPeerMessage.SearchDone(search.Id, pagingCookie: [1]));
                await connection.ReceiveAsync();
                connection.Reset();
                return;
            }
        });
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.MemberOf });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.ShouldHaveSingleItem("what came is handed on, and nothing is concluded from it");
        read.ShouldHaveFailed(SourceFailure.Interrupted);
    }

    [Theory]
    [InlineData(SizeLimit)]
    [InlineData(AdminLimit)]
    [InlineData(Busy)]
    [InlineData(UnavailableCriticalExtension)]
    public async Task Source_is_complete_though_the_search_by_member_of_is_cut_off(int code)
    {
        await using var peer = FakeDirectory.WithPeople(300, search => search.Asked("memberOf").Any()
            ? [FakeDirectory.Person(search, FakeDirectory.PersonDn(7)), FakeDirectory.Done(search, code)]
            : null).Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.MemberOf });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        read.ShouldBeComplete();
        members.ShouldBePeople(300);
    }

    [Theory]
    [InlineData(SizeLimit)]
    [InlineData(AdminLimit)]
    public async Task Source_is_complete_though_searches_for_many_are_cut_off(int code)
    {
        await using var peer = FakeDirectory.WithPeople(150, search =>
            search.Asked("distinguishedName").Count() > 20 ? [FakeDirectory.Done(search, code)] : null).Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.Member });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        read.ShouldBeComplete();
        members.ShouldBePeople(150);
    }

    [Fact]
    public async Task Source_leaves_nobody_out_on_the_strength_of_a_search_that_was_cut_off()
    {
        await using var peer = FakeDirectory.WithPeople(30, search =>
            search.Asked("distinguishedName").Count() > 1 && search.Asked("objectClass").Any()
                ? [FakeDirectory.Person(search, FakeDirectory.PersonDn(3)), FakeDirectory.Done(search, AdminLimit)]
                : null).Start();
        await using var source = peer.Open();

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        read.ShouldBeComplete();
        read.FilteredOut.ShouldBe(0);
        members.ShouldBePeople(30);
    }

    [Fact]
    public async Task Source_holds_the_mapping_when_a_member_cannot_be_read_within_the_limits()
    {
        await using var peer = FakeDirectory.WithPeople(3, search =>
            search.Asked("distinguishedName").Count() > 1 || search.BaseDn == FakeDirectory.PersonDn(1)
                ? [FakeDirectory.Done(search, AdminLimit)]
                : null).Start();
        await using var source = peer.Open();

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.Count.ShouldBe(2);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.LimitExceeded);
        reason.Scope.ShouldBe(HoldScope.Mapping);
        reason.Message.ShouldContain("adminLimitExceeded");
    }

    [Fact]
    public async Task Source_tries_again_when_the_server_is_busy()
    {
        var answers = 0;
        await using var peer = FakeDirectory.WithPeople(3, search =>
            search.BaseDn == FakeDirectory.GroupDn && ++answers <= 2 ? [FakeDirectory.Done(search, Busy)] : null).Start();
        await using var source = peer.Open();

        (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldBeComplete();
    }

    [Fact]
    public async Task Source_is_unavailable_when_the_server_stays_busy()
    {
        await using var peer = FakeDirectory.WithPeople(3, search =>
            search.BaseDn == FakeDirectory.GroupDn ? [FakeDirectory.Done(search, Busy)] : null).Start();
        await using var source = peer.Open();

        (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldHaveFailed(SourceFailure.Unavailable).Message.ShouldContain("busy");
    }

    [Fact]
    public async Task Source_finds_people_where_the_server_cannot_search_for_names()
    {
        await using var peer = FakeDirectory.WithPeople(250, search => search.Assertions switch
        {
            [("distinguishedName" or "entryDN", _), ..] => [FakeDirectory.Done(search)],
            _ when search.Asked("cn").Any() =>
            [
                .. search.Asked("cn").Select(name => FakeDirectory.Person(search, $"CN={name}, {FakeDirectory.Suffix}")),
                FakeDirectory.Person(search, $"cn=Person 1,ou=elsewhere,{FakeDirectory.Suffix}"),
                FakeDirectory.Done(search),
            ],
            _ => null,
        }).Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.Member });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(Enumerable.Range(0, 250).Select(number => $"Person {number}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Source_holds_the_mapping_when_a_nested_group_may_not_be_read()
    {
        const string nested = "cn=nested," + FakeDirectory.Suffix;
        var directory = new FakeDirectory
        {
            Override = search => search.BaseDn == nested ? [FakeDirectory.Done(search, InsufficientAccess)] : null,
        };
        directory.Add(FakeDirectory.GroupDn, FakeDirectory.PersonDn(1), nested).Add(nested, FakeDirectory.PersonDn(2));
        await using var peer = directory.Start();
        await using var source = peer.Open(settings => settings with { Recurse = true });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.ShouldHaveSingleItem();
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.NestedGroupUnreadable);
        reason.Scope.ShouldBe(HoldScope.Mapping);
        reason.Reference.ShouldBe(nested);
    }

    [Fact]
    public async Task Source_holds_the_person_who_is_on_another_server()
    {
        const string elsewhere = "cn=Person 9,dc=other,dc=test";
        var directory = new FakeDirectory
        {
            Override = search => search.BaseDn == elsewhere
                ? [LdapPeerMessage.SearchDone(search.Id, Referral, referrals: ["ldap://other.test/"])]
                : null,
        };
        await using var peer = directory.Add(FakeDirectory.GroupDn, FakeDirectory.PersonDn(1), elsewhere).Start();
        await using var source = peer.Open();

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.ShouldHaveSingleItem();
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.Referral);
        reason.Scope.ShouldBe(HoldScope.Person);
        reason.Reference.ShouldBe(elsewhere);
        reason.Message.ShouldContain("ldap://other.test/");
    }

    [Fact]
    public async Task Source_mentions_parts_of_the_directory_on_other_servers_once()
    {
        await using var peer = FakeDirectory.WithPeople(2, search => search.Asked("memberOf").Any()
            ? [.. Enumerable.Repeat(LdapPeerMessage.Reference(search.Id, "ldap://a.test/"), 2), FakeDirectory.Done(search)]
            : null).Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.MemberOf });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.Count.ShouldBe(2);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.Referral);
        reason.Scope.ShouldBe(HoldScope.Nothing);
    }

    [Fact]
    public async Task Source_reports_a_member_that_is_no_name()
    {
        await using var peer = new FakeDirectory().Add(FakeDirectory.GroupDn, FakeDirectory.PersonDn(1), "not a name").Start();
        await using var source = peer.Open();

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.ShouldHaveSingleItem();
        var reason = read.ShouldHaveOneReason();
        reason.Scope.ShouldBe(HoldScope.Person);
        reason.Reference.ShouldBe("not a name");
    }

    [Fact]
    public async Task Source_holds_the_mapping_of_a_posix_group_whose_people_cannot_be_searched()
    {
        await using var peer = FakeDirectory.WithPeople(0, search => search switch
        {
            { BaseDn: FakeDirectory.GroupDn } =>
            [
                LdapPeerMessage.Entry(search.Id, FakeDirectory.GroupDn, ("objectClass", ["posixGroup"]), ("memberUid", ["a", "b"])),
                FakeDirectory.Done(search),
            ],
            _ when search.Asked("uid").Any() => [FakeDirectory.Done(search, AdminLimit)],
            _ => null,
        }).Start();
        await using var source = peer.Open(settings => settings with { MemberAttributes = ["memberUid"] });

        var (members, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);

        members.ShouldBeEmpty();
        read.Completeness!.Reasons.Count.ShouldBe(2);
        read.Completeness.Reasons.ShouldAllBe(reason => reason.Kind == ReadReasonKind.LimitExceeded && reason.Scope == HoldScope.Mapping);
    }

    [Theory]
    [InlineData(SizeLimit)]
    [InlineData(InsufficientAccess)]
    public async Task Source_does_not_list_people_or_groups_in_part(int code)
    {
        await using var peer = FakeDirectory.WithPeople(3, search => search.IsPaged
            ? [FakeDirectory.Person(search, FakeDirectory.PersonDn(1)), FakeDirectory.Done(search, code)]
            : null).Start();
        await using var source = peer.Open();

        await Should.ThrowAsync<SourceException>(async () => await source.ListUsersAsync(default).ToListAsync());
        await Should.ThrowAsync<SourceException>(async () => await source.ListGroupsAsync(default).ToListAsync());
    }

    [Fact]
    public async Task Source_does_not_read_people_one_by_one()
    {
        var directory = FakeDirectory.WithPeople(1000);
        await using var peer = directory.Start();
        await using var source = peer.Open(settings => settings with { MemberStrategy = MemberStrategy.Member });

        (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldBeComplete();

        directory.Searches.Count.ShouldBeLessThan(50);
    }
}
