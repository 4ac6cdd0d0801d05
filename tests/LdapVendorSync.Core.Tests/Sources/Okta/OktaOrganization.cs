using System.Security.Cryptography;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Okta;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Fixtures.Okta;

namespace LdapVendorSync.Core.Tests.Sources.Okta;

/// <summary>
/// A running organization and sources that read it. In the end every request must have been as the API's descriptions say.
/// </summary>
internal sealed class OktaOrganization : IAsyncDisposable
{
    public const string ClientId = "0oa-sync-app";

    private readonly List<OktaSource> _sources = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-okta-").FullName;
    private readonly RSA _key = RSA.Create(2048);

    private OktaOrganization(OktaServer server) => Server = server;

    public OktaServer Server { get; }

    public OktaStore Store => Server.Store;

    public LogRecorder Log { get; } = new();

    public SecretRedactor Redactor { get; } = new();

    /// <summary>The clock of the sources: waits take no time.</summary>
    public SkippingTimeProvider Clock { get; } = HttpVendor.Clock();

    /// <summary>Settings with the API token.</summary>
    public OktaSourceSettings Settings => new()
    {
        Name = "okta",
        Domain = Server.BaseUrl.ToString(),
        ApiToken = new Secret(OktaServer.Token),
        TimeoutSeconds = HttpVendor.TimeoutSeconds,
        PageSize = 2,
    };

    /// <summary>The requests as <c>METHOD path?query</c>, decoded.</summary>
    public IEnumerable<string> Sent => Server.Requests.All.Select(request => Uri.UnescapeDataString(request.ToString()));

    public static async Task<OktaOrganization> StartAsync() => new(await OktaServer.StartAsync());

    public OktaSource Open(Func<OktaSourceSettings, OktaSourceSettings>? configure = null, TimeProvider? clock = null)
    {
        var source = new OktaSource(configure?.Invoke(Settings) ?? Settings, new SourceServices
        {
            ErrorHandling = new ErrorHandlingSettings { MaxRetries = 3, RetryWaitSeconds = 2, OutageWaitSeconds = 2 },
            LoggerFactory = Log,
            Redactor = Redactor,
            TimeProvider = clock ?? Clock,
        });
        _sources.Add(source);
        return source;
    }

    /// <summary>Registers a service app, and gives the settings that use it.</summary>
    public OktaSourceSettings WithApp(string keyId = "key-1")
    {
        Store.Apps.Add(new OktaServiceApp { ClientId = ClientId, KeyId = "key-1", PublicKey = _key });
        var file = Path.Combine(_folder, "app.pem");
        File.WriteAllText(file, _key.ExportPkcs8PrivateKeyPem());
        return Settings with
        {
            ApiToken = null,
            Auth = new AuthSettings
            {
                Method = AuthMethod.OAuth2, ClientId = ClientId, KeyId = keyId, Key = new CertificateStoreSettings { File = file },
            },
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
            await source.DisposeAsync();
        await Server.DisposeAsync();
        Server.Checker.ThrowIfViolated();
        _key.Dispose();
        Log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
