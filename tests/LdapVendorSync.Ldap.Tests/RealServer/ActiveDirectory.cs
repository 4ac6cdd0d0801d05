using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Processes;
using LdapVendorSync.Fixtures.Samba;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Ldap.Tests.RealServer;

/// <summary>Short ways to the Samba domain controller of the tests.</summary>
internal static class ActiveDirectory
{
    /// <summary>The shared server; skips the test where there is none.</summary>
    public static async Task<SambaServer> RequireAsync()
    {
        var server = await SambaServer.SharedAsync();
        Skip.If(server is null, SambaServer.MissingReason);
        return server!;
    }

    /// <summary>The shared server, with the Kerberos of this process led to its KDC.</summary>
    public static async Task<SambaServer> RequireKerberosAsync()
    {
        var server = await RequireAsync();
        NativeEnvironment.Set("KRB5_CONFIG", server.KerberosConfigurationFile);
        return server;
    }

    /// <summary>Options that reach the server and trust its authority.</summary>
    public static LdapConnectionOptions Options(this SambaServer server, LdapSecurity security = LdapSecurity.Ldaps) => new()
    {
        Host = server.Address,
        Security = security,
        CertificateValidator = new CertificateValidator { TrustedRoots = TestPki.Shared.Roots }.Validate,
    };
}
