using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>The body of an operation: a block whose texts are templates, or a text that is one.</summary>
/// <remarks>In a block, what has no value is left out; a text that cannot be rendered as a whole is an error.</remarks>
internal sealed class RestBody
{
    /// <summary>Stands for all fields that are sent.</summary>
    public const string FieldsPlaceholder = "{fields}";

    private readonly DataFormat _format;
    private readonly Template? _text;
    private readonly JsonNode? _block;
    private readonly Dictionary<string, Template> _leaves = new(StringComparer.Ordinal);

    private RestBody(DataFormat format, Template? text, JsonNode? block)
    {
        _format = format;
        _text = text;
        _block = block;
    }

    /// <summary>A body of nothing but the fields that are sent.</summary>
    public static JsonNode AllFields => JsonValue.Create(FieldsPlaceholder);

    public string ContentType => _format == DataFormat.Xml ? "application/xml; charset=utf-8" : "application/json";

    /// <summary>The placeholders that occur.</summary>
    public IEnumerable<string> Placeholders => _text?.Fields ?? _leaves.Values.SelectMany(leaf => leaf.Fields);

    /// <exception cref="FormatException">It cannot be a body.</exception>
    public static RestBody Parse(JsonNode body, DataFormat format)
    {
        if (TextOf(body) is { } text && text != FieldsPlaceholder)
            return new RestBody(format, Template.Parse(text, format == DataFormat.Xml ? TemplateSyntax.Xml : TemplateSyntax.Json), null);
        if (format == DataFormat.Xml && body is not JsonObject { Count: 1 })
            throw new FormatException("An XML body is a block with one key, the name of the root element.");
        var block = new RestBody(format, null, body);
        block.ParseLeaves(body);
        return block;
    }

    /// <exception cref="FormatException">A value is missing, or cannot stand where it should.</exception>
    public byte[] Render(RestValues values)
    {
        if (_text is not null)
            return Encoding.UTF8.GetBytes(RestOperation.Render(_text, values));
        try
        {
            return _format == DataFormat.Xml
                ? XmlBodyWriter.Write((JsonObject)_block!, _leaves, values)
                : JsonBodyWriter.Write(_block, _leaves, values);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"a value cannot be written as {_format.ToString().ToUpperInvariant()}: {error.Message}", error);
        }
    }

    /// <summary>The text of a leaf that is one.</summary>
    public static string? TextOf(JsonNode? node) => node is JsonValue leaf && leaf.TryGetValue<string>(out var text) ? text : null;

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
        if (TextOf(node) is { } text && text != FieldsPlaceholder)
            _leaves[text] = Template.Parse(text);
    }
}
