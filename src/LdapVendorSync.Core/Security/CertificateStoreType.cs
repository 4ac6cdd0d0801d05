using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Security;

/// <summary>The format of a file with certificates.</summary>
public enum CertificateStoreType
{
    /// <summary>PEM (RFC 7468); a single certificate in DER is taken too.</summary>
    Pem,

    /// <summary>PKCS #12 (RFC 7292), also known as PFX.</summary>
    [JsonStringEnumMemberName("pkcs12")]
    Pkcs12,

    /// <summary>Java KeyStore.</summary>
    Jks,
}
