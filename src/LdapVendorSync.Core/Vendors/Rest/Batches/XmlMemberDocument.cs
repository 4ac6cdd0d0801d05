using System.Xml;
using System.Xml.Linq;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Vendors.Rest.Bodies;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>An XML document with the members as elements in it. Everything else in it stays as it was read.</summary>
internal sealed class XmlMemberDocument : IMemberList
{
    private readonly RestReplace _replace;
    private readonly XDocument _document;
    private readonly XElement _parent;
    private readonly string _name;

    /// <exception cref="FormatException">It is no XML, or the list is not where it should be.</exception>
    public XmlMemberDocument(VendorHttpResponse response, RestReplace replace)
    {
        _replace = replace;
        ETag = response.Header("ETag");
        try
        {
            _document = XmlContent.Load(response.Body, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException error)
        {
            throw new FormatException($"the answer is not the XML it should be: {error.Message}", error);
        }

        var steps = replace.MembersPath.Split('.');
        _name = steps[^1];
        _parent = FindParent(steps[..^1]);
        // Elements of another name are a wrong path, not an empty list: what is written would lack everybody.
        if (Members.Length == 0 && _parent.HasElements && !replace.MembersOptional)
            throw NoList();
    }

    public string? ETag { get; }

    public IReadOnlySet<string> Ids => Members.Select(IdOf).ToHashSet(StringComparer.Ordinal);

    private XElement[] Members => [.. _parent.Elements().Where(element => IsNamed(element, _name))];

    public void Add(RestValues person)
    {
        var namespaces = _replace.Item!.Namespaces;
        foreach (var entry in XmlBodyWriter.BuildItem(_replace.Item!, namespaces.Element(_name), person))
        {
            // A name without a prefix means what the document's own elements are called.
            foreach (var element in entry.DescendantsAndSelf().Where(element => element.Name.NamespaceName.Length == 0).ToArray())
                element.Name = _parent.Name.Namespace + element.Name.LocalName;
            _parent.Add(entry);
        }
    }

    public void Remove(string id)
    {
        foreach (var element in Members.Where(element => IdOf(element) == id))
            element.Remove();
    }

    public VendorHttpRequest Complete(VendorHttpRequest request) => request with
    {
        Body = XmlBodyWriter.Write(_document.Root!),
        ContentType = request.ContentType ?? "application/xml; charset=utf-8",
    };

    private XElement FindParent(string[] steps)
    {
        XElement? element = null;
        foreach (var step in steps)
        {
            var children = element is null ? [_document.Root!] : element.Elements();
            element = children.FirstOrDefault(child => IsNamed(child, step)) ?? throw NoList();
        }

        return element ?? throw NoList();
    }

    private bool IsNamed(XElement element, string step)
    {
        var name = _replace.Item!.Namespaces.Element(step);
        return element.Name.LocalName == name.LocalName && (name.NamespaceName.Length == 0 || element.Name == name);
    }

    private string IdOf(XElement element)
    {
        var text = _replace.IdPath == "." ? element.Value : XmlContent.Convert(element, _replace.Item!.Namespaces).TextAt(_replace.IdPath);
        return string.IsNullOrWhiteSpace(text)
            ? throw new FormatException($"an element '{_replace.MembersPath}' has no id at '{_replace.IdPath}'")
            : text.Trim();
    }

    private FormatException NoList() => new($"there is no list of members at '{_replace.MembersPath}' of the document");
}
