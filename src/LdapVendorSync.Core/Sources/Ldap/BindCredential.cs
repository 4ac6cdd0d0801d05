using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Makes of the settings with what a source authenticates.</summary>
internal static class BindCredential
{
    /// <summary>With what to authenticate.</summary>
    /// <exception cref="SourceException">The password cannot be had, or what is given cannot be used.</exception>
    public static async Task<LdapCredential> CreateAsync(LdapSourceSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return settings.BindMethod switch
            {
                BindMethod.External => LdapCredential.External(),
                BindMethod.Gssapi =>
                    LdapCredential.Gssapi(await IdentityAsync(settings, cancellationToken).ConfigureAwait(false), settings.ServicePrincipal),
                BindMethod.GssSpnego =>
                    LdapCredential.GssSpnego(await IdentityAsync(settings, cancellationToken).ConfigureAwait(false), settings.ServicePrincipal),
                _ when settings.BindDn is { Length: > 0 } bindDn =>
                    LdapCredential.Simple(bindDn, await PasswordAsync(settings, cancellationToken).ConfigureAwait(false)),
                _ => LdapCredential.Anonymous,
            };
        }
        catch (Exception error) when (error is SecretUnavailableException or ArgumentException)
        {
            throw new SourceException(SourceFailure.Authentication, $"Source '{settings.Name}': {KeyOf(error)}: {error.Message}", error);
        }
    }

    /// <summary>As whom a source reads, for messages: <c>'cn=sync,dc=example'</c>.</summary>
    public static string Describe(LdapSourceSettings settings) => settings switch
    {
        { BindMethod: BindMethod.External } => "the owner of the client certificate",
        { BindPrincipal: { Length: > 0 } principal } => $"'{principal}'",
        { BindMethod: BindMethod.Gssapi or BindMethod.GssSpnego } => "the current user",
        { BindDn: { Length: > 0 } bindDn } => $"'{bindDn}'",
        _ => "an anonymous reader",
    };

    private static string KeyOf(Exception error) => (error as ArgumentException)?.ParamName switch
    {
        "principal" => "bind_principal",
        "keytabFile" => "keytab_file",
        "servicePrincipal" => "service_principal",
        _ => "bind_password",
    };

    private static async Task<KerberosIdentity> IdentityAsync(LdapSourceSettings settings, CancellationToken cancellationToken)
    {
        if (settings.BindPrincipal is not { Length: > 0 } principal)
            return KerberosIdentity.CurrentUser;
        return settings.KeytabFile is { } keytab
            ? KerberosIdentity.WithKeytab(principal, keytab)
            : KerberosIdentity.WithPassword(principal, await PasswordAsync(settings, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<string> PasswordAsync(LdapSourceSettings settings, CancellationToken cancellationToken) =>
        settings.BindPassword is { } secret ? await secret.RevealAsync(cancellationToken).ConfigureAwait(false) : string.Empty;
}
