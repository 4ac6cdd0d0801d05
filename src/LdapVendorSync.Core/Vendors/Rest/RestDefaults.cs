using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>The shape that an API has unless it is configured otherwise.</summary>
internal static class RestDefaults
{
    /// <summary>Attribute and its name in a user or member.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Fields { get; } =
    [
        new(AttributeNames.Id, "id"),
        new(AttributeNames.UserName, "username"),
        new(AttributeNames.FirstName, "firstName"),
        new(AttributeNames.LastName, "lastName"),
        new(AttributeNames.Email, "email"),
        new(AttributeNames.Enabled, "active"),
    ];

    public static RestOperationSettings Connect { get; } = new() { Method = "GET" };

    public static RestOperationSettings FindGroup(DataFormat format) => new()
    {
        Method = "GET",
        Items = format == DataFormat.Xml ? "groups.group" : null,
        Fields = new Dictionary<string, string> { ["id"] = "id", ["name"] = "name" },
    };

    public static RestOperationSettings CreateGroup(DataFormat format) => new()
    {
        Method = "POST",
        Path = "/groups",
        Body = Wrap(format, "group", new JsonObject { ["name"] = "{group}" }),
        Id = format == DataFormat.Xml ? "group.id" : "id",
    };

    public static RestOperationSettings ReadMembers(DataFormat format) => new()
    {
        Method = "GET",
        Path = "/groups/{group}/members",
        Items = format == DataFormat.Xml ? "members.member" : null,
    };

    public static RestOperationSettings FindUser(DataFormat format) => new()
    {
        Method = "GET",
        Path = "/users",
        Query = new Dictionary<string, string> { ["{field}"] = "{value}" },
        Items = format == DataFormat.Xml ? "users.user" : null,
    };

    public static RestOperationSettings CreateUser(DataFormat format) => new()
    {
        Method = "POST",
        Path = "/users",
        Body = Wrap(format, "user", RestBody.AllFields),
        Id = format == DataFormat.Xml ? "user.id" : "id",
    };

    public static RestOperationSettings UpdateUser(DataFormat format) => new()
    {
        Method = "PUT",
        Path = "/users/{id}",
        Body = Wrap(format, "user", RestBody.AllFields),
    };

    public static RestOperationSettings AddMember(DataFormat format) => new()
    {
        Method = "POST",
        Path = "/groups/{group}/members",
        Body = Wrap(format, "member", new JsonObject { ["userId"] = "{id}" }),
        Already = [409],
    };

    public static RestOperationSettings RemoveMember { get; } = new()
    {
        Method = "DELETE",
        Path = "/groups/{group}/members/{id}",
        Already = [404],
    };

    private static JsonNode Wrap(DataFormat format, string element, JsonNode content) =>
        format == DataFormat.Xml ? new JsonObject { [element] = content } : content;
}
