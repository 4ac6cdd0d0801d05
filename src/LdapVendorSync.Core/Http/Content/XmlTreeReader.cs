using System.Text;
using System.Xml;
using System.Xml.Schema;

namespace LdapVendorSync.Core.Http.Content;

/// <summary>Makes nodes of the elements of one XML text.</summary>
/// <param name="reader">Gives the text piece by piece.</param>
/// <param name="namespaces">The prefixes by which paths tell namespaces apart.</param>
internal sealed class XmlTreeReader(XmlReader reader, XmlNamespaces namespaces)
{
    // No API nests deeper; what follows the nesting by calls of itself would end the process.
    private const int MaxDepth = 200;

    private const string DeclarationNamespace = "http://www.w3.org/2000/xmlns/";

    // What is open keeps its parts here, the inner above the outer.
    private readonly List<KeyValuePair<string, DataNode>> _parts = [];

    /// <summary>Reads the element that the reader stands on to its end, with its name.</summary>
    /// <exception cref="XmlException">The text is not XML, or nested too deep.</exception>
    public KeyValuePair<string, DataNode> ReadNamed()
    {
        var name = reader.LocalName;
        var prefix = namespaces.PrefixOf(reader.NamespaceURI);
        return KeyValuePair.Create(name, ReadElement().WithPrefix(prefix));
    }

    /// <exception cref="XmlException">The reader stands deeper than anybody nests.</exception>
    public static void CheckDepth(XmlReader reader)
    {
        if (reader.Depth > MaxDepth)
            throw new XmlException($"elements are nested more than {MaxDepth} deep");
    }

    private DataNode ReadElement()
    {
        CheckDepth(reader);
        var start = _parts.Count;
        var isNil = reader.GetAttribute("nil", XmlSchema.InstanceNamespace) is "true" or "1";
        var isEmpty = reader.IsEmptyElement;
        ReadAttributes();
        var (text, hasElements) = isEmpty ? (string.Empty, false) : ReadContent();
        if (text.Length > 0 && !hasElements && _parts.Count > start)
            _parts.Add(KeyValuePair.Create("#text", DataNode.Leaf(DataKind.Text, text)));
        var parts = _parts.PopFrom(start);
        if (isNil)
            return DataNode.Null;
        if (parts.Length == 0)
            return DataNode.Leaf(DataKind.Text, text);
        return DataNode.Object(parts, hasElements ? null : text);
    }

    private void ReadAttributes()
    {
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == DeclarationNamespace)
                continue;
            var value = DataNode.Leaf(DataKind.Text, reader.Value).WithPrefix(namespaces.PrefixOf(reader.NamespaceURI));
            _parts.Add(KeyValuePair.Create($"@{reader.LocalName}", value));
        }

        reader.MoveToElement();
    }

    // Between elements, text is but layout.
    private (string Text, bool HasElements) ReadContent()
    {
        var text = string.Empty;
        StringBuilder? pieces = null;
        var hasElements = false;
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                var part = ReadNamed();
                _parts.Add(part);
                hasElements = true;
            }
            else if (hasElements || !IsText(reader.NodeType))
            {
                continue;
            }
            else if (text.Length == 0)
            {
                text = reader.Value;
            }
            else
            {
                // Comments and CDATA may cut a text into very many pieces.
                (pieces ??= new StringBuilder(text)).Append(reader.Value);
            }
        }

        return (pieces?.ToString() ?? text, hasElements);
    }

    private static bool IsText(XmlNodeType type) =>
        type is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace;
}
