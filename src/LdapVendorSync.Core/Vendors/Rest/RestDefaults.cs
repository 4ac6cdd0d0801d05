using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors.Rest.Bodies;

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

    /// <summary>The operations that an API may lack.</summary>
    public static IReadOnlyList<string> Droppable { get; } = ["create_user", "update_user", "set_enabled", "add_member", "remove_member"];

    public static RestOperationSettings Connect(RestFormats formats) => new() { Method = "GET" };

    public static RestOperationSettings FindGroup(RestFormats formats) => new()
    {
        Method = "GET",
        Items = formats.Answer == DataFormat.Xml ? "groups.group" : null,
        Fields = new Dictionary<string, string> { ["id"] = "id", ["name"] = "name" },
    };

    public static RestOperationSettings ListGroups(RestFormats formats) => FindGroup(formats) with { Path = "/groups" };

    public static RestOperationSettings ReadGroup(RestFormats formats) => new() { Method = "GET", Path = "/groups/{group}" };

    public static RestOperationSettings WriteGroup(RestFormats formats) => new() { Method = "PUT", Path = "/groups/{group}" };

    public static RestOperationSettings CreateGroup(RestFormats formats) => new()
    {
        Method = "POST",
        Path = "/groups",
        Body = Wrap(formats, "group", new JsonObject { ["name"] = "{group}" }),
        Id = formats.Answer == DataFormat.Xml ? "group.id" : "id",
        Conflict = [409],
    };

    public static RestOperationSettings ReadMembers(RestFormats formats) => new()
    {
        Method = "GET",
        Path = "/groups/{group}/members",
        Items = formats.Answer == DataFormat.Xml ? "members.member" : null,
    };

    public static RestOperationSettings FindUser(RestFormats formats) => new()
    {
        Method = "GET",
        Path = "/users",
        Query = new Dictionary<string, string> { ["{field}"] = "{value}" },
        Items = formats.Answer == DataFormat.Xml ? "users.user" : null,
    };

    public static RestOperationSettings ListUsers(RestFormats formats) => FindUser(formats) with { Query = null };

    public static RestOperationSettings CreateUser(RestFormats formats) => new()
    {
        Method = "POST",
        Path = "/users",
        Body = Wrap(formats, "user", RestBody.AllFields),
        Id = formats.Answer == DataFormat.Xml ? "user.id" : "id",
        Conflict = [409],
    };

    public static RestOperationSettings UpdateUser(RestFormats formats) => new()
    {
        Method = "PUT",
        Path = "/users/{id}",
        Body = Wrap(formats, "user", RestBody.AllFields),
    };

    public static RestOperationSettings DeleteUser(RestFormats formats) => new()
    {
        Method = "DELETE",
        Path = "/users/{id}",
        Already = [404],
    };

    public static RestOperationSettings AddMembers(RestFormats formats) => new() { Method = "POST" };

    public static RestOperationSettings AddMember(RestFormats formats) => new()
    {
        Method = "POST",
        Path = "/groups/{group}/members",
        Body = Wrap(formats, "member", new JsonObject { ["userId"] = "{id}" }),
        Already = [409],
    };

    public static RestOperationSettings RemoveMember(RestFormats formats) => new()
    {
        Method = "DELETE",
        Path = "/groups/{group}/members/{id}",
        Already = [404],
    };

    private static JsonNode Wrap(RestFormats formats, string element, JsonNode content) =>
        formats.Body == RestBodyFormat.Xml ? new JsonObject { [element] = content } : content;
}
