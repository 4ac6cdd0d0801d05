using System.Text.Json.Nodes;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Writes PATCH requests (RFC 7644 section 3.5.2).</summary>
internal static class ScimPatch
{
    private const string Members = "members";

    /// <summary>The body with its operations.</summary>
    public static JsonObject Body(IEnumerable<JsonObject> operations)
    {
        var body = ScimJson.NewObject();
        body["schemas"] = new JsonArray(ScimSchemas.PatchOp);
        body["Operations"] = new JsonArray([.. operations]);
        return body;
    }

    /// <summary>One operation.</summary>
    public static JsonObject Operation(string name, string path, JsonNode? value = null)
    {
        var operation = ScimJson.NewObject();
        operation["op"] = name;
        operation["path"] = path;
        if (value is not null)
            operation["value"] = value;
        return operation;
    }

    /// <summary>
    /// Changes who is in a group. A member is taken out by a path that can mean nobody else, one operation each: a server that overlooks
    /// the value of <c>path: members</c> takes out everybody, and several do.
    /// </summary>
    public static JsonObject MemberChanges(
        IReadOnlyList<string> added, IReadOnlyList<string> removed, ScimMemberRemoval removal)
    {
        var operations = new List<JsonObject>();
        if (added.Count > 0)
            operations.Add(Operation("add", Members, ToValues(added)));
        if (removed.Count > 0 && removal == ScimMemberRemoval.Value)
            operations.Add(Operation("remove", Members, ToValues(removed)));
        else
            operations.AddRange(removed.Select(id => Operation("remove", $"{Members}[{ScimFilter.Equal("value", id)}]")));
        return Body(operations);
    }

    /// <summary>A member as it is written.</summary>
    public static JsonObject Member(string id)
    {
        var member = ScimJson.NewObject();
        member["value"] = id;
        return member;
    }

    private static JsonArray ToValues(IEnumerable<string> ids) => new([.. ids.Select(Member)]);
}
