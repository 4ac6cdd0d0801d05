using System.Runtime.InteropServices;
using System.Xml;
using System.Xml.Linq;

namespace LdapVendorSync.Core.Http.Content;

/// <summary>Reads XML 1.0. A document type is refused: what it can do (external entities, expansion) has no place in an answer.</summary>
internal static class XmlContent
{
    // No API nests deeper; what follows the nesting by calls of itself would end the process.
    private const int MaxDepth = 200;

    private static readonly XName Nil = XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance");

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="namespaces">The prefixes by which paths tell namespaces apart.</param>
    /// <returns>An object with the root element as its only part, so that paths begin with the root's name.</returns>
    /// <exception cref="XmlException">The text is not XML, or has a document type.</exception>
    public static DataNode Parse(ReadOnlyMemory<byte> body, XmlNamespaces? namespaces = null)
    {
        var root = Load(body, LoadOptions.None).Root!;
        return DataNode.Object([Part(root.Name, string.Empty, Convert(root, namespaces ?? XmlNamespaces.None), namespaces)]);
    }

    /// <summary>Reads a body as a document that can be changed and written again.</summary>
    /// <exception cref="XmlException">The text is not XML, or has a document type.</exception>
    public static XDocument Load(ReadOnlyMemory<byte> body, LoadOptions options)
    {
        var bytes = MemoryMarshal.TryGetArray(body, out var segment) ? segment : new ArraySegment<byte>(body.ToArray());
        CheckDepth(bytes);
        using var reader = XmlReader.Create(StreamOf(bytes), Strict);
        return XDocument.Load(reader, options);
    }

    /// <summary>An element as a piece of an answer.</summary>
    public static DataNode Convert(XElement element, XmlNamespaces namespaces)
    {
        if ((string?)element.Attribute(Nil) is "true" or "1")
            return DataNode.Null;
        var attributes = element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).ToArray();
        if (attributes.Length == 0 && !element.HasElements)
            return DataNode.Leaf(DataKind.Text, element.Value);

        var members = new List<KeyValuePair<string, DataNode>>();
        foreach (var attribute in attributes)
            members.Add(Part(attribute.Name, "@", DataNode.Leaf(DataKind.Text, attribute.Value), namespaces));
        foreach (var child in element.Elements())
            members.Add(Part(child.Name, string.Empty, Convert(child, namespaces), namespaces));
        if (element.HasElements)
            return DataNode.Object(members);
        if (element.Value.Length > 0)
            members.Add(KeyValuePair.Create("#text", DataNode.Leaf(DataKind.Text, element.Value)));
        return DataNode.Object(members, element.Value);
    }

    private static void CheckDepth(ArraySegment<byte> bytes)
    {
        using var reader = XmlReader.Create(StreamOf(bytes), Strict);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
                throw new XmlException($"elements are nested more than {MaxDepth} deep");
        }
    }

    private static MemoryStream StreamOf(ArraySegment<byte> bytes) => new(bytes.Array!, bytes.Offset, bytes.Count, writable: false);

    private static KeyValuePair<string, DataNode> Part(XName name, string mark, DataNode value, XmlNamespaces? namespaces) =>
        KeyValuePair.Create(mark + name.LocalName, value.WithPrefix(namespaces?.PrefixOf(name.Namespace)));
}
