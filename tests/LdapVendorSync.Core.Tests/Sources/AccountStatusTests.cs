using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Tests.Sources;

public sealed class AccountStatusTests
{
    [Theory]
    [InlineData("userAccountControl", "512", true)]
    [InlineData("userAccountControl", "514", false)]
    [InlineData("userAccountControl", "66050", false)]
    [InlineData("userAccountControl", "-2147483134", false)]
    [InlineData("userAccountControl", "garbled", null)]
    [InlineData("msDS-UserAccountDisabled", "TRUE", false)]
    [InlineData("msDS-UserAccountDisabled", "FALSE", true)]
    [InlineData("nsAccountLock", "true", false)]
    [InlineData("nsaccountlock", "FALSE", true)]
    [InlineData("pwdAccountLockedTime", "000001010000Z", false)]
    [InlineData("pwdAccountLockedTime", "20240501120000Z", null)]
    [InlineData("loginShell", "/sbin/nologin", null)]
    [InlineData("cn", "x", null)]
    public void Status_is_told_by_the_attributes_of_each_directory(string attribute, string value, bool? enabled) =>
        AccountStatus.IsEnabled(Make((attribute, value))).ShouldBe(enabled);

    [Fact]
    public void Status_is_disabled_when_any_attribute_says_so() =>
        AccountStatus.IsEnabled(Make(("userAccountControl", "512"), ("nsAccountLock", "true"))).ShouldBe(false);

    [Fact]
    public void Mapper_shows_a_guid_in_its_usual_form()
    {
        var guid = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
        var entry = new DirectoryEntry(
            DistinguishedName.Parse("cn=a,dc=x"), [new DirectoryValues(AttributeDescription.Parse("objectGUID"), [guid.ToByteArray()])]);

        new PersonMapper(new FieldSettings(), []).Map(entry).Id.ShouldBe("0f8fad5b-d9cb-469f-a165-70867728950e");
    }

    [Fact]
    public void Mapper_takes_of_several_values_the_one_that_names_the_entry()
    {
        var entry = new DirectoryEntry(
            DistinguishedName.Parse("uid=New,dc=x"),
            [new DirectoryValues(AttributeDescription.Parse("uid"), ["old"u8.ToArray(), "new"u8.ToArray()])]);

        new PersonMapper(new FieldSettings(), []).Map(entry).UserName.ShouldBe("new");
    }

    private static DirectoryEntry Make(params (string Name, string Value)[] attributes) =>
        new(DistinguishedName.Parse("cn=a,dc=x"), [.. attributes.Select(attribute => Make(attribute.Name, attribute.Value))]);

    private static DirectoryValues Make(string name, string value) =>
        new(AttributeDescription.Parse(name), [Encoding.UTF8.GetBytes(value)]);
}
