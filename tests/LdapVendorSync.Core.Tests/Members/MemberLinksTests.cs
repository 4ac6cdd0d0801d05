using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class MemberLinksTests
{
    private static readonly MemberLinks Links = new([KeyValuePair.Create("s1", "v1"), KeyValuePair.Create("s2", "v2")]);

    [Fact]
    public void Link_is_found_from_both_ends()
    {
        Links.Count.ShouldBe(2);
        Links.VendorIdOf("s1").ShouldBe("v1");
        Links.SourceIdOf("v2").ShouldBe("s2");
        Links.VendorIdOf("v1").ShouldBeNull();
        Links.SourceIdOf("s1").ShouldBeNull();
        MemberLinks.None.VendorIdOf("s1").ShouldBeNull();
    }

    [Fact]
    public void Ids_are_compared_as_they_stand() => Links.VendorIdOf("S1").ShouldBeNull();

    [Fact]
    public void Links_of_some_people_can_be_left_out()
    {
        var rest = Links.Without(new HashSet<string> { "s1", "s9" });
        rest.VendorIdOf("s1").ShouldBeNull();
        rest.SourceIdOf("v1").ShouldBeNull();
        rest.VendorIdOf("s2").ShouldBe("v2");
        Links.VendorIdOf("s1").ShouldBe("v1");
    }

    [Theory]
    [InlineData("s1", "v9", "s1")]
    [InlineData("s9", "v1", "v1")]
    public void Id_in_two_pairs_is_refused_by_name(string sourceId, string vendorId, string named) =>
        Should.Throw<ArgumentException>(() => new MemberLinks([KeyValuePair.Create("s1", "v1"), KeyValuePair.Create(sourceId, vendorId)]))
            .Message.ShouldContain(named);
}
