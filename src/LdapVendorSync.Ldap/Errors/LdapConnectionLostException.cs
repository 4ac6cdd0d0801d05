namespace LdapVendorSync.Ldap.Errors;

/// <summary>The connection ended while it was in use: closed by the server, cut by the network, or announced by a notice of
/// disconnection.</summary>
public sealed class LdapConnectionLostException : LdapException
{
    internal LdapConnectionLostException(LdapEndpoint endpoint, string reason, LdapResult? notice = null, Exception? innerException = null)
        : base($"The connection to {endpoint} was lost: {reason}", innerException)
    {
        Endpoint = endpoint;
        Notice = notice;
    }

    /// <summary>The server.</summary>
    public LdapEndpoint Endpoint { get; }

    /// <summary>The server's notice of disconnection (RFC 4511 section 4.4.1), if it sent one.</summary>
    public LdapResult? Notice { get; }
}
