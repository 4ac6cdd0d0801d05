using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors.Rest;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

public sealed class RestAccountsTests
{
    private readonly RestAccounts _accounts = new();

    [Fact]
    public void Accounts_are_found_by_any_attribute_without_regard_to_case()
    {
        _accounts.Put(Account("1", "ada", "Ada@example.org"));
        _accounts.Put(Account("2", "bob", "bob@example.org"));

        Find(AttributeNames.UserName, "ADA").ShouldBe(["1"]);
        Find(AttributeNames.Email, "bob@EXAMPLE.org").ShouldBe(["2"]);
        Find(AttributeNames.Email, "ada").ShouldBeEmpty();
    }

    [Fact]
    public void All_accounts_with_one_key_are_found()
    {
        _accounts.Put(Account("1", "ada", "team@example.org"));
        _accounts.Put(Account("2", "bob", "team@example.org"));

        Find(AttributeNames.Email, "team@example.org").ShouldBe(["1", "2"], ignoreOrder: true);
    }

    [Fact]
    public void Account_that_changed_is_found_by_what_it_has_now_whenever_it_was_first_asked_for()
    {
        _accounts.Put(Account("1", "ada", "ada@example.org"));
        Find(AttributeNames.UserName, "ada").ShouldBe(["1"]);

        _accounts.Put(Account("1", "lovelace", "ada@example.org"));

        Find(AttributeNames.UserName, "ada").ShouldBeEmpty();
        Find(AttributeNames.UserName, "lovelace").ShouldBe(["1"]);
        Find(AttributeNames.Email, "ada@example.org").ShouldBe(["1"]);
    }

    [Fact]
    public void Account_that_is_gone_is_not_found()
    {
        _accounts.Put(Account("1", "ada", "ada@example.org"));
        Find(AttributeNames.UserName, "ada").ShouldBe(["1"]);

        _accounts.Drop("1");
        _accounts.Drop("none");

        Find(AttributeNames.UserName, "ada").ShouldBeEmpty();
        Find(AttributeNames.Email, "ada@example.org").ShouldBeEmpty();
    }

    private List<string> Find(string attribute, string value) =>
        [.. _accounts.Find(MatchKey.Create(attribute, value)!.Value).Select(account => account.Id)];

    private static GroupMember Account(string id, string userName, string email) => new() { Id = id, UserName = userName, Email = email };
}
