using System.Text.Json.Nodes;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>
/// The one mail address of a person among those of an account (RFC 7643 section 4.1.2): the primary one, else that of the configured type,
/// else the first.
/// </summary>
/// <param name="type">The type that is written where there is no address yet.</param>
internal sealed class ScimEmails(string type)
{
    public const string Attribute = "emails";

    /// <summary>The address.</summary>
    public string? Read(JsonObject resource) => Chosen(resource) is { } chosen ? AddressOf(chosen) : null;

    /// <summary>The value that holds the address.</summary>
    public JsonNode? Chosen(JsonObject resource)
    {
        if (resource[Attribute] is not JsonArray values)
            return null;
        var addresses = values.OfType<JsonNode>().Where(value => !string.IsNullOrWhiteSpace(AddressOf(value))).ToArray();
        return addresses.FirstOrDefault(value => value is JsonObject item && ScimJson.Flag(item["primary"]) == true)
            ?? addresses.FirstOrDefault(value => TypeOf(value)?.Equals(type, StringComparison.OrdinalIgnoreCase) == true)
            ?? addresses.FirstOrDefault();
    }

    /// <summary>Sets the address in a resource that is sent as a whole, and leaves the others.</summary>
    public void Write(JsonObject resource, string? address)
    {
        var values = resource[Attribute] as JsonArray;
        var chosen = Chosen(resource);
        if (address is null && chosen is not null)
            values!.Remove(chosen);
        else if (address is not null && chosen is JsonObject item)
            item["value"] = address;
        else if (address is not null)
            Replace(resource, chosen, NewValue(address));
    }

    /// <summary>A new address.</summary>
    public JsonObject NewValue(string address)
    {
        var item = ScimJson.NewObject();
        item["value"] = address;
        item["type"] = type;
        item["primary"] = true;
        return item;
    }

    /// <summary>Where the address stands in a PATCH; <see langword="null"/> where it cannot be told from the others.</summary>
    public static string? PathOf(JsonObject resource, JsonNode chosen)
    {
        var values = ((JsonArray)resource[Attribute]!).OfType<JsonNode>().ToArray();
        // Types are compared without regard to case (RFC 7643 section 4.1.2), so that the path may mean more than the type says.
        if (TypeOf(chosen) is { Length: > 0 } own
            && values.Count(value => own.Equals(TypeOf(value), StringComparison.OrdinalIgnoreCase)) == 1)
            return $"{Attribute}[{ScimFilter.Equal("type", own)}]";
        return chosen is JsonObject item && ScimJson.Flag(item["primary"]) == true ? $"{Attribute}[primary eq true]" : null;
    }

    private static string? TypeOf(JsonNode value) => value is JsonObject item ? ScimJson.Text(item["type"]) : null;

    private static string? AddressOf(JsonNode value) => ScimJson.Text(value is JsonObject item ? item["value"] : value);

    private static void Replace(JsonObject resource, JsonNode? chosen, JsonObject item)
    {
        if (resource[Attribute] is not JsonArray values)
            resource[Attribute] = values = [];
        if (chosen is not null)
            values.Remove(chosen);
        values.Add(item);
    }
}
