using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace LdapVendorSync.Fixtures.ApiDescriptions;

/// <summary>Reads the file of a description.</summary>
internal static class ApiDescriptionFile
{
    /// <summary>The description as JSON, without the extensions of its makers (<c>x-…</c>), which may have any shape.</summary>
    public static string ReadAsJson(string file)
    {
        var text = File.ReadAllText(file);
        var json = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? text : FromYaml(text);
        var document = JsonNode.Parse(json)!;
        RemoveExtensions(document, isMapOfNames: false);
        return document.ToJsonString();
    }

    private static string FromYaml(string text)
    {
        var tree = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(text);
        return JsonSerializer.Serialize(ToNode(tree));
    }

    private static JsonNode? ToNode(object? value) => value switch
    {
        IDictionary<object, object?> map => new JsonObject(
            map.Select(pair => KeyValuePair.Create(Convert.ToString(pair.Key, CultureInfo.InvariantCulture)!, ToNode(pair.Value)))),
        IEnumerable<object?> list => new JsonArray([.. list.Select(ToNode)]),
        null => null,
        _ => JsonSerializer.SerializeToNode(value),
    };

    private static void RemoveExtensions(JsonNode? node, bool isMapOfNames)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToArray())
                {
                    if (!isMapOfNames && name.StartsWith("x-", StringComparison.OrdinalIgnoreCase))
                        map.Remove(name);
                    else
                        RemoveExtensions(value, !isMapOfNames && name is "properties" or "headers");
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                    RemoveExtensions(item, isMapOfNames: false);
                break;
        }
    }
}
