using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Writes the block of a body as XML: keys are elements, keys with <c>@</c> attributes, lists repeated elements.</summary>
internal static class XmlBodyWriter
{
    public static byte[] Write(JsonObject block, IReadOnlyDictionary<string, Template> leaves, RestValues values)
    {
        var (name, content) = block.Single();
        var root = new XElement(name);
        Fill(root, content, leaves, values);
        return Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + root.ToString(SaveOptions.DisableFormatting));
    }

    private static void Fill(XElement element, JsonNode? content, IReadOnlyDictionary<string, Template> leaves, RestValues values)
    {
        if (content is JsonObject block)
        {
            foreach (var (name, child) in block)
                AddPart(element, name, child, leaves, values);
        }
        else if (RestBody.TextOf(content) is not { } text)
        {
            element.Value = content?.ToString() ?? string.Empty;
        }
        else if (text == RestBody.FieldsPlaceholder)
        {
            AddFields(element, values);
        }
        else if (leaves[text].Render(values.ValueOf) is { } value)
        {
            element.Value = value;
        }
    }

    private static void AddPart(
        XElement parent, string name, JsonNode? content, IReadOnlyDictionary<string, Template> leaves, RestValues values)
    {
        if (content is JsonArray list)
        {
            foreach (var item in list)
                AddPart(parent, name, item, leaves, values);
        }
        else if (RestBody.TextOf(content) is { } text && text != RestBody.FieldsPlaceholder)
        {
            // What has no value is left out, element and all.
            if (leaves[text].Render(values.ValueOf) is { } value)
                SetPart(parent, name, value);
        }
        else
        {
            var child = new XElement(name);
            parent.Add(child);
            Fill(child, content, leaves, values);
        }
    }

    private static void AddFields(XElement root, RestValues values)
    {
        foreach (var field in values.Fields)
        {
            var steps = field.Path.Split('.');
            var parent = root;
            foreach (var step in steps[..^1])
                parent = parent.Element(step) ?? AddElement(parent, step);
            SetPart(parent, steps[^1], field.Value ?? string.Empty);
        }
    }

    private static XElement AddElement(XElement parent, string name)
    {
        var child = new XElement(name);
        parent.Add(child);
        return child;
    }

    private static void SetPart(XElement parent, string name, string value)
    {
        if (name.StartsWith('@'))
            parent.SetAttributeValue(name[1..], value);
        else
            parent.Add(new XElement(name, value));
    }
}
