using System.Xml.Linq;

namespace LdapVendorSync.Core.Http.Content;

/// <summary>The prefixes by which a config calls XML namespaces.</summary>
internal sealed class XmlNamespaces
{
    /// <summary>Stands for names without a prefix.</summary>
    public const string Default = "default";

    private readonly IReadOnlyDictionary<string, string> _namespaces;

    private readonly Dictionary<string, string> _prefixes = [];

    public XmlNamespaces(IReadOnlyDictionary<string, string> namespaces)
    {
        _namespaces = namespaces;
        foreach (var (prefix, name) in namespaces)
            _prefixes.TryAdd(name, prefix);
    }

    /// <summary>No namespaces at all.</summary>
    public static XmlNamespaces None { get; } = new(new Dictionary<string, string>());

    /// <summary>What declares the prefixes, for the root of a document.</summary>
    public IEnumerable<XAttribute> Declarations => _namespaces.Where(pair => pair.Key != Default).Select(
        pair => new XAttribute(XNamespace.Xmlns + pair.Key, pair.Value));

    /// <summary>The prefix of a namespace; <see langword="null"/> where it has none.</summary>
    public string? PrefixOf(string name) => _prefixes.GetValueOrDefault(name);

    /// <summary>The name of an element that a config writes as <c>name</c> or <c>prefix:name</c>.</summary>
    /// <exception cref="FormatException">The prefix is not known, or this cannot be a name.</exception>
    public XName Element(string name) => Resolve(name, _namespaces.GetValueOrDefault(Default, string.Empty));

    /// <summary>The name of an attribute; one without a prefix is in no namespace.</summary>
    /// <exception cref="FormatException">The prefix is not known, or this cannot be a name.</exception>
    public XName Attribute(string name) => Resolve(name, string.Empty);

    private XName Resolve(string name, string otherwise)
    {
        try
        {
            if (name.Split(':', 2) is not [var prefix, var local])
                return XName.Get(name, otherwise);
            return _namespaces.TryGetValue(prefix, out var uri)
                ? XName.Get(local, uri)
                : throw new FormatException($"'{name}' has the prefix '{prefix}', which rest.namespaces does not name");
        }
        catch (System.Xml.XmlException error)
        {
            throw new FormatException($"'{name}' cannot be the name of an XML element or attribute: {error.Message}", error);
        }
    }
}
