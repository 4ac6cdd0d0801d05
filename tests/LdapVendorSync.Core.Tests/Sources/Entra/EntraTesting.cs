using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Entra;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Fixtures.Entra;

namespace LdapVendorSync.Core.Tests.Sources.Entra;

internal static class EntraTesting
{
    public static EntraSourceSettings SettingsOf(EntraServer server) => new()
    {
        Name = "entra",
        TenantId = EntraServer.TenantId,
        ClientId = EntraServer.ClientId,
        ClientSecret = new Secret(EntraServer.ClientSecret),
        AuthorityUrl = server.BaseUrl,
        GraphUrl = server.BaseUrl,
    };

    public static EntraSource SourceOf(
        EntraServer server, Func<EntraSourceSettings, EntraSourceSettings>? change = null, SourceServices? services = null)
    {
        var settings = SettingsOf(server);
        return new EntraSource(change is null ? settings : change(settings), services ?? Services());
    }

    /// <summary>With retries that do not wait.</summary>
    public static SourceServices Services(LogRecorder? log = null) => new()
    {
        ErrorHandling = new ErrorHandlingSettings { MaxRetries = 2, RetryWaitSeconds = 0.01, MaxRetryWaitSeconds = 0.02 },
        LoggerFactory = log is null ? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance : log,
    };
}
