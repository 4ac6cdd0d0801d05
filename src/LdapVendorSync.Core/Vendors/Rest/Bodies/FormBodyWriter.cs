using System.Text;
using System.Text.Json.Nodes;

namespace LdapVendorSync.Core.Vendors.Rest.Bodies;

/// <summary>
/// Writes the block of a body as a form (<c>application/x-www-form-urlencoded</c>, WHATWG URL section 5): lists are repeated names.
/// </summary>
internal static class FormBodyWriter
{
    public static byte[] Write(BodyBlock block, RestValues values) => Encoding.UTF8.GetBytes(string.Join(
        '&', Pairs(block, values).Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")));

    /// <summary>Makes sure that the block can be a form.</summary>
    /// <exception cref="FormatException">It is nested.</exception>
    public static void CheckNames(BodyBlock block)
    {
        foreach (var (name, value) in block.Content as JsonObject ?? [])
        {
            if (value is JsonObject || (value is JsonArray list && list.Any(item => item is JsonObject or JsonArray)))
                throw new FormatException($"A form has no blocks within blocks: '{name}' must be a single value or a list of them.");
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(BodyBlock block, RestValues values)
    {
        if (block.Content is not JsonObject content)
            return Fields(values);
        return content.SelectMany(member => BodyBlock.TextOf(member.Value) == RestBody.FieldsPlaceholder
            ? Fields(values)
            : Texts(member.Value, block, values).Select(text => KeyValuePair.Create(member.Key, text)));
    }

    private static IEnumerable<string> Texts(JsonNode? node, BodyBlock block, RestValues values)
    {
        if (node is JsonArray list)
            return list.SelectMany(item => Texts(item, block, values));
        if (BodyBlock.TextOf(node) is not { } text)
            return [node?.ToString() ?? string.Empty];
        if (text == RestBody.ItemsPlaceholder)
            return values.People.SelectMany(person => Texts(block.Item, block, person));
        return block.Leaf(text).Render(values.ValueOf) is { } value ? [value] : [];
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(RestValues values) =>
        values.Fields.Select(field => KeyValuePair.Create(field.Path, field.Value ?? string.Empty));
}
