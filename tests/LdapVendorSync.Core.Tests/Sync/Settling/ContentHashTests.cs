using System.Reflection;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Settling;

namespace LdapVendorSync.Core.Tests.Sync.Settling;

public sealed class ContentHashTests
{
    private static readonly GroupMember Person = new()
    {
        Id = "1",
        UserName = "anna",
        Email = "anna@example.test",
        FirstName = "Anna",
        LastName = "Berg",
        DisplayName = "Anna Berg",
        Enabled = true,
        AccountState = AccountState.Active,
        AccountStateUntil = DateTimeOffset.UnixEpoch,
        DistinguishedName = "uid=anna",
        GroupPath = ["cn=a"],
        Attributes = new Dictionary<string, IReadOnlyList<string>> { ["city"] = ["Bergen", "Oslo"] },
    };

    private static readonly Dictionary<string, GroupMember> Others = new()
    {
        [nameof(GroupMember.Id)] = Person with { Id = "2" },
        [nameof(GroupMember.UserName)] = Person with { UserName = "Anna" },
        [nameof(GroupMember.Email)] = Person with { Email = null },
        [nameof(GroupMember.FirstName)] = Person with { FirstName = string.Empty },
        [nameof(GroupMember.LastName)] = Person with { LastName = "berg" },
        [nameof(GroupMember.DisplayName)] = Person with { DisplayName = "Anna  Berg" },
        [nameof(GroupMember.Enabled)] = Person with { Enabled = null },
        [nameof(GroupMember.AccountState)] = Person with { AccountState = AccountState.Locked },
        [nameof(GroupMember.AccountStateUntil)] = Person with { AccountStateUntil = null },
        [nameof(GroupMember.DistinguishedName)] = Person with { DistinguishedName = "uid=anna,dc=test" },
        [nameof(GroupMember.GroupPath)] = Person with { GroupPath = [] },
        [nameof(GroupMember.Attributes)] = Person with
        {
            Attributes = new Dictionary<string, IReadOnlyList<string>> { ["city"] = ["Bergen"], ["Oslo"] = [] },
        },
    };

    public static TheoryData<string> Properties =>
    [
        .. typeof(GroupMember).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod?.IsPublic == true)
            .Select(property => property.Name),
    ];

    [Theory]
    [MemberData(nameof(Properties))]
    public void Member_with_another_value_has_another_hash(string property) => HashOf(Others[property]).ShouldNotBe(HashOf(Person));

    [Fact]
    public void Member_with_the_same_values_has_the_same_hash() => HashOf(Person with { }).ShouldBe(HashOf(Person));

    [Fact]
    public void Members_in_another_order_have_another_hash() =>
        HashOf(Person, Others[nameof(GroupMember.Id)]).ShouldNotBe(HashOf(Others[nameof(GroupMember.Id)], Person));

    [Fact]
    public void Texts_that_are_cut_elsewhere_have_another_hash()
    {
        using var one = new ContentHash();
        using var other = new ContentHash();

        one.Add("ab").Add("c").Complete().ShouldNotBe(other.Add("a").Add("bc").Complete());
    }

    [Fact]
    public void Text_that_is_absent_is_not_an_empty_one()
    {
        using var one = new ContentHash();
        using var other = new ContentHash();

        one.Add((string?)null).Complete().ShouldNotBe(other.Add(string.Empty).Complete());
    }

    [Fact]
    public void Much_text_is_hashed_to_its_end()
    {
        var long1 = new string('a', 1_000_000);
        using var one = new ContentHash();
        using var other = new ContentHash();

        one.Add(long1 + "b").Add("x").Complete().ShouldNotBe(other.Add(long1 + "c").Add("x").Complete());
    }

    private static string HashOf(params GroupMember[] members)
    {
        using var hash = new ContentHash();
        foreach (var member in members)
            hash.Add(member);
        return hash.Complete();
    }
}
