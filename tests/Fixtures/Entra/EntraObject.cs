using System.Text.Json.Nodes;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>An object of the tenant: a user, a group, or something else that can be a member.</summary>
/// <param name="id">The id.</param>
/// <param name="type">The type without its namespace: <c>user</c>, <c>group</c>, <c>device</c>.</param>
public sealed class EntraObject(string id, string type)
{
    /// <summary>The id.</summary>
    public string Id => id;

    /// <summary>The type without its namespace.</summary>
    public string Type => type;

    /// <summary>The properties by the names that Graph gives them, without the id.</summary>
    public Dictionary<string, JsonNode?> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>The members, for a group, in the order in which they joined.</summary>
    public OrderedDictionary<string, EntraObject> Members { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The text of a property.</summary>
    public string? this[string property]
    {
        get => Properties.GetValueOrDefault(property)?.ToString();
        set => Properties[property] = value;
    }

    /// <summary>The object as Graph shows it.</summary>
    /// <param name="select">The properties that were asked for.</param>
    /// <param name="withType">Whether its type is shown.</param>
    /// <param name="isVisible">Whether more than its id may be seen.</param>
    internal JsonObject ToJson(IReadOnlyList<string> select, bool withType, bool isVisible = true)
    {
        var json = new JsonObject();
        if (withType)
            json["@odata.type"] = $"#microsoft.graph.{type}";
        json["id"] = id;
        foreach (var property in select.Where(property => property != "id" && (EntraProperties.Has(type, property) || !isVisible)))
            json[property] = isVisible ? Properties.GetValueOrDefault(property)?.DeepClone() : null;
        return json;
    }
}
