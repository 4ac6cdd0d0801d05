using System.Security.Authentication.ExtendedProtection;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>The connection that a SASL exchange runs on.</summary>
/// <param name="Options">Where it leads, and its time limits.</param>
/// <param name="IsEncrypted">Whether TLS protects it.</param>
/// <param name="ChannelBinding">What ties an authentication to the server's certificate (RFC 5929 section 4); null without TLS.</param>
internal sealed record SaslContext(LdapConnectionOptions Options, bool IsEncrypted, ChannelBinding? ChannelBinding)
{
    public LdapSaslException Fail(SaslCredential credential, LdapSaslFailure failure, string reason, Exception? inner = null) =>
        new(Options.Endpoint, credential.ToString()!, failure, reason, inner);
}
