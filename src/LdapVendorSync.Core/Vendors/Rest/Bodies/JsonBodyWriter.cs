using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Vendors.Rest.Bodies;

/// <summary>Writes the block of a body as JSON.</summary>
internal static class JsonBodyWriter
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(BodyBlock block, RestValues values) => Write(Render(block.Content, block, values));

    /// <summary>Writes a document that is there already.</summary>
    public static byte[] Write(JsonNode? document) => Encoding.UTF8.GetBytes(document?.ToJsonString(Readable) ?? "null");

    /// <summary>What stands for one person in a list; <see langword="null"/> where nothing of them has a value.</summary>
    public static JsonNode? RenderItem(BodyBlock block, RestValues values) => Render(block.Item, block, values);

    /// <returns>The node, or <see langword="null"/> where it is to be left out.</returns>
    private static JsonNode? Render(JsonNode? node, BodyBlock block, RestValues values) => node switch
    {
        JsonObject inner => RenderObject(inner, block, values),
        JsonArray list => new JsonArray([.. list.Select(item => Render(item, block, values)).Where(item => item is not null)]),
        _ when BodyBlock.TextOf(node) is { } text => text switch
        {
            RestBody.FieldsPlaceholder => Fields(values),
            RestBody.ItemsPlaceholder => new JsonArray([.. values.People.Select(person => RenderItem(block, person))]),
            _ => Leaf(block.Leaf(text), values),
        },
        _ => node?.DeepClone(),
    };

    private static JsonObject RenderObject(JsonObject content, BodyBlock block, RestValues values)
    {
        var result = new JsonObject();
        foreach (var (name, child) in content)
        {
            // A null in the config is meant; a value that is absent is left out.
            var rendered = Render(child, block, values);
            if (rendered is not null || child is null)
                result[name] = rendered;
        }

        return result;
    }

    private static JsonValue? Leaf(Template leaf, RestValues values)
    {
        var text = leaf.Render(values.ValueOf);
        return text is null ? null : Typed(text, leaf.SingleField is { } field ? values.KindOf(field) : DataKind.Text);
    }

    private static JsonObject Fields(RestValues values)
    {
        var root = new JsonObject();
        foreach (var field in values.Fields)
        {
            var steps = field.Path.Split('.');
            var parent = root;
            foreach (var step in steps[..^1])
                parent = parent[step] as JsonObject ?? AddObject(parent, step);
            parent[steps[^1]] = field.Value is null ? null : Typed(field.Value, field.Kind);
        }

        return root;
    }

    private static JsonObject AddObject(JsonObject parent, string name)
    {
        var child = new JsonObject();
        parent[name] = child;
        return child;
    }

    // Of any length, as it came: a number type would shorten long ones, and take the zeros off others.
    private static bool IsInteger(string text) =>
        text == "0" || (text.Length > 0 && text[0] is >= '1' and <= '9' && text.All(char.IsAsciiDigit));

    private static JsonValue Typed(string text, DataKind kind) => kind switch
    {
        DataKind.Boolean when bool.TryParse(text, out var flag) => JsonValue.Create(flag),
        DataKind.Number when IsInteger(text) => JsonNode.Parse(text)!.AsValue(),
        _ => JsonValue.Create(text),
    };
}
