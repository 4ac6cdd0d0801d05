using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class NonPersonMembersTests
{
    [Fact]
    public void Nothing_is_said_of_a_group_of_people() => NonPersonMembers.Describe("staff", []).ShouldBeNull();

    [Fact]
    public void One_is_told_in_the_singular() => Describe((NonPersonKind.Contact, "Jane Ext"))
        .ShouldBe("1 member of 'staff' is no person and left out: 1 contact ('Jane Ext').");

    [Fact]
    public void Kinds_are_counted_with_their_names() =>
        Describe((NonPersonKind.Computer, "PC2$"), (NonPersonKind.Contact, "Jane Ext"), (NonPersonKind.Computer, "PC1$"))
            .ShouldBe("3 members of 'staff' are no people and left out: 1 contact ('Jane Ext'), 2 computers ('PC1$', 'PC2$').");

    [Fact]
    public void No_more_than_five_are_named_and_always_the_same()
    {
        var computers = Enumerable.Range(1, 60_000).Select(number => (NonPersonKind.Computer, $"PC{number:D5}$")).Reverse();

        Describe([(NonPersonKind.Contact, "Jane Ext"), .. computers, (NonPersonKind.GroupManagedServiceAccount, "sql$")]).ShouldBe(
            "60002 members of 'staff' are no people and left out: 1 contact ('Jane Ext'), "
            + "60000 computers ('PC00001$', 'PC00002$', 'PC00003$', 'PC00004$', …), 1 group managed service account.");
    }

    private static string? Describe(params (NonPersonKind Kind, string Name)[] members)
    {
        var counter = new NonPersonCounter();
        foreach (var (kind, name) in members)
            counter.Add(new NonPersonMembers(kind, 1, [name]));
        return NonPersonMembers.Describe("staff", counter.ToList());
    }
}
