namespace LdapVendorSync.Ldap.Errors;

/// <summary>The server sent something that is not LDAP as RFC 4511 defines it. Nothing on that connection can be trusted any
/// more.</summary>
public sealed class LdapProtocolException : LdapException
{
    internal LdapProtocolException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
