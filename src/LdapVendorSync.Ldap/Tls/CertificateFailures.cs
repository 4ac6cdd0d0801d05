namespace LdapVendorSync.Ldap.Tls;

/// <summary>The checks a server's certificate can fail.</summary>
[Flags]
public enum CertificateFailures
{
    /// <summary>None: it is accepted.</summary>
    None = 0,

    /// <summary>The server presented no certificate.</summary>
    Missing = 1,

    /// <summary>No trusted authority issued it, directly or through others.</summary>
    UnknownIssuer = 2,

    /// <summary>It is for another host.</summary>
    NameMismatch = 4,

    /// <summary>Its time is over.</summary>
    Expired = 8,

    /// <summary>Its time has not begun.</summary>
    NotYetValid = 16,

    /// <summary>Its issuer has revoked it, or that could not be found out.</summary>
    Revoked = 32,

    /// <summary>It was not issued for servers.</summary>
    WrongUsage = 64,

    /// <summary>Another check failed; the details say which.</summary>
    Other = 128,
}
