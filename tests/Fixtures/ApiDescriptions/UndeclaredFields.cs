using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace LdapVendorSync.Fixtures.ApiDescriptions;

/// <summary>
/// Finds fields that a description does not name. Schemas allow them unless they say otherwise, but what a product sends
/// is meant to be understood: a field without a name in the description is a slip.
/// </summary>
internal static class UndeclaredFields
{
    /// <summary>The paths of such fields.</summary>
    public static IEnumerable<string> Find(JsonSchema schema, JToken value) => value switch
    {
        JObject fields => Find([.. PartsOf(schema)], fields),
        JArray items => PartsOf(schema).FirstOrDefault(part => part.Item is not null)?.Item is { } each
            ? items.SelectMany(item => Find(each, item))
            : [],
        _ => [],
    };

    private static IEnumerable<string> Find(IReadOnlyList<JsonSchema> parts, JObject fields)
    {
        var isOpen = parts.All(part => part.Properties.Count == 0)
            || parts.Any(part => part.AdditionalPropertiesSchema is not null || part.PatternProperties.Count > 0);
        foreach (var field in fields.Properties())
        {
            var declared = parts.Select(part => part.Properties.TryGetValue(field.Name, out var property) ? property : null)
                .FirstOrDefault(property => property is not null);
            if (declared is not null)
            {
                foreach (var path in Find(declared.ActualSchema, field.Value))
                    yield return path;
            }
            else if (!isOpen)
            {
                yield return field.Path;
            }
        }
    }

    // The schema and everything that it is put together from; of alternatives all, since which one it is has been checked before.
    private static IEnumerable<JsonSchema> PartsOf(JsonSchema schema)
    {
        var (seen, open) = (new HashSet<JsonSchema>(), new Stack<JsonSchema>([schema]));
        while (open.TryPop(out var next))
        {
            var actual = next.ActualSchema;
            if (!seen.Add(actual))
                continue;
            yield return actual;
            foreach (var part in actual.AllOf.Concat(actual.OneOf).Concat(actual.AnyOf))
                open.Push(part);
        }
    }
}
