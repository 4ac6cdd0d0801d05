namespace LdapVendorSync.Ldap;

/// <summary>A server's address.</summary>
/// <param name="Host">The host name or IP address.</param>
/// <param name="Port">The TCP port.</param>
/// <param name="Security">How the connection is protected.</param>
public sealed record LdapEndpoint(string Host, int Port, LdapSecurity Security)
{
    /// <summary>The address as a URI: <c>ldaps://dc1.example.com:636</c>.</summary>
    public override string ToString()
    {
        var scheme = Security == LdapSecurity.Ldaps ? "ldaps" : "ldap";
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return $"{scheme}://{host}:{Port}";
    }
}

/// <summary>How a connection is protected.</summary>
public enum LdapSecurity
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Plain at first, then TLS on the same port (RFC 4511 section 4.14).</summary>
    StartTls,

    /// <summary>TLS from the first byte, mostly on port 636.</summary>
    Ldaps,
}
