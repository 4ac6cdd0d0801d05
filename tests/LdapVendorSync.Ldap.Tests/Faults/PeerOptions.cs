using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Ldap.Tests.Faults;

/// <summary>Options with limits short enough for tests.</summary>
internal static class PeerOptions
{
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    /// <summary>What no test may take: far above every limit, so that only a hang reaches it.</summary>
    public static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(20);

    public static LdapConnectionOptions For(ScriptedLdapPeer peer, LdapSecurity security = LdapSecurity.None) => new()
    {
        Host = "127.0.0.1",
        Port = peer.Port,
        Security = security,
        ConnectTimeout = Limit,
        TlsHandshakeTimeout = Limit,
        OperationTimeout = Limit,
        SilenceTimeout = Limit,
        CertificateValidator = new CertificateValidator { TrustedRoots = TestPki.Shared.Roots }.Validate,
    };

    /// <summary>The same with time enough for peers that do answer.</summary>
    public static LdapConnectionOptions Patient(ScriptedLdapPeer peer, LdapSecurity security = LdapSecurity.None) => For(peer, security) with
    {
        ConnectTimeout = HangLimit,
        TlsHandshakeTimeout = HangLimit,
        OperationTimeout = HangLimit,
        SilenceTimeout = HangLimit,
    };

    public static LdapSearchRequest AnySearch { get; } = new() { BaseDn = "dc=example,dc=test" };
}
