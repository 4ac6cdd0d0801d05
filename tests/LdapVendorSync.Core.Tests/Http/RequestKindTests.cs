using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>Which requests are measured together.</summary>
public sealed class RequestKindTests
{
    [Theory]
    [InlineData("POST", "/groups/7/members", true)]
    [InlineData("POST", "/groups/12/members?notify=a/b", true)]
    [InlineData("POST", "/users", false)]
    [InlineData("DELETE", "/groups/7/members", false)]
    public void Same_method_and_as_many_parts_are_one_kind(string method, string address, bool isSame)
    {
        var one = RequestKind.Of(HttpVendor.Post() with { Address = "/groups/3/members" });
        var other = RequestKind.Of(HttpVendor.Post() with { Method = new HttpMethod(method), Address = address });

        (one == other).ShouldBe(isSame);
    }
}
