using System.Xml.Linq;

namespace LdapVendorSync.Core.Vendors.Rest.Soap;

/// <summary>A version of SOAP.</summary>
internal sealed class SoapVersion
{
    private SoapVersion(string uri, string mediaType)
    {
        Namespace = uri;
        MediaType = mediaType;
    }

    /// <summary>SOAP 1.1.</summary>
    public static SoapVersion Soap11 { get; } = new("http://schemas.xmlsoap.org/soap/envelope/", "text/xml");

    /// <summary>SOAP 1.2.</summary>
    public static SoapVersion Soap12 { get; } = new("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml");

    /// <summary>The namespace of the envelope.</summary>
    public XNamespace Namespace { get; }

    /// <summary>The media type of messages.</summary>
    public string MediaType { get; }

    /// <summary>The version of a number.</summary>
    public static SoapVersion Of(string number) => number == "1.2" ? Soap12 : Soap11;
}
