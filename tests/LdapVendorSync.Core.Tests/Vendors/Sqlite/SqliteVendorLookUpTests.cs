using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Sqlite;

public sealed class SqliteVendorLookUpTests : SqliteVendorTesting
{
    [Theory]
    [InlineData("userName", "ADA")]
    [InlineData("userName", "  ada ")]
    [InlineData("email", "Ada@Example.ORG")]
    [InlineData("lastName", "LOVELACE")]
    [InlineData("costCenter", "42")]
    [InlineData("team", "B")]
    public async Task Account_is_found_by_any_key_without_regard_to_case(string attribute, string value)
    {
        await Vendor.CreateUserAsync(Bare with { UserName = "other", Email = "o@example.org", LastName = "Other" }, default);
        var user = await Vendor.CreateUserAsync(Ada, default);

        (await Vendor.FindUserAsync(Key(attribute, value), default)).ShouldNotBeNull().Id.ShouldBe(user.Id);
    }

    [Theory]
    [InlineData("müller", "MÜLLER")]
    [InlineData("m\u00FCller", "mu\u0308ller")]
    [InlineData("ΣΟΦΟΣ", "σοφος")]
    [InlineData("имя", "ИМЯ")]
    [InlineData("\u017Fam", "\u017Fam")]
    [InlineData("\u212Aay", "kay")]
    public async Task Account_is_found_by_the_rules_of_keys_beyond_ascii(string stored, string sought)
    {
        var user = await Vendor.CreateUserAsync(Bare with { UserName = stored }, default);

        (await Vendor.FindUserAsync(Key("userName", sought), default)).ShouldNotBeNull().Id.ShouldBe(user.Id);
    }

    [Fact]
    public async Task Accounts_that_differ_in_case_beyond_ascii_are_ambiguous()
    {
        await Vendor.CreateUserAsync(Bare with { UserName = "müller" }, default);
        await Vendor.CreateUserAsync(Bare with { UserName = "MÜLLER" }, default);

        (await Should.ThrowAsync<VendorException>(() => Vendor.FindUserAsync(Key("userName", "Müller"), default)))
            .Failure.ShouldBe(VendorFailure.Ambiguous);
    }

    [Fact]
    public async Task Account_is_found_by_its_id()
    {
        var user = await Vendor.CreateUserAsync(Ada, default);

        (await Vendor.FindUserAsync(Key("id", user.Id), default)).ShouldNotBeNull().UserName.ShouldBe("ada");
        (await Vendor.FindUserAsync(Key("id", "ada"), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Mail_of_several_accounts_is_ambiguous()
    {
        await Vendor.CreateUserAsync(Ada, default);
        await Vendor.CreateUserAsync(Bare with { UserName = "ada2", Email = "ADA@example.org" }, default);

        var error = await Should.ThrowAsync<VendorException>(() => Vendor.FindUserAsync(Key("email", "ada@example.org"), default));

        error.Failure.ShouldBe(VendorFailure.Ambiguous);
        error.Message.ShouldContain("ada, ada2");
    }
}
