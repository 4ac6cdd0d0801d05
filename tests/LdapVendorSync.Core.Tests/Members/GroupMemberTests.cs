using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class GroupMemberTests
{
    public static TheoryData<string, string> Values => new()
    {
        { "id", "7" },
        { "userName", "jdoe" },
        { "email", "jdoe@example.com" },
        { "firstName", "Jane" },
        { "lastName", "Doe" },
        { "displayName", "Jane Doe" },
        { "enabled", "true" },
        { "enabled", "false" },
        { "dn", "uid=jdoe,dc=example" },
        { "employeeNumber", "0042" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_is_read_back_under_the_name_it_was_set_by(string attribute, string value)
    {
        var before = new GroupMember { Id = "1" };
        var after = before.WithValue(attribute, value);
        after.GetValue(attribute).ShouldBe(value);
        after.GetValue(attribute.ToUpperInvariant()).ShouldBe(value);
        before.ShouldBe(new GroupMember { Id = "1" });
    }

    [Theory]
    [InlineData("mail", "email")]
    [InlineData("login", "userName")]
    [InlineData("user_name", "userName")]
    [InlineData("givenName", "firstName")]
    [InlineData("first_name", "firstName")]
    [InlineData("sn", "lastName")]
    [InlineData("familyName", "lastName")]
    [InlineData("display_name", "displayName")]
    [InlineData("distinguishedName", "dn")]
    public void Name_of_another_dialect_means_the_canonical_attribute(string alias, string canonical)
    {
        new GroupMember { Id = "1" }.WithValue(alias, "x").GetValue(canonical).ShouldBe("x");
        AttributeNames.Canonical(alias).ShouldBe(canonical);
    }

    [Theory]
    [InlineData("userName")]
    [InlineData("enabled")]
    [InlineData("employeeNumber")]
    public void Value_can_be_made_absent(string attribute)
    {
        var member = new GroupMember { Id = "1" }.WithValue(attribute, "true").WithValue(attribute, null);
        member.GetValue(attribute).ShouldBeNull();
    }

    [Fact]
    public void Account_state_that_is_not_known_here_stays_with_its_member()
    {
        var states = Enumerable.Range(-2, 12).Select(number => (AccountState)number).ToList();
        bool?[] enabled = [null, false, true];

        foreach (var (state, isEnabled) in from state in states from isEnabled in enabled select (state, isEnabled))
        {
            var member = new GroupMember { Id = "1", Enabled = isEnabled, AccountState = state };
            (member.AccountState, member.Enabled).ShouldBe((state, isEnabled));
        }

        new GroupMember { Id = "1", Enabled = false }.AccountState.ShouldBeNull();
    }

    [Fact]
    public void Attributes_of_a_member_without_any_cannot_be_filled_for_everybody()
    {
        var none = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        GroupMember[] members = [new() { Id = "1" }, new() { Id = "1", Attributes = none }];

        foreach (var member in members)
        {
            var attributes = member.Attributes.ShouldBeAssignableTo<IDictionary<string, IReadOnlyList<string>>>()!;
            Should.Throw<NotSupportedException>(() => attributes["title"] = ["Dr"]);
        }

        none["title"] = ["Dr"];
        members.ShouldAllBe(member => member.Attributes.Count == 0);
    }

    [Fact]
    public void Absent_enabled_is_neither_true_nor_false()
    {
        new GroupMember { Id = "1" }.GetValue("enabled").ShouldBeNull();
        new GroupMember { Id = "1", Enabled = true }.WithValue("active", " ").Enabled.ShouldBeNull();
        Should.Throw<FormatException>(() => new GroupMember { Id = "1" }.WithValue("enabled", "perhaps"));
    }

    [Fact]
    public void First_of_several_values_counts()
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>> { ["phone"] = ["1", "2"], ["room"] = [] };
        var member = new GroupMember { Id = "1", Attributes = attributes };
        member.GetValue("phone").ShouldBe("1");
        member.GetValue("room").ShouldBeNull();
    }

    [Fact]
    public void Further_attributes_are_found_in_any_case_whatever_holds_them()
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>> { ["costCenter"] = ["12"], ["COSTCENTER"] = ["13"] };
        var member = new GroupMember { Id = "1", Attributes = attributes };
        member.GetValue("CostCenter").ShouldBe("12");
        member.Attributes.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Member_without_an_id_is_refused(string? id)
    {
        Should.Throw<ArgumentException>(() => new GroupMember { Id = id! });
        Should.Throw<ArgumentException>(() => new GroupMember { Id = "1" }.WithValue("id", id));
    }

    [Theory]
    [InlineData("jdoe", "j@example.com", "uid=j", "jdoe")]
    [InlineData(" ", "j@example.com", "uid=j", "j@example.com")]
    [InlineData(null, "", "uid=j", "uid=j")]
    [InlineData(null, null, null, "7")]
    public void Label_is_the_best_name_there_is(string? userName, string? email, string? dn, string label)
    {
        var member = new GroupMember { Id = "7", UserName = userName, Email = email, DistinguishedName = dn };
        member.Label.ShouldBe(label);
        member.ToString().ShouldBe(label);
    }
}
