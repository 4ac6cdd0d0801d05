using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class IdScanTests
{
    [Fact]
    public void Nobody_is_found_where_every_id_is_there_once()
    {
        IdScan.FindRepeated([]).ShouldBeEmpty();
        IdScan.FindRepeated([.. Enumerable.Range(0, 50_000).Select(Member)]).ShouldBeEmpty();
    }

    [Fact]
    public void Every_repetition_is_found_with_the_first_who_has_the_id()
    {
        var ids = new[] { 5, 1, 2, 1, 3, 5, 1 };

        IdScan.FindRepeated([.. ids.Select(Member)]).ShouldBe([(3, 1), (5, 0), (6, 1)]);
    }

    [Fact]
    public void Ids_in_other_letters_are_others()
    {
        IdScan.FindRepeated([new GroupMember { Id = "a" }, new GroupMember { Id = "A" }]).ShouldBeEmpty();
    }

    [Fact]
    public void Repetitions_in_a_big_list_are_found_at_its_ends()
    {
        const int Count = 20_000;
        var members = Enumerable.Range(0, Count).Append(0).Append(Count - 1).Select(Member).ToList();

        IdScan.FindRepeated(members).ShouldBe([(Count, 0), (Count + 1, Count - 1)]);
    }

    private static GroupMember Member(int number) => new() { Id = $"id-{number}" };
}
