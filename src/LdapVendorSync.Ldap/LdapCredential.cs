using LdapVendorSync.Ldap.Sasl;

namespace LdapVendorSync.Ldap;

/// <summary>With what a connection identifies itself. Its text never contains the password.</summary>
public abstract class LdapCredential
{
    private protected LdapCredential()
    {
    }

    /// <summary>Nobody: the anonymous bind of RFC 4513 section 5.1.1.</summary>
    public static LdapCredential Anonymous { get; } = new SimpleLdapCredential(string.Empty, string.Empty);

    /// <summary>A name and a password (RFC 4513 section 5.1.3).</summary>
    /// <param name="dn">The distinguished name to bind as; Active Directory also takes <c>user@domain</c> and <c>DOMAIN\user</c>.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="ArgumentException">The name or the password is empty: many servers take a name without a password as anonymous
    /// and answer success (RFC 4513 section 5.1.2), so that a forgotten password would look like a bind.</exception>
    public static LdapCredential Simple(string dn, string password)
    {
        ArgumentNullException.ThrowIfNull(dn);
        ArgumentNullException.ThrowIfNull(password);
        if (dn.Length == 0) throw new ArgumentException("A simple bind needs the name to bind as.", nameof(dn));
        if (password.Length == 0)
        {
            throw new ArgumentException(
                $"The password for \"{dn}\" is empty. Servers take that as an anonymous bind (RFC 4513 section 5.1.2), so it is refused.",
                nameof(password));
        }

        return new SimpleLdapCredential(dn, password);
    }

    /// <summary>The client certificate of the TLS connection (SASL EXTERNAL: RFC 4513 section 5.2.3, RFC 4422 appendix A). Needs TLS, and
    /// <see cref="LdapConnectionOptions.ClientCertificate"/>.</summary>
    /// <param name="authorizationId">As whom to act, where that is another than the certificate's subject: <c>dn:</c> and a DN, or
    /// <c>u:</c> and a name (RFC 4513 section 5.2.1.8); null for whom the server derives from the certificate.</param>
    public static LdapCredential External(string? authorizationId = null) => new ExternalCredential(authorizationId);

    /// <summary>Kerberos by SASL GSSAPI (RFC 4752). On a connection without TLS everything after the bind is encrypted by Kerberos; over
    /// TLS it is not encrypted twice, and the channel binding of the server's certificate (RFC 5929 section 4) is sent.</summary>
    /// <param name="identity">As whom.</param>
    /// <param name="servicePrincipal">The server's service principal where it is not <c>ldap/</c> and the host name connected to, such as
    /// <c>ldap/dc1.example.com</c>; needed where a server is reached by address or alias.</param>
    /// <exception cref="ArgumentException">The service principal is not of the form <c>service/host</c>.</exception>
    public static LdapCredential Gssapi(KerberosIdentity identity, string? servicePrincipal = null) =>
        new KerberosCredential(KerberosCredential.GssapiMechanism, identity, servicePrincipal);

    /// <summary>Kerberos by SASL GSS-SPNEGO (MS-ADTS section 5.1.1.1.2), which Active Directory offers beside GSSAPI. Everything after the
    /// bind is encrypted by it. Over TLS it can be used on Windows only, as elsewhere its layer cannot be left out and servers refuse two
    /// layers; use <see cref="Gssapi"/> there.</summary>
    /// <inheritdoc cref="Gssapi"/>
    public static LdapCredential GssSpnego(KerberosIdentity identity, string? servicePrincipal = null) =>
        new KerberosCredential(KerberosCredential.SpnegoMechanism, identity, servicePrincipal);
}

/// <summary>A name and a password, or neither for anonymous.</summary>
internal sealed class SimpleLdapCredential(string dn, string password) : LdapCredential
{
    public string Dn { get; } = dn;

    public string Password { get; } = password;

    public bool IsAnonymous => Dn.Length == 0;

    public override string ToString() => IsAnonymous ? "anonymous" : Dn;
}
