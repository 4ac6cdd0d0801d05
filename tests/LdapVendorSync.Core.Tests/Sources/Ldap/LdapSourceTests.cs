using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

public sealed class LdapSourceTests(SmallDirectory directory) : IClassFixture<SmallDirectory>
{
    private const string PeopleDn = "ou=people," + DirectorySeed.Suffix;

    public static TheoryData<MemberStrategy> Strategies => [MemberStrategy.Auto, MemberStrategy.MemberOf, MemberStrategy.Member];

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Source_reads_groups_alike_by_every_strategy(MemberStrategy strategy)
    {
        await using var source = directory.Server.Open(settings => settings with { MemberStrategy = strategy });

        foreach (var (group, expected) in new[]
        {
            (DirectorySeed.EveryoneDn, Uids(0, 20)),
            (DirectorySeed.EscapedDn, Uids(0, 5)),
            (DirectorySeed.WithoutMemberOfDn, Uids(0, 5)),
            (DirectorySeed.TeamDn(1), Uids(5, 5)),
            (SmallDirectory.OddDn, SmallDirectory.OddNames),
            (SmallDirectory.UniqueDn, Uids(3, 2)),
            (SmallDirectory.StaleDn, ["u00006", "u00008"]),
            (SmallDirectory.EmptyDn, []),
        })
        {
            var (members, read) = await source.ReadAllAsync(group);

            read.ShouldBeComplete();
            members.UserNames().ShouldBe(expected, group);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Source_tells_apart_people_people_left_out_groups_and_what_is_not_there(MemberStrategy strategy)
    {
        await using var source = directory.Server.Open(settings => settings with
        {
            MemberStrategy = strategy,
            UserBaseDn = PeopleDn,
            UserFilter = "(&(objectClass=person)(!(uid=u00002)))",
        });

        var (members, read) = await source.ReadAllAsync(SmallDirectory.MixedDn);

        members.UserNames().ShouldBe(["u00001"]);
        read.FilteredOut.ShouldBe(3);
        read.Completeness!.Reasons.Select(reason => (reason.Kind, reason.Scope, reason.Reference)).ShouldBe(
            [
                (ReadReasonKind.UnsupportedMember, HoldScope.Nothing, "cn=team0,ou=groups,dc=example,dc=test"),
                (ReadReasonKind.DanglingMember, HoldScope.Person, "uid=gone,ou=people,dc=example,dc=test"),
                (ReadReasonKind.DanglingMember, HoldScope.Person, "uid=gone,ou=nowhere,dc=elsewhere"),
            ],
            ignoreOrder: true);
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Source_follows_nested_groups_and_takes_everybody_once(MemberStrategy strategy)
    {
        await using var source = directory.Server.Open(settings => settings with { MemberStrategy = strategy, Recurse = true });

        foreach (var (group, expected) in new[]
        {
            (DirectorySeed.NestedDn, [.. Uids(0, 10), "u00019"]),
            (DirectorySeed.CycleADn, Uids(0, 1)),
            (DirectorySeed.CycleBDn, Uids(0, 1)),
            (SmallDirectory.DiamondDn, (string[])[.. Uids(0, 10), "u00019"]),
        })
        {
            var (members, read) = await source.ReadAllAsync(group);

            read.ShouldBeComplete();
            members.UserNames().ShouldBe(expected, group);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Strategies))]
    public async Task Source_says_by_which_groups_somebody_is_in(MemberStrategy strategy)
    {
        await using var source = directory.Server.Open(settings => settings with { MemberStrategy = strategy, Recurse = true });

        var (members, _) = await source.ReadAllAsync(SmallDirectory.DiamondDn);

        string[] PathOf(int number) => [.. members.Single(member => member.UserName == DirectorySeed.Uid(number)).GroupPath];
        PathOf(5).ShouldBeEmpty();
        PathOf(6).ShouldBe([DirectorySeed.TeamDn(1)]);
        PathOf(19).ShouldBe([DirectorySeed.NestedDn]);
        PathOf(0).ShouldBe([DirectorySeed.NestedDn, DirectorySeed.TeamDn(0)]);
        members.Where(member => member.GroupPath.Count == 2).DistinctBy(member => member.GroupPath).Count().ShouldBe(1);
    }

    [SkippableFact]
    public async Task Source_says_which_nested_groups_it_does_not_follow()
    {
        await using var source = directory.Server.Open();

        var (members, read) = await source.ReadAllAsync(DirectorySeed.NestedDn);

        members.UserNames().ShouldBe(["u00019"]);
        read.Completeness!.HoldsMapping.ShouldBeFalse();
        read.Completeness.Reasons.Select(reason => (reason.Kind, reason.Scope)).ShouldBe(
            Enumerable.Repeat((ReadReasonKind.UnsupportedMember, HoldScope.Nothing), 2));
    }

    [SkippableTheory]
    [InlineData(DanglingMembers.Hold, HoldScope.Person)]
    [InlineData(DanglingMembers.Ignore, HoldScope.Nothing)]
    public async Task Source_reports_references_to_what_is_not_there(DanglingMembers setting, HoldScope scope)
    {
        await using var source = directory.Server.Open(settings => settings with { DanglingMembers = setting });

        var (members, read) = await source.ReadAllAsync(DirectorySeed.DanglingDn);

        members.UserNames().ShouldBe(["u00001"]);
        var reason = read.ShouldHaveOneReason();
        reason.Kind.ShouldBe(ReadReasonKind.DanglingMember);
        reason.Scope.ShouldBe(scope);
        reason.Message.ShouldContain("uid=gone");
    }

    [SkippableFact]
    public async Task Source_reads_a_posix_group()
    {
        await using var source = directory.Server.Open(settings => settings with { UserBaseDn = PeopleDn });

        var (members, read) = await source.ReadAllAsync(DirectorySeed.PosixDn);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(Uids(0, 10));
    }

    [SkippableFact]
    public async Task Source_does_not_guess_whom_a_user_id_means()
    {
        await using var source = directory.Server.Open(settings => settings with { UserFilter = "(&(objectClass=person)(!(uid=svc)))" });

        var (members, read) = await source.ReadAllAsync(SmallDirectory.PosixMixedDn);

        members.UserNames().ShouldBe(["u00001"]);
        read.FilteredOut.ShouldBe(1);
        read.Completeness!.Reasons.Select(reason => (reason.Kind, reason.Scope, reason.Reference)).ShouldBe(
            [(ReadReasonKind.DanglingMember, HoldScope.Person, "nobody"), (ReadReasonKind.DanglingMember, HoldScope.Person, "u00000")],
            ignoreOrder: true);
    }

    [SkippableTheory]
    [InlineData("cn=Ops\\, Night \\+ Day,ou=groups,dc=example,dc=test")]
    [InlineData("CN=OPS\\2C night \\2B day, OU=Groups, DC=example, DC=test")]
    [InlineData("Ops, Night + Day")]
    [InlineData("ops, night + day")]
    [InlineData("(&(cn=Ops*)(member=*))")]
    [InlineData("OnCall")]
    public async Task Source_finds_a_group_by_every_way_to_name_it(string name)
    {
        await using var source = directory.Server.Open(settings => settings with
        {
            UserBaseDn = PeopleDn,
            GroupDnMap = new Dictionary<string, string> { ["oncall"] = DirectorySeed.EscapedDn },
        });

        var (members, read) = await source.ReadAllAsync(name);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(Uids(0, 5));
        read.GroupId.ShouldBe(await EntryUuidAsync("(cn=Ops*)"));
    }

    [SkippableTheory]
    [InlineData("cn=nobody,ou=groups,dc=example,dc=test", SourceFailure.GroupNotFound)]
    [InlineData("cn=nobody,dc=elsewhere", SourceFailure.GroupNotFound)]
    [InlineData("nobody (*) \\", SourceFailure.GroupNotFound)]
    [InlineData("uid=u00001,ou=people,dc=example,dc=test", SourceFailure.GroupNotFound)]
    [InlineData("nosuchtype=x,dc=example,dc=test", SourceFailure.GroupNotFound)]
    [InlineData("twin", SourceFailure.GroupAmbiguous)]
    public async Task Source_fails_for_a_group_that_is_not_there_or_not_one(string name, SourceFailure failure)
    {
        await using var source = directory.Server.Open();

        var (members, read) = await source.ReadAllAsync(name);

        members.ShouldBeEmpty();
        var error = read.ShouldHaveFailed(failure);
        error.Message.ShouldContain("Source 'directory'");
        error.Message.ShouldContain(name);
    }

    [SkippableFact]
    public async Task Source_finds_the_group_that_is_meant_below_the_group_base()
    {
        await using var source = directory.Server.Open(settings => settings with { GroupBaseDn = "ou=services,dc=example,dc=test" });

        (await source.ReadAllAsync("twin")).Members.UserNames().ShouldBe(["u00002"]);
    }

    [SkippableTheory]
    [InlineData("ou=peple,dc=example,dc=test")]
    [InlineData("ou=people,dc=elsewhere")]
    public async Task Source_fails_when_the_base_of_people_is_not_there(string userBase)
    {
        await using var source = directory.Server.Open(settings => settings with { UserBaseDn = userBase });

        var (members, read) = await source.ReadAllAsync(DirectorySeed.EveryoneDn);

        members.ShouldBeEmpty();
        read.ShouldHaveFailed(SourceFailure.ServerError).Message.ShouldContain("user_base_dn");
    }

    [SkippableFact]
    public async Task Source_maps_a_person()
    {
        string[] further = ["employeeNumber", "jpegPhoto", "absent"];
        await using var source = directory.Server.Open(settings => settings with { Attributes = further });

        var person = (await source.ReadAllAsync(DirectorySeed.CycleBDn)).Members.ShouldHaveSingleItem();
        var locked = (await source.ReadAllAsync("locked")).Members.ShouldHaveSingleItem();

        person.Id.ShouldBe(await EntryUuidAsync("(&(uid=u00000)(mail=*))"));
        person.UserName.ShouldBe("u00000");
        person.Email.ShouldBe("u00000@example.test");
        person.FirstName.ShouldBe("José");
        person.LastName.ShouldBe("Test0");
        person.DisplayName.ShouldBe("José 0");
        person.Enabled.ShouldBeNull();
        person.DistinguishedName.ShouldBe(DirectorySeed.PersonDn(0));
        person.Attributes["employeeNumber"].ShouldBe(["0"]);
        person.Attributes.ContainsKey("absent").ShouldBeFalse();
        locked.Enabled.ShouldBe(false);
        locked.Attributes["jpegPhoto"].ShouldBe(["/9j/4A=="]);
    }

    [SkippableFact]
    public async Task Source_lists_groups_and_people()
    {
        await using var source = directory.Server.Open(settings => settings with { UserBaseDn = PeopleDn, PageSize = 7 });

        var groups = await source.ListGroupsAsync(default).ToListAsync();
        var people = await source.ListUsersAsync(default).ToListAsync();

        groups.Count.ShouldBe(20);
        groups.ShouldContain(group => group.Name == "Ops, Night + Day" && group.DistinguishedName == DirectorySeed.EscapedDn);
        people.UserNames().ShouldBe(["formerly", "locked", .. SmallDirectory.OddNames, .. Uids(0, 20)]);
    }

    [SkippableFact]
    public async Task Source_reads_many_groups_at_once_over_one_connection()
    {
        await using var source = directory.Server.Open(settings => settings with
        {
            MemberStrategy = MemberStrategy.MemberOf,
            PageSize = 3,
        });

        var reads = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => source.ReadAllAsync(DirectorySeed.TeamDn(number % 2))));

        foreach (var (team, (members, read)) in reads.Index())
        {
            read.ShouldBeComplete();
            members.UserNames().ShouldBe(Uids(team % 2 * 5, 5));
        }
    }

