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
}

/// <summary>A name and a password, or neither for anonymous.</summary>
internal sealed class SimpleLdapCredential(string dn, string password) : LdapCredential
{
    public string Dn { get; } = dn;

    public string Password { get; } = password;

    public bool IsAnonymous => Dn.Length == 0;

    public override string ToString() => IsAnonymous ? "anonymous" : Dn;
}
