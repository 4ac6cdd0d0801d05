using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Ldap.Tests.RealServer;

/// <summary>One slapd with 10,000 people for all tests that only read.</summary>
public sealed class SlapdFixture : IAsyncLifetime
{
    private SlapdServer? _server;

    public SlapdServer Server
    {
        get
        {
            Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
            return _server!;
        }
    }

    /// <summary>Options that reach the server and trust its authority.</summary>
    public LdapConnectionOptions Options(LdapSecurity security = LdapSecurity.None) => OptionsFor(Server, security);

    public static LdapConnectionOptions OptionsFor(SlapdServer server, LdapSecurity security = LdapSecurity.None) => new()
    {
        Host = "127.0.0.1",
        Port = security == LdapSecurity.Ldaps ? server.TlsPort : server.Port,
        Security = security,
        CertificateValidator = new CertificateValidator { TrustedRoots = TestPki.Shared.Roots }.Validate,
    };

    /// <summary>A connection bound as the administrator, whom no limit holds.</summary>
    public async Task<LdapConnection> ConnectAsync(LdapSecurity security = LdapSecurity.None)
    {
        var connection = await LdapConnection.ConnectAsync(Options(security));
        await connection.BindAsync(LdapCredential.Simple(SlapdServer.AdminDn, SlapdServer.AdminPassword));
        return connection;
    }

    public async Task InitializeAsync()
    {
        if (SlapdServer.MissingReason is null)
        {
            _server = await SlapdServer.StartAsync(
                new SlapdOptions { Seed = new DirectorySeed { People = 10_000, Teams = 200, TeamSize = 50 } });
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SharedSlapd : ICollectionFixture<SlapdFixture>
{
    public const string Name = "slapd";
}
