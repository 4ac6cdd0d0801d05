using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Tests.Http;

public sealed class LinkHeaderTests
{
    [Theory]
    [InlineData("<https://a/b?page=2>; rel=\"next\"", "https://a/b?page=2")]
    [InlineData("<https://a/b?page=1>; rel=\"prev\", <https://a/b?page=3>; rel=\"next\"", "https://a/b?page=3")]
    [InlineData("</b?page=2>; title=\"a, b; rel=x\"; rel=next", "/b?page=2")]
    [InlineData("<https://a/b?x=1,2;3>; rel=\"next\"", "https://a/b?x=1,2;3")]
    [InlineData("<https://a>; rel=\"first NEXT\"", "https://a")]
    [InlineData("<https://a>; rel=\"last\"", null)]
    [InlineData("<https://a; rel=\"next\"", null)]
    [InlineData("", null)]
    public void Next_link_is_found(string header, string? expected) => LinkHeader.Find([header], "next").ShouldBe(expected);

    [Fact]
    public void Next_link_is_found_in_a_later_header() =>
        LinkHeader.Find(["<https://a>; rel=\"self\"", "<https://b>; rel=\"next\""], "next").ShouldBe("https://b");
}
