using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Big groups on a server that returns at most 500 entries to a search.</summary>
public sealed class LdapSourceScaleTests(LargeDirectory directory) : IClassFixture<LargeDirectory>
{
    // More than the server returns at once: it refuses such a page like a search without pages.
    private const int AsGoodAsUnpaged = 100_000;

    [SkippableTheory]
    [InlineData(MemberStrategy.Auto, 500)]
    [InlineData(MemberStrategy.MemberOf, 500)]
    [InlineData(MemberStrategy.MemberOf, AsGoodAsUnpaged)]
    [InlineData(MemberStrategy.Member, 500)]
    public async Task Source_reads_a_group_of_ten_thousand(MemberStrategy strategy, int pageSize)
    {
        await using var source = directory.Server.Open(settings => settings with { MemberStrategy = strategy, PageSize = pageSize });

        var (members, read) = await source.ReadAllAsync(DirectorySeed.EveryoneDn);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(Enumerable.Range(0, LargeDirectory.People).Select(DirectorySeed.Uid));
        foreach (var member in members)
        {
            var number = int.Parse(member.UserName![1..], System.Globalization.CultureInfo.InvariantCulture);
            member.DistinguishedName.ShouldBe(DirectorySeed.PersonDn(number));
            member.Email.ShouldBe($"{DirectorySeed.Uid(number)}@example.test");
            member.LastName.ShouldBe($"Test{number}");
            Guid.TryParse(member.Id, out _).ShouldBeTrue();
        }
    }

    [SkippableTheory]
    [InlineData(MemberStrategy.Auto)]
    [InlineData(MemberStrategy.MemberOf)]
    [InlineData(MemberStrategy.Member)]
    public async Task Source_reads_a_big_group_whose_people_do_not_show_it(MemberStrategy strategy)
    {
        await using var source = directory.Server.Open(settings => settings with
        {
            MemberStrategy = strategy,
            UserFilter = "(&(objectClass=person)(!(uid=u*9)))",
        });

        var (members, read) = await source.ReadAllAsync(LargeDirectory.QuietDn);

        members.UserNames().ShouldBe(LargeDirectory.QuietPeople.Where(number => number % 10 != 9).Select(DirectorySeed.Uid));
        read.FilteredOut.ShouldBe(LargeDirectory.QuietPeople.Count(number => number % 10 == 9));
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Partial);
        read.Completeness.Reasons.Count.ShouldBe(3);
        read.Completeness.Reasons.ShouldAllBe(reason => reason.Kind == ReadReasonKind.DanglingMember && reason.Scope == HoldScope.Person);
    }

    [SkippableFact]
    public async Task Source_lists_more_people_than_one_answer_holds()
    {
        await using var source = directory.Server.Open();

        var people = await source.ListUsersAsync(default).ToListAsync();

        people.Count.ShouldBe(LargeDirectory.People);
    }
}
