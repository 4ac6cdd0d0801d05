using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Ldap.Tests.Faults;

/// <summary>Options for scripted peers. A test shortens the one limit it is about, so that a busy machine cannot make another one run
/// out.</summary>
internal static class PeerOptions
{
    /// <summary>A limit that is meant to run out.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    /// <summary>What no test may take: far above every limit, so that only a hang reaches it.</summary>
    public static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(20);

    /// <summary>Options that trust the peer's certificate and wait for everything as long as only a hang would take.</summary>
    public static LdapConnectionOptions Patient(ScriptedLdapPeer peer, LdapSecurity security = LdapSecurity.None) => new()
    {
        Host = "127.0.0.1",
        Port = peer.Port,
        Security = security,
        ConnectTimeout = HangLimit,
        TlsHandshakeTimeout = HangLimit,
        OperationTimeout = HangLimit,
        SilenceTimeout = HangLimit,
        CertificateValidator = new CertificateValidator { TrustedRoots = TestPki.Shared.Roots }.Validate,
    };

    public static LdapSearchRequest AnySearch { get; } = new() { BaseDn = "dc=example,dc=test" };
}
