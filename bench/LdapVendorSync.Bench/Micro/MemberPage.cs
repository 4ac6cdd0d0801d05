using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Bench.Micro;

/// <summary>A page of members as vendors send it, with what no one asked for beside what counts.</summary>
internal static class MemberPage
{
    public static VendorHttpResponse Json(int count) => Answer("application/json", new JsonObject
    {
        ["total"] = count,
        ["members"] = Array(count, number => new JsonObject
        {
            ["id"] = number,
            ["username"] = SamplePeople.Number(number).UserName,
            ["firstName"] = SamplePeople.Number(number).FirstName,
            ["lastName"] = SamplePeople.Number(number).LastName,
            ["email"] = SamplePeople.Number(number).Email,
            ["active"] = SamplePeople.Number(number).Enabled,
            ["department"] = SamplePeople.DepartmentOf(number),
            ["createdAt"] = "2024-03-01T09:30:00Z",
            ["lastLogin"] = null,
            ["roles"] = new JsonArray("member", "viewer"),
        }),
    }.ToJsonString());

    public static VendorHttpResponse Xml(int count) => Answer("application/xml", new XElement(
        "members",
        Enumerable.Range(0, count).Select(number => new XElement(
            "member",
            new XAttribute("href", $"/members/{number}"),
            new XElement("id", number),
            new XElement("username", SamplePeople.Number(number).UserName),
            new XElement("firstName", SamplePeople.Number(number).FirstName),
            new XElement("lastName", SamplePeople.Number(number).LastName),
            new XElement("email", SamplePeople.Number(number).Email),
            new XElement("active", SamplePeople.Number(number).Enabled),
            new XElement("department", SamplePeople.DepartmentOf(number)),
            new XElement("createdAt", "2024-03-01T09:30:00Z"),
            new XElement("roles", new XElement("role", "member"), new XElement("role", "viewer"))))).ToString());

    public static VendorHttpResponse Scim(int count) => Answer("application/scim+json", new JsonObject
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:ListResponse"),
        ["totalResults"] = count,
        ["startIndex"] = 1,
        ["itemsPerPage"] = count,
        ["Resources"] = Array(count, number => new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:User"),
            ["id"] = SamplePeople.Number(number).Id,
            ["userName"] = SamplePeople.Number(number).UserName,
            ["name"] = new JsonObject
            {
                ["formatted"] = SamplePeople.Number(number).DisplayName,
                ["givenName"] = SamplePeople.Number(number).FirstName,
                ["familyName"] = SamplePeople.Number(number).LastName,
            },
            ["displayName"] = SamplePeople.Number(number).DisplayName,
            ["active"] = SamplePeople.Number(number).Enabled,
            ["emails"] = new JsonArray(new JsonObject
            {
                ["value"] = SamplePeople.Number(number).Email,
                ["type"] = "work",
                ["primary"] = true,
            }),
            ["groups"] = new JsonArray(new JsonObject { ["value"] = "7", ["display"] = "Engineering", ["type"] = "direct" }),
            ["meta"] = new JsonObject
            {
                ["resourceType"] = "User",
                ["created"] = "2024-03-01T09:30:00Z",
                ["location"] = $"https://vendor.example.com/scim/v2/Users/{number}",
            },
        }),
    }.ToJsonString());

    private static JsonArray Array(int count, Func<int, JsonNode?> item) => new([.. Enumerable.Range(0, count).Select(item)]);

    private static VendorHttpResponse Answer(string mediaType, string body) =>
        new() { Status = HttpStatusCode.OK, MediaType = mediaType, Body = Encoding.UTF8.GetBytes(body) };
}
