using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Everybody whom the settings count as a person, in place of a group.</summary>
public sealed class EverybodyTests(SmallDirectory directory) : IClassFixture<SmallDirectory>
{
    private const string PeopleDn = "ou=people," + DirectorySeed.Suffix;
    private const int SizeLimit = 4;
    private const int InsufficientAccess = 50;

    [SkippableFact]
    public async Task Everybody_below_the_base_is_read_to_the_end()
    {
        await using var source = directory.Server.Open(settings => settings with { UserBaseDn = PeopleDn, PageSize = 7 });

        var (members, read) = await source.ReadAllAsync(GroupReference.EverybodyName);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe((await source.ListUsersAsync(default).ToListAsync()).UserNames());
        members.Count.ShouldBeGreaterThan(20);
    }

    [SkippableFact]
    public async Task Filter_leaves_people_out_and_says_of_whom_that_is_not_certain()
    {
        await using var source = directory.Server.Open(settings => settings with
        {
            UserBaseDn = PeopleDn,
            UserFilter = "(&(objectClass=person)(employeeNumber=1))",
        });

        var (members, read) = await source.ReadAllAsync(GroupReference.EverybodyName);

        members.UserNames().ShouldBe(["u00001"]);
        read.ShouldBeComplete();
        read.FilteredOut.ShouldBeGreaterThan(15);
        read.Doubtful.Select(doubtful => doubtful.Reference).ShouldNotContain(DirectorySeed.PersonDn(2));
        read.Doubtful.ShouldAllBe(doubtful => doubtful.Attributes.SequenceEqual(new[] { "employeeNumber" }));
    }

    [SkippableFact]
    public async Task Base_that_is_not_there_fails_the_read()
    {
        await using var source = directory.Server.Open(settings => settings with { UserBaseDn = "ou=nobody," + DirectorySeed.Suffix });

        (await source.ReadAllAsync(GroupReference.EverybodyName)).Read.ShouldHaveFailed(SourceFailure.ServerError).Message.ShouldContain("user_base_dn");
    }

    [Theory]
    [InlineData(SizeLimit)]
    [InlineData(InsufficientAccess)]
    public async Task Search_that_is_cut_short_fails_the_read(int code)
    {
        await using var peer = FakeDirectory.WithPeople(3, search => search.IsPaged
            ? [FakeDirectory.Person(search, FakeDirectory.PersonDn(1)), FakeDirectory.Done(search, code)]
            : null).Start();
        await using var source = peer.Open();

        var (_, read) = await source.ReadAllAsync(GroupReference.EverybodyName);

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
    }
}
