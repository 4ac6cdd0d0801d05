using System.Formats.Asn1;

namespace LdapVendorSync.Ldap.Protocol;

/// <summary>The tags of RFC 4511 appendix B.</summary>
internal static class LdapTags
{
    public static readonly Asn1Tag Controls = Constructed(0);
    public static readonly Asn1Tag SimpleAuthentication = Primitive(0);
    public static readonly Asn1Tag SaslAuthentication = Constructed(3);
    public static readonly Asn1Tag ServerSaslCredentials = Primitive(7);
    public static readonly Asn1Tag Referral = Constructed(3);
    public static readonly Asn1Tag ExtendedRequestName = Primitive(0);
    public static readonly Asn1Tag ExtendedRequestValue = Primitive(1);
    public static readonly Asn1Tag ExtendedResponseName = Primitive(10);
    public static readonly Asn1Tag ExtendedResponseValue = Primitive(11);
    public static readonly Asn1Tag IntermediateResponseName = Primitive(0);
    public static readonly Asn1Tag IntermediateResponseValue = Primitive(1);

    /// <summary>The tag of an operation that is a sequence.</summary>
    public static Asn1Tag Of(LdapOperation operation) => new(TagClass.Application, (int)operation, isConstructed: true);

    /// <summary>The tag of an operation that is a bare value.</summary>
    public static Asn1Tag OfPrimitive(LdapOperation operation) => new(TagClass.Application, (int)operation);

    private static Asn1Tag Constructed(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);

    private static Asn1Tag Primitive(int number) => new(TagClass.ContextSpecific, number);
}
