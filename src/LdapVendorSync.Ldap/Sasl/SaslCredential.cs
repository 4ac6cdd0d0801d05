namespace LdapVendorSync.Ldap.Sasl;

/// <summary>A credential that is proved by a SASL mechanism (RFC 4513 section 5.2). Its text says mechanism and user.</summary>
internal abstract class SaslCredential : LdapCredential
{
    /// <summary>The mechanism's registered name.</summary>
    public abstract string Mechanism { get; }

    /// <summary>Begins an authentication.</summary>
    /// <exception cref="Errors.LdapSaslException">It cannot work on this connection.</exception>
    public abstract ISaslExchange Begin(SaslContext context);
}
