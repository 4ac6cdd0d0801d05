namespace LdapVendorSync.Ldap.Sasl;

/// <summary>A keytab cannot be used; the message says which and why.</summary>
internal sealed class KeytabException(string message, Exception? innerException = null) : Exception(message, innerException);
