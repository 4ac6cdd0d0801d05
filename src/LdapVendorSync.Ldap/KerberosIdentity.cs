namespace LdapVendorSync.Ldap;

/// <summary>As whom a Kerberos bind is made, and where its ticket comes from. Its text never contains a password.</summary>
public abstract class KerberosIdentity
{
    private protected KerberosIdentity()
    {
    }

    /// <summary>The user of this process: on Windows the account it runs under (a group managed service account too), elsewhere whoever
    /// the credential cache (<c>kinit</c>, <c>KRB5CCNAME</c>) holds a ticket for.</summary>
    public static KerberosIdentity CurrentUser { get; } = new CurrentUserIdentity();

    /// <summary>A user by password.</summary>
    /// <param name="principal">The principal, with its realm: <c>svc-sync@EXAMPLE.COM</c>.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="ArgumentException">The principal or the password is empty, or the principal has no realm.</exception>
    public static KerberosIdentity WithPassword(string principal, string password)
    {
        RequirePrincipal(principal);
        ArgumentNullException.ThrowIfNull(password);
        if (password.Length == 0) throw new ArgumentException($"The password for {principal} is empty.", nameof(password));
        return new PasswordIdentity(principal, password);
    }

    /// <summary>A user by the keys in a keytab. Not on Windows.</summary>
    /// <param name="principal">The principal, with its realm: <c>svc-sync@EXAMPLE.COM</c>. The keytab may hold others too.</param>
    /// <param name="keytabFile">The keytab.</param>
    /// <exception cref="ArgumentException">The principal or the file name is empty, or the principal has no realm.</exception>
    public static KerberosIdentity WithKeytab(string principal, string keytabFile)
    {
        RequirePrincipal(principal);
        ArgumentException.ThrowIfNullOrWhiteSpace(keytabFile);
        return new KeytabIdentity(principal, Path.GetFullPath(keytabFile));
    }

    private static void RequirePrincipal(string principal)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(principal);
        var at = principal.LastIndexOf('@');
        if (at > 0 && at < principal.Length - 1) return;
        throw new ArgumentException($"\"{principal}\" has no realm; write it as user@REALM.", nameof(principal));
    }
}

/// <summary>The user of this process.</summary>
internal sealed class CurrentUserIdentity : KerberosIdentity
{
    public override string ToString() => "the current user";
}

/// <summary>A principal and its password.</summary>
internal sealed class PasswordIdentity(string principal, string password) : KerberosIdentity
{
    public string Principal { get; } = principal;

    public string Password { get; } = password;

    public override string ToString() => Principal;
}

/// <summary>A principal whose keys are in a file.</summary>
internal sealed class KeytabIdentity(string principal, string file) : KerberosIdentity
{
    public string Principal { get; } = principal;

    public string File { get; } = file;

    public override string ToString() => $"{Principal} with the keytab {File}";
}
