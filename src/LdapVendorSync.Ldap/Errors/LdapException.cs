namespace LdapVendorSync.Ldap.Errors;

/// <summary>Something went wrong between this client and an LDAP server. The subtypes say what; the message says it to an
/// administrator.</summary>
public abstract class LdapException : Exception
{
    private protected LdapException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
