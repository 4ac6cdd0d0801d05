using System.Security.Cryptography;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Keycloak;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Fixtures.Keycloak;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>A running Keycloak and sources that read it. In the end every request must have been as the API's descriptions say.</summary>
internal sealed class KeycloakScene : IAsyncDisposable
{
    private readonly List<KeycloakSource> _sources = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-keycloak-").FullName;

    private KeycloakScene(KeycloakServer server) => Server = server;

    public KeycloakServer Server { get; }

    public KeycloakRealm Realm => Server.Realm;

    public LogRecorder Log { get; } = new();

    public KeycloakSourceSettings Settings => new()
    {
        Name = "keycloak",
        BaseUrl = Server.BaseUrl,
        Realm = "acme",
        ClientId = KeycloakServer.ClientId,
        ClientSecret = new Secret(KeycloakServer.ClientSecret),
        PageSize = 4,
    };

    /// <summary>The questions to the admin API, decoded.</summary>
    public IEnumerable<string> Asked => Server.Requests.All
        .Where(request => request.Path.Contains("/admin/", StringComparison.Ordinal))
        .Select(request => Uri.UnescapeDataString(request.ToString()));

    public static async Task<KeycloakScene> StartAsync(KeycloakOptions? options = null) => new(await KeycloakServer.StartAsync(options));

    public KeycloakSource Open(Func<KeycloakSourceSettings, KeycloakSourceSettings>? configure = null)
    {
        var source = new KeycloakSource(configure?.Invoke(Settings) ?? Settings, new SourceServices
        {
            ErrorHandling = new ErrorHandlingSettings { MaxRetries = 1, RetryWaitSeconds = 0.01, OutageWaitSeconds = 1 },
            LoggerFactory = Log,
        });
        _sources.Add(source);
        return source;
    }

    /// <summary>Gives the client a key in place of its secret, and the settings that sign with it.</summary>
    public KeycloakSourceSettings WithKey()
    {
        var key = RSA.Create(2048);
        (Server.Client.Secret, Server.Client.Key) = (null, key);
        var file = Path.Combine(_folder, "key.pem");
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
        return Settings with { ClientSecret = null, Key = new CertificateStoreSettings { File = file } };
    }

    /// <summary>Numbered people in a group.</summary>
    public KeycloakGroup Fill(string group, int people)
    {
        var filled = Realm.AddGroup(group);
        Realm.Join(filled, [.. Enumerable.Range(1, people).Select(number => Realm.AddUser($"user{number:d3}"))]);
        return filled;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
            await source.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Server.Client.Key?.Dispose();
        Server.Checker.ThrowIfViolated();
    }
}
