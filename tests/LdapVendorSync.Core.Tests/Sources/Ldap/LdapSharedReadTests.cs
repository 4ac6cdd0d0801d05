using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>What several mappings of a run need is read once.</summary>
public sealed class LdapSharedReadTests
{
    private const string FirstDn = "cn=first,dc=ad,dc=test";
    private const string SecondDn = "cn=second,dc=ad,dc=test";
    private const string OuterDn = "cn=outer,dc=ad,dc=test";

    [Fact]
    public async Task Groups_and_people_are_read_once_however_many_groups_have_them()
    {
        var directory = CreateDirectory();
        await using var peer = directory.Start();
        await using var source = peer.OpenShared();

        (await ReadAsync(source, FirstDn)).ShouldBe(People(0, 40));
        (await ReadAsync(source, SecondDn)).ShouldBe(People(20, 60));
        (await ReadAsync(source, OuterDn, recurse: true)).ShouldBe(People(0, 60));
        (await ReadAsync(source, FirstDn)).ShouldBe(People(0, 40));

        TimesRead(directory, FirstDn).ShouldBe(1);
        TimesRead(directory, SecondDn).ShouldBe(1);
        AskedFor(directory).ShouldBe(Enumerable.Range(0, 60).Select(FakeDirectory.PersonDn), ignoreOrder: true);
        directory.Searches.SelectMany(search => search.Attributes).ShouldNotContain("*");
    }

    [Fact]
    public async Task Nothing_is_kept_where_one_group_is_read()
    {
        var directory = CreateDirectory();
        await using var peer = directory.Start();
        await using var source = peer.Open();

        (await ReadAsync(source, FirstDn)).ShouldBe(People(0, 40));
        (await ReadAsync(source, FirstDn)).ShouldBe(People(0, 40));

        TimesRead(directory, FirstDn).ShouldBe(2);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Session_keeps_reads_for_sources_that_several_mappings_use(int groups, bool isShared)
    {
        var directory = CreateDirectory();
        await using var peer = directory.Start();
        var configuration = new SyncConfiguration
        {
            Sources =
            [
                new LdapSourceSettings { Name = "corp", ServerUrls = [new Uri($"ldap://127.0.0.1:{peer.Port}")] },
            ],
            Vendors = [.. new[] { FirstDn, SecondDn }.Take(groups).Select(Vendor)],
        };
        await using var session = new SyncSession(configuration, new SyncEnvironment());
        var source = session.GetSource("corp");

        (await ReadAsync(source, FirstDn)).ShouldBe(People(0, 40));
        (await ReadAsync(source, FirstDn)).ShouldBe(People(0, 40));

        TimesRead(directory, FirstDn).ShouldBe(isShared ? 1 : 2);
    }

    [SkippableTheory]
    [InlineData(MemberStrategy.Auto)]
    [InlineData(MemberStrategy.MemberOf)]
    [InlineData(MemberStrategy.Member)]
    public async Task Kept_reads_change_no_result(MemberStrategy strategy)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync();
        LdapTesting.Change change = settings => settings with
        {
            MemberStrategy = strategy,
            UserBaseDn = "ou=people," + DirectorySeed.Suffix,
            UserFilter = "(&(objectClass=person)(!(uid=u00002)))",
        };
        await using var shared = server.OpenShared(change);

        for (var round = 0; round < 2; round++)
        {
            foreach (var group in new[]
            {
                DirectorySeed.NestedDn, DirectorySeed.EveryoneDn, DirectorySeed.TeamDn(0), DirectorySeed.CycleADn, DirectorySeed.DanglingDn,
                DirectorySeed.PosixDn, DirectorySeed.WithoutMemberOfDn,
            })
            {
                foreach (var recurse in new[] { true, false })
                {
                    await using var alone = server.Open(change);
                    var expected = await alone.ReadAllAsync(group, recurse);
                    var actual = await shared.ReadAllAsync(group, recurse);

                    Describe(actual).ShouldBe(Describe(expected), group);
                }
            }
        }
    }

    private static string Describe((List<GroupMember> Members, GroupRead Read) result) => string.Join('\n',
    [
        .. result.Members.Select(member => $"{member.Id} {member.UserName} {member.Email} via {string.Join(" > ", member.GroupPath)}").Order(),
        $"{result.Read.FilteredOut} {result.Read.GroupId}",
        .. result.Read.Completeness!.Reasons.Select(reason => reason.ToString()).Order(),
    ]);

    private static FakeDirectory CreateDirectory() => new FakeDirectory()
        .Add(FirstDn, [.. Enumerable.Range(0, 40).Select(FakeDirectory.PersonDn)])
        .Add(SecondDn, [.. Enumerable.Range(20, 40).Select(FakeDirectory.PersonDn)])
        .Add(OuterDn, FirstDn, SecondDn, FakeDirectory.PersonDn(5));

    private static VendorSettings Vendor(string group) => new()
    {
        Name = group,
        Module = "rest",
        Groups = [new MappingSettings { Source = "corp", SourceGroup = group, VendorGroup = "users" }],
    };

    private static async Task<IEnumerable<string?>> ReadAsync(Core.Sources.ISource source, string group, bool recurse = false)
    {
        var (members, read) = await source.ReadAllAsync(group, recurse);
        read.ShouldBeComplete();
        return members.UserNames();
    }

    private static IEnumerable<string> People(int from, int to) =>
        Enumerable.Range(from, to - from).Select(number => $"Person {number}").Order(StringComparer.Ordinal);

    private static int TimesRead(FakeDirectory directory, string group) =>
        directory.Searches.Count(search => search.BaseDn == group && search.Attributes.Contains("member"));

    private static IEnumerable<string> AskedFor(FakeDirectory directory) =>
        directory.Searches.Where(search => search.Scope == 2).SelectMany(search => search.Asked("distinguishedName"));
}
