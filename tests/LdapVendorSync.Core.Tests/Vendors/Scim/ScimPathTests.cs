using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors.Scim;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

public sealed class ScimPathTests
{
    [Theory]
    [InlineData("title", "title")]
    [InlineData("name.middleName", "name.middleName")]
    [InlineData("department", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department")]
    [InlineData("manager", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:title", "title")]
    [InlineData("urn:example:params:2.0:User:badge.number", "urn:example:params:2.0:User:badge.number")]
    [InlineData("phoneNumbers[type eq \"work\"].value", "phoneNumbers[type eq \"work\"].value")]
    [InlineData("phoneNumbers[type eq \"mobile\"]", "phoneNumbers[type eq \"mobile\"].value")]
    [InlineData("addresses[primary eq true].locality", "addresses[primary eq true].locality")]
    public void Path_is_understood(string text, string canonical) => ScimPath.Parse(text).ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a.b.c")]
    [InlineData("emails[type co \"work\"].value")]
    [InlineData("emails[type eq \"wo\"rk\"]")]
    [InlineData("members[value eq \"x\"] or title")]
    public void Anything_else_is_not(string text) => ScimPath.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("title")]
    [InlineData("name.middleName")]
    [InlineData("department")]
    [InlineData("manager")]
    [InlineData("phoneNumbers[type eq \"work\"].value")]
    public void What_is_written_can_be_read_and_taken_out(string text)
    {
        var path = ScimPath.Parse(text);
        var resource = ScimJson.NewObject();
        resource["schemas"] = new JsonArray();

        path.Write(resource, "one");
        path.Write(resource, "two");
        path.Read(resource).ShouldBe(["two"]);
        path.Write(resource, null);
        path.Read(resource).ShouldBeEmpty();
    }

    [Fact]
    public void Names_of_attributes_know_no_case()
    {
        var resource = JsonNode.Parse("""{"NAME": {"FamilyName": "x"}}""", new JsonNodeOptions { PropertyNameCaseInsensitive = true })!.AsObject();

        ScimPath.Parse("name.familyName").Read(resource).ShouldBe(["x"]);
    }

    [Fact]
    public void Settings_that_cannot_work_are_told()
    {
        var settings = new ScimSettings { Fields = new Dictionary<string, string> { ["phone"] = "phone numbers" } };
        var vendor = HttpVendor.Settings(new Uri("https://app.example.com")) with
        {
            BaseUrl = null, Format = DataFormat.Xml, Attributes = new Dictionary<string, string> { ["a b"] = "{x}" },
        };

        settings.Validate(vendor).Select(problem => problem.Key).ShouldBe(["base_url", "format", "scim.fields.phone", "attributes.a b"]);
    }
}
