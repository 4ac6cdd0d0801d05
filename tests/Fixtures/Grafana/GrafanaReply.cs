using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>Answers in the form of Grafana.</summary>
internal static class GrafanaReply
{
    public static VendorReply Ok(JsonNode body) => new(200, JsonSerializer.SerializeToUtf8Bytes(body), "application/json; charset=UTF-8");

    public static VendorReply Message(int status, string message, params (string Name, JsonNode? Value)[] more)
    {
        var body = new JsonObject { ["message"] = message };
        foreach (var (name, value) in more)
            body[name] = value;
        return Ok(body) with { Status = status };
    }

    /// <summary>A page of a list.</summary>
    public static VendorReply Page(string name, IReadOnlyList<JsonNode> items, IReadOnlyDictionary<string, string> query, int maxSize)
    {
        var size = Math.Min(maxSize, int.TryParse(query.GetValueOrDefault("perpage"), out var asked) && asked > 0 ? asked : 1000);
        var page = int.TryParse(query.GetValueOrDefault("page"), out var number) && number > 0 ? number : 1;
        return Ok(new JsonObject
        {
            ["totalCount"] = items.Count,
            [name] = new JsonArray([.. items.Skip((page - 1) * size).Take(size)]),
            ["page"] = page,
            ["perPage"] = size,
        });
    }
}
