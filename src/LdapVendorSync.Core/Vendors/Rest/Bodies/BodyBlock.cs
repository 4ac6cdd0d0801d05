using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Vendors.Rest.Bodies;

/// <summary>A block of a body whose texts are templates.</summary>
internal sealed class BodyBlock
{
    private readonly Dictionary<string, Template> _leaves = new(StringComparer.Ordinal);

    private BodyBlock(JsonNode? content, JsonNode? item, XmlNamespaces namespaces)
    {
        Content = content;
        Item = item;
        Namespaces = namespaces;
    }

    /// <summary>The block.</summary>
    public JsonNode? Content { get; }

    /// <summary>What stands for one person in a list.</summary>
    public JsonNode? Item { get; }

    /// <summary>The prefixes of names in XML.</summary>
    public XmlNamespaces Namespaces { get; }

    /// <summary>Whether the list of people occurs.</summary>
    public bool HasItems { get; private set; }

    /// <summary>The placeholders that occur, but those for lists.</summary>
    public IEnumerable<string> Placeholders => _leaves.Values.SelectMany(leaf => leaf.Fields);

    /// <exception cref="TemplateException">A text is no template.</exception>
    public static BodyBlock Parse(JsonNode? content, XmlNamespaces namespaces, JsonNode? item = null)
    {
        var block = new BodyBlock(content, item ?? JsonValue.Create("{id}"), namespaces);
        block.ParseLeaves(content);
        if (block.HasItems || content is null)
            block.ParseLeaves(block.Item);
        return block;
    }

    /// <summary>The text of a leaf that is one.</summary>
    public static string? TextOf(JsonNode? node) => node is JsonValue leaf && leaf.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The template of a text.</summary>
    public Template Leaf(string text) => _leaves[text];

    private void ParseLeaves(JsonNode? node)
    {
        var children = node switch
        {
            JsonObject block => block.Select(member => member.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in children)
            ParseLeaves(child);
        var text = TextOf(node);
        HasItems |= text == RestBody.ItemsPlaceholder;
        if (text is not null and not (RestBody.FieldsPlaceholder or RestBody.ItemsPlaceholder))
            _leaves[text] = Template.Parse(text);
    }
}
