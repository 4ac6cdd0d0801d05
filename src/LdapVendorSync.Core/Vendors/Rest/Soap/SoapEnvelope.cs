using System.Xml.Linq;
using LdapVendorSync.Core.Templates;
using LdapVendorSync.Core.Vendors.Rest.Bodies;

namespace LdapVendorSync.Core.Vendors.Rest.Soap;

/// <summary>The envelope of SOAP 1.1 (W3C Note of May 2000) or 1.2 (W3C Recommendation).</summary>
/// <param name="version">The version.</param>
/// <param name="header">What stands in the header of each envelope.</param>
/// <param name="action">The action that the operation stands for.</param>
internal sealed class SoapEnvelope(SoapVersion version, BodyBlock? header, Template? action)
{
    /// <summary>The version.</summary>
    public SoapVersion Version => version;

    /// <summary>The placeholders that occur around the body.</summary>
    public IEnumerable<string> Placeholders => (header?.Placeholders ?? []).Concat(action?.Fields ?? []);

    /// <summary>The media type with the parameters that the version asks for.</summary>
    /// <exception cref="FormatException">The action has no value.</exception>
    public string ContentType(RestValues values)
    {
        if (version == SoapVersion.Soap11)
            return "text/xml; charset=utf-8";
        return action is null
            ? "application/soap+xml; charset=utf-8"
            : $"application/soap+xml; charset=utf-8; action=\"{RestOperation.Render(action, values)}\"";
    }

    /// <summary>The header that version 1.1 always asks for (section 6.1.1); empty where the address says what is meant.</summary>
    /// <exception cref="FormatException">The action has no value.</exception>
    public IEnumerable<KeyValuePair<string, string>> Headers(RestValues values)
    {
        if (version == SoapVersion.Soap11)
            yield return KeyValuePair.Create("SOAPAction", $"\"{(action is null ? string.Empty : RestOperation.Render(action, values))}\"");
    }

    /// <summary>The whole message.</summary>
    public byte[] Write(XElement body, RestValues values)
    {
        var soap = version.Namespace;
        var envelope = new XElement(soap + "Envelope", new XAttribute(XNamespace.Xmlns + "soap", soap.NamespaceName));
        if (header is not null)
        {
            envelope.Add(header.Namespaces.Declarations.Where(declared => declared.Name.LocalName != "soap"));
            envelope.Add(new XElement(soap + "Header", XmlBodyWriter.BuildAll(header, values)));
        }

        envelope.Add(new XElement(soap + "Body", body));
        return XmlBodyWriter.Write(envelope);
    }
}
