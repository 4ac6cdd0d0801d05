using System.Runtime.InteropServices;
using System.Xml;
using System.Xml.Linq;

namespace LdapVendorSync.Core.Http.Content;

/// <summary>Reads XML 1.0. A document type is refused: what it can do (external entities, expansion) has no place in an answer.</summary>
internal static class XmlContent
{
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
        using var reader = XmlReader.Create(StreamOf(body), Strict);
        reader.MoveToContent();
        var root = new XmlTreeReader(reader, namespaces ?? XmlNamespaces.None).ReadNamed();
        // What stands behind the root is read for the errors in it.
        while (reader.Read())
        {
        }

        return DataNode.Object([root]);
    }

    /// <summary>Reads a body as a document that can be changed and written again.</summary>
    /// <exception cref="XmlException">The text is not XML, or has a document type.</exception>
    public static XDocument Load(ReadOnlyMemory<byte> body, LoadOptions options)
    {
        CheckDepth(body);
        using var reader = XmlReader.Create(StreamOf(body), Strict);
        return XDocument.Load(reader, options);
    }

    /// <summary>An element as a piece of an answer.</summary>
    public static DataNode Convert(XElement element, XmlNamespaces namespaces)
    {
        using var reader = element.CreateReader();
        reader.MoveToContent();
        return new XmlTreeReader(reader, namespaces).ReadNamed().Value;
    }

    private static void CheckDepth(ReadOnlyMemory<byte> body)
    {
        using var reader = XmlReader.Create(StreamOf(body), Strict);
        while (reader.Read())
            XmlTreeReader.CheckDepth(reader);
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> body)
    {
        var bytes = MemoryMarshal.TryGetArray(body, out var segment) ? segment : new ArraySegment<byte>(body.ToArray());
        return new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
    }
}
