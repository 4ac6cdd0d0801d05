using System.Text.Json.Nodes;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>A group of the organization.</summary>
public sealed class OktaGroup
{
    /// <summary>The id, which stays.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary><c>OKTA_GROUP</c>, <c>APP_GROUP</c> or <c>BUILT_IN</c>.</summary>
    public string Type { get; init; } = "OKTA_GROUP";

    /// <summary>The ids of its members.</summary>
    public SortedSet<string> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The group as the API gives it.</summary>
    /// <param name="withStats">Whether it tells how many members there are.</param>
    internal JsonObject ToJson(bool withStats = false)
    {
        var group = new JsonObject
        {
            ["id"] = Id,
            ["type"] = Type,
            ["objectClass"] = new JsonArray("okta:user_group"),
            ["profile"] = new JsonObject { ["name"] = Name, ["description"] = Description },
        };
        if (withStats)
            group["_embedded"] = new JsonObject { ["stats"] = new JsonObject { ["usersCount"] = Members.Count } };
        return group;
    }
}
