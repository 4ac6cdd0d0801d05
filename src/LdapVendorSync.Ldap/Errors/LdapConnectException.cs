namespace LdapVendorSync.Ldap.Errors;

/// <summary>No TCP connection came about: the name is unknown, or nothing accepts connections there.</summary>
public sealed class LdapConnectException : LdapException
{
    internal LdapConnectException(LdapEndpoint endpoint, string reason, Exception innerException)
        : base($"Cannot connect to {endpoint}: {reason}", innerException) => Endpoint = endpoint;

    /// <summary>The server that was asked for.</summary>
    public LdapEndpoint Endpoint { get; }
}
