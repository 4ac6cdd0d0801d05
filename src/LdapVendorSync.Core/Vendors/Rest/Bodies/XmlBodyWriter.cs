using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Rest.Bodies;

/// <summary>Writes the block of a body as XML: keys are elements, keys with <c>@</c> attributes, lists repeated elements.</summary>
internal static class XmlBodyWriter
{
    private const string TextKey = "#text";

    public static byte[] Write(BodyBlock block, RestValues values) => Write(Build(block, values));

    /// <summary>Writes a document that is there already.</summary>
    public static byte[] Write(XElement root) =>
        Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + root.ToString(SaveOptions.DisableFormatting));

    /// <summary>The root element.</summary>
    public static XElement Build(BodyBlock block, RestValues values)
    {
        var (name, content) = ((JsonObject)block.Content!).Single();
        var root = new XElement(block.Namespaces.Element(name), block.Namespaces.Declarations);
        Fill(root, content, block, values);
        return root;
    }

    /// <summary>Every key of the block as an element, for a header.</summary>
    public static IEnumerable<XElement> BuildAll(BodyBlock block, RestValues values)
    {
        var parent = new XElement("parent");
        Fill(parent, block.Content, block, values);
        return parent.Elements().ToArray();
    }

    /// <summary>The elements of one person in a list.</summary>
    /// <param name="block">The block with the item.</param>
    /// <param name="name">What the element is called.</param>
    /// <param name="values">The person.</param>
    public static IEnumerable<XElement> BuildItem(BodyBlock block, XName name, RestValues values)
    {
        var parent = new XElement("parent");
        AddPart(parent, new Part(name, false), block.Item, block, values);
        return parent.Elements().ToArray();
    }

    /// <summary>Makes sure that every key can be a name.</summary>
    /// <exception cref="FormatException">One cannot.</exception>
    public static void CheckNames(BodyBlock block)
    {
        Check(block.Content);
        Check(block.Item);

        void Check(JsonNode? node)
        {
            foreach (var (name, child) in node as JsonObject ?? [])
            {
                if (name != TextKey)
                    NameOf(name, block.Namespaces);
                Check(child);
            }

            foreach (var item in node as JsonArray ?? [])
                Check(item);
        }
    }

    private static void Fill(XElement element, JsonNode? content, BodyBlock block, RestValues values)
    {
        if (content is JsonObject parts)
        {
            foreach (var (name, child) in parts)
                AddPart(element, name == TextKey ? null : NameOf(name, block.Namespaces), child, block, values);
        }
        else if (BodyBlock.TextOf(content) is not { } text)
        {
            element.Value = content?.ToString() ?? string.Empty;
        }
        else if (text == RestBody.FieldsPlaceholder)
        {
            AddFields(element, block.Namespaces, values);
        }
        else if (block.Leaf(text).Render(values.ValueOf) is { } value)
        {
            element.Value = value;
        }
    }

    private static void AddPart(XElement parent, Part? part, JsonNode? content, BodyBlock block, RestValues values)
    {
        var text = BodyBlock.TextOf(content);
        if (content is JsonArray list)
        {
            foreach (var item in list)
                AddPart(parent, part, item, block, values);
        }
        else if (text == RestBody.ItemsPlaceholder)
        {
            foreach (var person in values.People)
                AddPart(parent, part, block.Item, block, person);
        }
        else if (text is not null && text != RestBody.FieldsPlaceholder)
        {
            // What has no value is left out, element and all.
            if (block.Leaf(text).Render(values.ValueOf) is { } value)
                SetPart(parent, part, value);
        }
        else if (part is null or { IsAttribute: true })
        {
            SetPart(parent, part, content?.ToString() ?? string.Empty);
        }
        else
        {
            var child = new XElement(part.Name);
            parent.Add(child);
            Fill(child, content, block, values);
        }
    }

    private static void AddFields(XElement root, XmlNamespaces namespaces, RestValues values)
    {
        foreach (var field in values.Fields)
        {
            var steps = field.Path.Split('.');
            var parent = root;
            foreach (var step in steps[..^1])
                parent = parent.Element(namespaces.Element(step)) ?? AddElement(parent, namespaces.Element(step));
            SetPart(parent, steps[^1] == TextKey ? null : NameOf(steps[^1], namespaces), field.Value ?? string.Empty);
        }
    }

    private static XElement AddElement(XElement parent, XName name)
    {
        var child = new XElement(name);
        parent.Add(child);
        return child;
    }

    private static void SetPart(XElement parent, Part? part, string value)
    {
        if (part is null)
            parent.Add(new XText(value));
        else if (part.IsAttribute)
            parent.SetAttributeValue(part.Name, value);
        else
            parent.Add(new XElement(part.Name, value));
    }

    private static Part NameOf(string key, XmlNamespaces namespaces) =>
        key.StartsWith('@') ? new Part(namespaces.Attribute(key[1..]), true) : new Part(namespaces.Element(key), false);

    /// <summary>What a key stands for; the text of the element itself has none.</summary>
    private sealed record Part(XName Name, bool IsAttribute);
}
