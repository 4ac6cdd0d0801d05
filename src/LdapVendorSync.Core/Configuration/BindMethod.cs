using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Configuration;

/// <summary>How a source authenticates at its server.</summary>
public enum BindMethod
{
    /// <summary><see cref="Simple"/> where there is a bind_dn, else not at all (anonymous).</summary>
    Auto,

    /// <summary>With a name and its password (RFC 4513 section 5.1.3).</summary>
    Simple,

    /// <summary>With Kerberos (SASL GSSAPI, RFC 4752).</summary>
    Gssapi,

    /// <summary>With Kerberos by Active Directory's other mechanism (SASL GSS-SPNEGO).</summary>
    [JsonStringEnumMemberName("gss_spnego")]
    GssSpnego,

    /// <summary>With the client certificate of the TLS connection (SASL EXTERNAL, RFC 4422 appendix A).</summary>
    External,
}
