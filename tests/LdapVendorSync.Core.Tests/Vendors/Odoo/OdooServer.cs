using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Odoo;
using LdapVendorSync.Fixtures.Postgres;

namespace LdapVendorSync.Core.Tests.Vendors.Odoo;

/// <summary>One PostgreSQL server for a class of tests, with a database of each version that is asked for.</summary>
public sealed class OdooServer : IAsyncLifetime
{
    private readonly Dictionary<int, string> _databases = [];

    public PostgresServer Postgres { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.MissingReason is null)
            Postgres = await PostgresServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (Postgres is not null)
            await Postgres.DisposeAsync();
    }

    public async Task<VendorSettings> SettingsAsync(int version)
    {
        Skip.IfNot(PostgresServer.MissingReason is null, PostgresServer.MissingReason);
        if (!_databases.TryGetValue(version, out var database))
            _databases[version] = database = await Postgres.CreateOdooAsync(version);
        return Settings(Postgres, database);
    }

    internal static VendorSettings Settings(PostgresServer server, string database) => new()
    {
        Name = "Odoo",
        Module = "odoo",
        Groups = [],
        ErrorHandling = new ErrorHandlingSettings { MaxRetries = 1, RetryWaitSeconds = 0 },
        Truststore = new CertificateStoreSettings { File = server.AuthorityFile },
        ProviderSettings = new OdooSettings
        {
            Host = "localhost",
            Port = server.Port,
            Database = database,
            Username = PostgresServer.Reader,
            Password = new Secret(PostgresServer.ReaderPassword),
        },
    };

    internal static VendorSettings With(VendorSettings settings, Func<OdooSettings, OdooSettings> change) =>
        settings with { ProviderSettings = change((OdooSettings)settings.ProviderSettings!) };

    internal static async Task<OdooVendorProvider> ConnectAsync(VendorSettings settings, LogRecorder? log = null)
    {
        var provider = new OdooVendorProvider(new VendorContext { Settings = settings, LoggerFactory = log ?? new LogRecorder() });
        try
        {
            await provider.ConnectAsync(CancellationToken.None);
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }
}
