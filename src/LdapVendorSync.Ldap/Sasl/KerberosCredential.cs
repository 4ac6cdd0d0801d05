using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>Kerberos by GSSAPI (RFC 4752) or GSS-SPNEGO.</summary>
internal sealed class KerberosCredential : SaslCredential
{
    public const string GssapiMechanism = "GSSAPI";
    public const string SpnegoMechanism = "GSS-SPNEGO";

    private readonly KerberosIdentity _identity;
    private readonly string? _servicePrincipal;

    public KerberosCredential(string mechanism, KerberosIdentity identity, string? servicePrincipal)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (servicePrincipal is not null && !IsServicePrincipal(servicePrincipal))
        {
            throw new ArgumentException(
                $"\"{servicePrincipal}\" is no service principal; write it as ldap/dc1.example.com, without a realm.",
                nameof(servicePrincipal));
        }

        Mechanism = mechanism;
        _identity = identity;
        _servicePrincipal = servicePrincipal;
    }

    public override string Mechanism { get; }

    public override ISaslExchange Begin(SaslContext context)
    {
        if (_identity is KeytabIdentity && OperatingSystem.IsWindows())
        {
            throw context.Fail(
                this, LdapSaslFailure.NotPossible, "Windows has no keytabs. Run as the account itself, or give its password.");
        }

        var isSpnego = Mechanism == SpnegoMechanism;
        if (isSpnego && context.IsEncrypted && !OperatingSystem.IsWindows())
        {
            throw context.Fail(
                this,
                LdapSaslFailure.NotPossible,
                "on this system it always encrypts, which servers refuse over TLS. Use GSSAPI, or a connection without TLS.");
        }

        var service = _servicePrincipal ?? $"ldap/{context.Options.Host}";
        var session = new GssSession(this, context, _identity, isSpnego ? "Negotiate" : "Kerberos", service);
        return isSpnego ? new SpnegoExchange(session) : new GssapiExchange(session);
    }

    public override string ToString() => $"{Mechanism} as {_identity}";

    private static bool IsServicePrincipal(string text) =>
        text.Split('/') is [{ Length: > 0 }, { Length: > 0 }] && !text.Contains('@', StringComparison.Ordinal)
        && !text.Any(char.IsWhiteSpace);
}
