using System.Runtime.InteropServices;
using System.Xml;
using System.Xml.Linq;

namespace LdapVendorSync.Core.Http.Content;

/// <summary>Reads XML 1.0. A document type is refused: what it can do (external entities, expansion) has no place in an answer.</summary>
internal static class XmlContent
{
    private static readonly XName Nil = XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance");

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <returns>An object with the root element as its only part, so that paths begin with the root's name.</returns>
    /// <exception cref="XmlException">The text is not XML, or has a document type.</exception>
    public static DataNode Parse(ReadOnlyMemory<byte> body)
    {
        var bytes = MemoryMarshal.TryGetArray(body, out var segment) ? segment : new ArraySegment<byte>(body.ToArray());
        using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        using var reader = XmlReader.Create(stream, Strict);
        var root = XDocument.Load(reader).Root!;
        return DataNode.Object([KeyValuePair.Create(root.Name.LocalName, Convert(root))]);
    }

    private static DataNode Convert(XElement element)
    {
        if ((string?)element.Attribute(Nil) is "true" or "1")
            return DataNode.Null;
        var attributes = element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).ToArray();
        if (attributes.Length == 0 && !element.HasElements)
            return DataNode.Leaf(DataKind.Text, element.Value);

        var members = new List<KeyValuePair<string, DataNode>>();
        foreach (var attribute in attributes)
            members.Add(KeyValuePair.Create("@" + attribute.Name.LocalName, DataNode.Leaf(DataKind.Text, attribute.Value)));
        foreach (var child in element.Elements())
            members.Add(KeyValuePair.Create(child.Name.LocalName, Convert(child)));
        if (!element.HasElements && element.Value.Length > 0)
            members.Add(KeyValuePair.Create("#text", DataNode.Leaf(DataKind.Text, element.Value)));
        return DataNode.Object(members);
    }
}
