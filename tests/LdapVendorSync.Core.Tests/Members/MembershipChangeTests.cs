using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class MembershipChangeTests
{
    private static readonly MappingReference Mapping = new("corp", "cn=ops", "grafana", "Operations");

    [Theory]
    [InlineData(ChangeAction.CreateGroup, false)]
    [InlineData(ChangeAction.Add, false)]
    [InlineData(ChangeAction.Update, false)]
    [InlineData(ChangeAction.Enable, false)]
    [InlineData(ChangeAction.Remove, true)]
    [InlineData(ChangeAction.Disable, true)]
    [InlineData(ChangeAction.Delete, true)]
    public void Removal_is_every_change_that_takes_access_away(ChangeAction action, bool removal) =>
        Change(action).IsRemoval.ShouldBe(removal);

    [Fact]
    public void Every_action_is_known_to_be_a_removal_or_not() => Enum.GetValues<ChangeAction>().Length.ShouldBe(7);

    [Fact]
    public void Change_names_the_person_as_the_source_does_where_it_can()
    {
        var (person, account) = (new GroupMember { Id = "s", UserName = "jane" }, new GroupMember { Id = "v", UserName = "jdoe" });
        var update = Change(ChangeAction.Update) with { SourceMember = person, VendorMember = account };
        var removal = Change(ChangeAction.Remove) with { VendorMember = account };
        update.ToString().ShouldBe("Update jane in grafana/Operations");
        removal.ToString().ShouldBe("Remove jdoe in grafana/Operations");
        Change(ChangeAction.CreateGroup).User.ShouldBe("Operations");
    }

    private static MembershipChange Change(ChangeAction action) => new() { Action = action, Mapping = Mapping, Reason = "Test." };
}
