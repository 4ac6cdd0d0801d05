namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks how a source authenticates: what belongs to which method, and what is missing for it.</summary>
internal sealed class BindValidator(LdapSourceSettings source, ValidationContext context)
{
    private bool IsKerberos => source.BindMethod is BindMethod.Gssapi or BindMethod.GssSpnego;

    private bool IsSimple => source.BindMethod is BindMethod.Auto or BindMethod.Simple;

    private bool IsPlain(Uri url) => url.Scheme == "ldap" && !source.StartTls;

    public void Validate()
    {
        if (IsSimple)
            CheckSimple();
        else
            Refuse("bind_dn", source.BindDn is not null, "bind_dn is for simple binds.", "Remove it, or set bind_method: simple.");
        if (IsKerberos)
            CheckKerberos();
        else
            RefuseKerberos();
        if (source.BindMethod == BindMethod.External)
            CheckExternal();
    }

    private void CheckSimple()
    {
        // Active Directory also takes DOMAIN\name and name@domain.
        if (source.BindDn is { } bind && bind.Contains('=', StringComparison.Ordinal))
            SourceValidator.CheckDn(source, "bind_dn", bind, context);
        Refuse(
            "bind_password",
            source.BindDn is not null && source.BindPassword is null,
            "bind_dn has no password.",
            "Give bind_password, bind_password_file, or remove bind_dn for an anonymous bind.");
        Refuse("bind_dn", source is { BindDn: null, BindMethod: BindMethod.Simple }, "A simple bind needs a bind_dn.");
        if (source is { BindDn: null, BindMethod: BindMethod.Auto, BindPrincipal: null })
            Refuse(
                "bind_dn",
                context.IsGiven(source, "bind_password"),
                "bind_password belongs to no bind_dn.",
                "Give bind_dn, or remove bind_password for an anonymous bind.");
        foreach (var url in source.ServerUrls.Where(url => source.BindDn is not null && IsPlain(url) && !Addresses.IsLoopback(url)))
            CheckPlaintext(url);
    }

    private void CheckPlaintext(Uri url)
    {
        if (source.AllowPlaintext)
            context.Warning(
                source, "allow_plaintext", $"The password goes to {url.Host} without encryption.", "Use ldaps:// or start_tls: true.");
        else
            context.Error(
                source,
                "server_url",
                "The password would go over the network without encryption.",
                "Use ldaps:// or start_tls: true; allow_plaintext: true lifts this.");
    }

    private void RefuseKerberos()
    {
        const string hint = "Set bind_method: gssapi, or remove it.";
        Refuse("bind_principal", source.BindPrincipal is not null, "bind_principal is for Kerberos.", hint);
        Refuse("keytab_file", source.KeytabFile is not null, "keytab_file is for Kerberos.", hint);
        Refuse("service_principal", source.ServicePrincipal is not null, "service_principal is for Kerberos.", hint);
    }

    private void CheckKerberos()
    {
        CheckIdentity();
        CheckService();
        Refuse(
            "bind_method",
            source.BindMethod == BindMethod.GssSpnego && !OperatingSystem.IsWindows() && !source.ServerUrls.All(IsPlain),
            "gss_spnego cannot be used over TLS on this system.",
            "Use bind_method: gssapi.");
    }

    private void CheckIdentity()
    {
        if (source.BindPrincipal is not { } principal)
        {
            Refuse(
                "bind_principal", source.KeytabFile is not null, "keytab_file needs to know whose key to use.", "Give bind_principal.");
            Refuse(
                "bind_principal",
                context.IsGiven(source, "bind_password"),
                "bind_password belongs to no bind_principal.",
                "Give bind_principal, or remove bind_password to bind as the current user.");
            return;
        }

        var at = principal.LastIndexOf('@');
        Refuse(
            "bind_principal",
            at <= 0 || at == principal.Length - 1,
            "The principal has no realm.",
            "Write it as svc-sync@EXAMPLE.COM; the realm mostly is the domain in upper case.");
        Refuse(
            "bind_password",
            source is { KeytabFile: null, BindPassword: null },
            "bind_principal has neither password nor keytab.",
            "Give bind_password, bind_password_file or keytab_file, or remove bind_principal to bind as the current user.");
        if (source.KeytabFile is { } keytab)
            CheckKeytab(keytab);
    }

    private void CheckKeytab(string keytab)
    {
        Refuse(
            "keytab_file", context.IsGiven(source, "bind_password"), "There are both a keytab and a password.", "Remove one of them.");
        Refuse(
            "keytab_file",
            OperatingSystem.IsWindows(),
            "Windows has no keytabs.",
            "Run as the account itself, which may be a group managed service account, or give bind_password.");
        // A warning: it may be put there before each run
        if (!File.Exists(keytab))
            context.Warning(source, "keytab_file", $"There is no file '{keytab}'.", "Correct the path, or provide it before a run.");
    }

    private void CheckService()
    {
        if (source.ServicePrincipal is { } service)
        {
            Refuse(
                "service_principal",
                service.Split('/') is not [{ Length: > 0 }, { Length: > 0 }] || service.Contains('@') || service.Any(char.IsWhiteSpace),
                "This is no service principal.",
                "Write it as ldap/dc1.example.com, without a realm.");
            if (source.ServerUrls.Count > 1)
                context.Warning(
                    source, "service_principal", "It is asked for at every server of server_url.", "Name the servers as Kerberos knows them.");
            return;
        }

        foreach (var url in source.ServerUrls.Where(url => url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6))
            context.Warning(
                source,
                "server_url",
                $"Kerberos seldom knows a server by its address, as {url.Host}.",
                "Give the server's full name, or service_principal: ldap/dc1.example.com.");
    }

    private void CheckExternal()
    {
        Refuse(
            "keystore_file",
            source.Keystore is null,
            "bind_method: external needs a client certificate.",
            "Give keystore_file with the certificate, its key and its issuers.");
        Refuse(
            "server_url",
            source.ServerUrls.Any(IsPlain),
            "bind_method: external needs TLS, which carries the client certificate.",
            "Use ldaps:// or start_tls: true.");
        Refuse(
            "bind_password", context.IsGiven(source, "bind_password"), "bind_method: external uses no password.", "Remove bind_password.");
    }

    private void Refuse(string key, bool isWrong, string message, string? hint = null)
    {
        if (isWrong)
            context.Error(source, key, message, hint);
    }
}