    [SkippableFact]
    public async Task Source_stops_when_cancelled()
    {
        await using var source = directory.Server.Open();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            var read = source.ReadGroup(new GroupReference(DirectorySeed.EveryoneDn), default);
            await read.GetAsyncEnumerator(cancellation.Token).MoveNextAsync();
        });

        (await source.ReadAllAsync(DirectorySeed.EveryoneDn)).Read.ShouldBeComplete();
    }

    [SkippableFact]
    public async Task Source_reports_what_a_test_of_it_saw()
    {
        await using var good = directory.Server.Open();
        await using var nobody = directory.Server.Open(settings => settings with
        {
            UserFilter = "(uid=nobody)",
            GroupBaseDn = "ou=nowhere,dc=example,dc=test",
        });

        var passed = await good.TestAsync(default);
        var failed = await nobody.TestAsync(default);

        passed.ShouldAllBe(result => result.Passed);
        passed.Select(result => result.Step).ShouldBe(
            ["DNS", "TCP", "bind", "root DSE", "dialect", "base DN", "people", "groups", "page limit", "incremental"]);
        failed.Where(result => !result.Passed).Select(result => result.Step).ShouldBe(["base DN", "people"]);
        failed.Where(result => !result.Passed).ShouldAllBe(result => result.Hint != null);
    }

    private static string[] Uids(int from, int count) => [.. Enumerable.Range(from, count).Select(DirectorySeed.Uid)];

    private async Task<string> EntryUuidAsync(string filter)
    {
        var output = await directory.Server.LdapSearchAsync("-b", DirectorySeed.Suffix, filter, "entryUUID");
        return output.Split('\n').Single(line => line.StartsWith("entryUUID: ", StringComparison.Ordinal))["entryUUID: ".Length..];
    }
}
