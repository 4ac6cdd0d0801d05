using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Who of those whose membership was written is in the group when it is read back.</summary>
public sealed class WrittenMembersTests
{
    private static readonly IReadOnlyList<string> MatchOn = [AttributeNames.UserName, AttributeNames.Email];

    [Fact]
    public void Account_is_recognised_by_its_id_alone()
    {
        var (added, removed) = (Change("ann", account: "1"), Change("bob", account: "2"));
        var written = new WrittenMembers([added, removed], MatchOn);

        written.Note(new GroupMember { Id = "1", UserName = "renamed" });
        written.Note(new GroupMember { Id = "3", UserName = "bob" });

        written.IsPresent(added).ShouldBeTrue();
        written.IsPresent(removed).ShouldBeFalse("somebody else has the name");
    }

    [Fact]
    public void Person_whose_account_is_not_known_is_recognised_by_the_best_key()
    {
        var (added, other) = (Change("ann", account: null), Change("bob", account: null));
        var written = new WrittenMembers([added, other], MatchOn);

        written.Note(new GroupMember { Id = "9", UserName = "ANN" });
        written.Note(new GroupMember { Id = "8", UserName = "robert", Email = "bob@example.org" });

        written.IsPresent(added).ShouldBeTrue();
        written.IsPresent(other).ShouldBeFalse("the better key is another");
    }

    [Fact]
    public void Person_without_any_key_is_never_there()
    {
        var change = Change(null, account: null);
        var written = new WrittenMembers([change], MatchOn);

        written.Note(new GroupMember { Id = "9" });

        written.IsPresent(change).ShouldBeFalse();
    }

    private static MembershipChange Change(string? user, string? account) => new()
    {
        Action = ChangeAction.Add,
        Mapping = new MappingReference("hr", "staff", "app", "users"),
        SourceMember = new GroupMember { Id = $"s-{user}", UserName = user, Email = user is null ? null : $"{user}@example.org" },
        VendorMember = account is null ? null : new GroupMember { Id = account, UserName = user },
        Reason = "test",
    };
}
