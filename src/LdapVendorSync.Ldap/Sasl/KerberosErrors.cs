using System.Globalization;
using System.Net.Security;
using System.Text.RegularExpressions;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>Says to an administrator why Kerberos refused.</summary>
internal static partial class KerberosErrors
{
    /// <summary>The codes of MIT's <c>krb5_err.et</c> count from here; below 128 they are those of RFC 4120 section 7.5.9.</summary>
    private const uint KerberosBase = 0x96C73A00;

    /// <summary>Explains a failed step.</summary>
    /// <param name="status">What the framework says.</param>
    /// <param name="trace">What GSS-API said, if it was heard.</param>
    /// <param name="identity">As whom.</param>
    /// <param name="service">The service principal.</param>
    public static (LdapSaslFailure Failure, string Reason) Explain(
        NegotiateAuthenticationStatusCode status, string trace, KerberosIdentity identity, string service)
    {
        var match = MinorStatus().Match(trace);
        if (!match.Success) return Explain(status, identity, service);
        var minor = uint.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (Explain(minor - KerberosBase, identity, service) is { } precise) return precise;

        // A mechanism within a mechanism (SPNEGO) has codes of its own
        var (failure, reason) = Explain(status, identity, service);
        return (failure, string.Create(CultureInfo.InvariantCulture, $"{reason} (code 0x{minor:x8})"));
    }

    private static (LdapSaslFailure Failure, string Reason)? Explain(uint code, KerberosIdentity identity, string service) => code switch
    {
        6 => (LdapSaslFailure.UnknownUser,
            $"the KDC does not know {identity}. Check the name and the realm, which is case-sensitive (mostly upper case)."),
        7 => UnknownService(service),
        14 => (LdapSaslFailure.NoCredentials,
            $"the KDC and {identity} share no encryption type. Allow AES for the account, or export the keytab anew."),
        18 => (LdapSaslFailure.AccountRefused, "the account is disabled, locked or expired."),
        23 => (LdapSaslFailure.PasswordExpired, "the password has expired or must be changed before the first use."),
        24 or 31 => (LdapSaslFailure.WrongPassword, identity is KeytabIdentity
            ? "the KDC refused the key of the keytab. Export it anew: a changed password makes it invalid."
            : "the password is wrong."),
        32 => TicketExpired(),
        33 or 37 => ClockSkew(),
        34 => (LdapSaslFailure.Other, "the server takes the request for a replay."),
        141 or 195 or 193 => NoTicket(identity),
        154 => (LdapSaslFailure.KdcUnreachable,
            "no KDC is known for the realm. Check its spelling and case, krb5.conf, and the DNS records _kerberos._tcp of the realm."),
        156 => Unreachable(),
        181 or 200 => (LdapSaslFailure.NoCredentials, "the keytab cannot be used. Check that it is a keytab and can be read."),
        _ => null,
    };

    private static (LdapSaslFailure Failure, string Reason) Explain(
        NegotiateAuthenticationStatusCode status, KerberosIdentity identity, string service) => status switch
    {
        NegotiateAuthenticationStatusCode.UnknownCredentials when identity is CurrentUserIdentity => NoTicket(identity),
        NegotiateAuthenticationStatusCode.UnknownCredentials or NegotiateAuthenticationStatusCode.InvalidCredentials =>
            (LdapSaslFailure.WrongPassword, "user name, password or keytab were refused."),
        NegotiateAuthenticationStatusCode.CredentialsExpired or NegotiateAuthenticationStatusCode.ContextExpired => TicketExpired(),
        NegotiateAuthenticationStatusCode.TargetUnknown => UnknownService(service),
        NegotiateAuthenticationStatusCode.InvalidToken or NegotiateAuthenticationStatusCode.MessageAltered =>
            (LdapSaslFailure.ServerNotAuthenticated, "the server's answer is not genuine, or meant for another."),
        NegotiateAuthenticationStatusCode.Unsupported =>
            (LdapSaslFailure.NotPossible, "this system has no Kerberos. On Debian install libgssapi-krb5-2."),
        _ => (LdapSaslFailure.Other, $"Kerberos failed ({status})."),
    };

    private static (LdapSaslFailure, string) UnknownService(string service) => (LdapSaslFailure.UnknownService,
        $"the KDC does not know the service {service}. Connect by the server's full name, or set the service principal.");

    private static (LdapSaslFailure, string) TicketExpired() => (LdapSaslFailure.TicketExpired, "the ticket has expired. Run kinit again.");

    private static (LdapSaslFailure, string) ClockSkew() => (LdapSaslFailure.ClockSkew,
        "the clock of this machine differs too much from that of the KDC (5 minutes are usual). Synchronise it.");

    private static (LdapSaslFailure, string) Unreachable() => (LdapSaslFailure.KdcUnreachable,
        "no KDC of the realm can be reached. Check network, firewall (port 88) and krb5.conf.");

    private static (LdapSaslFailure, string) NoTicket(KerberosIdentity identity) => (LdapSaslFailure.NoCredentials,
        identity is CurrentUserIdentity
            ? "there is no Kerberos ticket. Run kinit, check KRB5CCNAME, or give a principal with a password or keytab."
            : $"no ticket can be had for {identity}.");

    [GeneratedRegex(@"Minor status: ([0-9A-Fa-f]{8})\b", RegexOptions.CultureInvariant)]
    private static partial Regex MinorStatus();
}
