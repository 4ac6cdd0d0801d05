using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class AttributeComparerTests
{
    private static readonly ComparisonOptions Profile = new();
    private static readonly ComparisonOptions Clearing = new() { ClearMissing = true };

    [Fact]
    public void Only_what_differs_is_reported_with_before_and_after()
    {
        var source = new GroupMember { Id = "s", UserName = "jdoe", Email = "new@example.com", FirstName = "Jane", LastName = "Doe" };
        var vendor = new GroupMember { Id = "v", UserName = "jdoe", Email = "old@example.com", FirstName = "Jane" };
        AttributeComparer.Differences(source, vendor, Profile).ShouldBe(
            [new AttributeDifference("email", "old@example.com", "new@example.com"), new AttributeDifference("lastName", null, "Doe")]);
    }

    [Theory]
    [InlineData("userName", "JDoe", "jdoe")]
    [InlineData("email", "Jane.Doe@Example.COM", "jane.doe@example.com")]
    [InlineData("userName", "ren\u00e9", "RENE\u0301")]
    [InlineData("lastName", "Doe", " Doe ")]
    [InlineData("lastName", "Ren\u00e9", "Rene\u0301")]
    [InlineData("mail", "A@x", "a@X")]
    public void Another_spelling_of_the_same_value_is_no_difference(string attribute, string source, string vendor) =>
        Difference(attribute, source, vendor, Only(attribute)).ShouldBeNull();

    [Theory]
    [InlineData("lastName", "Doe", "doe")]
    [InlineData("firstName", "MacKay", "Mackay")]
    [InlineData("displayName", "Jane  Doe", "Jane Doe")]
    [InlineData("userName", "stra\u00dfe", "strasse")]
    [InlineData("userName", "t\u0131m", "tim")]
    [InlineData("enabled", "true", "false")]
    [InlineData("employeeNumber", "0042", "42")]
    public void Another_value_is_a_difference(string attribute, string source, string vendor) =>
        Difference(attribute, source, vendor, Only(attribute)).ShouldBe(new AttributeDifference(attribute, vendor, source));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u00a0\t")]
    public void Missing_value_blanks_only_where_it_is_asked_for(string? missing)
    {
        Difference("email", missing, "a@x", Profile).ShouldBeNull();
        Difference("email", missing, "a@x", Clearing).ShouldBe(new AttributeDifference("email", "a@x", null));
        Difference("email", missing, null, Clearing).ShouldBeNull();
        Difference("email", missing, "  ", Clearing).ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Value_that_the_vendor_lacks_is_set(string? missing) =>
        Difference("email", "a@x", missing, Profile).ShouldBe(new AttributeDifference("email", null, "a@x"));

    [Fact]
    public void Text_that_is_not_well_formed_is_compared_as_it_stands()
    {
        Difference("lastName", "a\ud83d", "a\ud83d ", Profile).ShouldBeNull();
        Difference("lastName", "a\ud83d", "a\ude00", Profile).ShouldBe(new AttributeDifference("lastName", "a\ude00", "a\ud83d"));
    }

    [Fact]
    public void Attribute_that_is_not_compared_makes_no_difference() =>
        AttributeComparer.Differences(
            new GroupMember { Id = "s", DisplayName = "Jane", Enabled = true },
            new GroupMember { Id = "v", DisplayName = "J.", Enabled = false },
            Profile).ShouldBeEmpty();

    [Fact]
    public void Difference_says_what_changes()
    {
        new AttributeDifference("email", null, "a@x").ToString().ShouldBe("email: (none) -> a@x");
        new AttributeDifference("email", "a@x", null).ToString().ShouldBe("email: a@x -> (none)");
    }

    private static ComparisonOptions Only(string attribute) => new() { Attributes = [attribute] };

    private static AttributeDifference? Difference(string attribute, string? source, string? vendor, ComparisonOptions options)
    {
        var differences = AttributeComparer.Differences(
            new GroupMember { Id = "s" }.WithValue(attribute, source), new GroupMember { Id = "v" }.WithValue(attribute, vendor), options);
        return differences.SingleOrDefault();
    }
}
