using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Core.History;

namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>The judge of the chaos suite sees what it is there to see.</summary>
public sealed class WriteOracleTests
{
    private readonly Truth _truth = new();

    public WriteOracleTests()
    {
        _truth.Set(Person(1, "ann", "sales"));
        _truth.Set(Person(2, "bob", "operators"));
        _truth.Set(Person(3, "cid", "sales") with { IsDisabled = true });
    }

    [Theory]
    [InlineData("Wiki", "sales", "ann", true)]
    [InlineData("Wiki", "everyone", "bob", true)]
    [InlineData("Wiki", "sales", "bob", false)]
    [InlineData("Wiki", "sales", "cid", false)]
    [InlineData("Crm", "sellers", "cid", true)]
    [InlineData("Crm", "sellers", "stranger", false)]
    public void Removal_is_wrong_when_the_truth_has_the_person_in_the_group(string vendor, string group, string name, bool isWrong) =>
        Judge(vendor, JournalOperation.RemoveMember, name, group).ShouldBe(isWrong ? Promise.NoWrongRemoval : null);

    [Fact]
    public void Removal_is_right_when_a_nested_group_was_moved_out()
    {
        _truth.SetNested("operators", isNested: false);
        Judge("Wiki", JournalOperation.RemoveMember, "bob", "everyone").ShouldBeNull();
    }

    [Theory]
    [InlineData("ann", Promise.NoWrongRemoval)]
    [InlineData("cid", null)]
    public void Disabling_is_wrong_when_the_directory_has_the_person_enabled(string name, object? promise) =>
        Judge("Crm", JournalOperation.DisableUser, name).ShouldBe((Promise?)promise);

    [Theory]
    [InlineData("Wiki", "sales", "ann", null)]
    [InlineData("Wiki", "sales", "bob", Promise.NoWrongGain)]
    [InlineData("Wiki", "sales", "cid", Promise.NoWrongGain)]
    [InlineData("Wiki", "sales", "stranger", Promise.NoWrongGain)]
    public void Addition_is_wrong_unless_the_truth_has_the_person_in_the_group(string vendor, string group, string name, object? promise) =>
        Judge(vendor, JournalOperation.AddMember, name, group).ShouldBe((Promise?)promise);

    [Theory]
    [InlineData("firstName", "First ann", null)]
    [InlineData("firstName", "First bob", Promise.NoWrongGain)]
    [InlineData("email", null, Promise.NoWrongGain)]
    [InlineData("role", "admin", Promise.NoWrongGain)]
    public void Update_is_wrong_unless_it_brings_what_the_person_has(string field, string? value, object? promise) =>
        Judge("Wiki", JournalOperation.UpdateUser, "ann", fields: (field, value)).ShouldBe((Promise?)promise);

    [Fact]
    public void Account_is_wrong_for_somebody_who_is_in_no_group_of_the_vendor() =>
        Judge("Crm", JournalOperation.CreateUser, "bob").ShouldBe(Promise.NoWrongGain);

    [Fact]
    public void Person_is_known_by_a_name_that_they_had_before()
    {
        _truth.Set(Person(1, "married", "sales"));
        Judge("Wiki", JournalOperation.RemoveMember, "ann", "sales").ShouldBe(Promise.NoWrongRemoval);
    }

    private Promise? Judge(string vendor, JournalOperation operation, string name, string? group = null, (string, string?)? fields = null)
    {
        var body = new Dictionary<string, string?>();
        if (fields is var (field, value))
            body.Add(field, value);
        return WriteOracle.Judge(new VendorWrite(vendor, operation, group, "7", name, body, DateTimeOffset.UtcNow), _truth)?.Promise;
    }

    private static TruePerson Person(int number, string name, string group) => new()
    {
        Number = number,
        UserName = name,
        FirstName = $"First {name}",
        LastName = $"Last {name}",
        Email = $"{name}@example.test",
        Groups = new HashSet<string> { group },
    };
}
