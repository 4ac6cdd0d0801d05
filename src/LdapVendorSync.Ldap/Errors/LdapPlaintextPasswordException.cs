namespace LdapVendorSync.Ldap.Errors;

/// <summary>A bind would have sent a password over the network in the clear. Nothing was sent.</summary>
public sealed class LdapPlaintextPasswordException : LdapException
{
    internal LdapPlaintextPasswordException(LdapEndpoint endpoint)
        : base(
            $"The bind to {endpoint} would send the password unprotected over the network. "
            + "Use StartTLS or LDAPS, or allow it explicitly.") => Endpoint = endpoint;

    /// <summary>The server.</summary>
    public LdapEndpoint Endpoint { get; }
}
