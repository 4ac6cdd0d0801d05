using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Short ways to a source over a test's server.</summary>
internal static class LdapTesting
{
    /// <summary>How a test's settings differ from the usual ones.</summary>
    internal delegate LdapSourceSettings Change(LdapSourceSettings settings);

    /// <summary>Retries without waits that a test would notice.</summary>
    public static ErrorHandlingSettings QuickRetries { get; } = new() { MaxRetries = 3, RetryWaitSeconds = 0.01 };

    public static LdapSource Open(this SlapdServer server, Change? change = null, ErrorHandlingSettings? errorHandling = null) =>
        Open(server.Url, change, errorHandling);

    public static LdapSource Open(this ScriptedLdapPeer peer, Change? change = null, ErrorHandlingSettings? errorHandling = null) =>
        Open($"ldap://127.0.0.1:{peer.Port}", change, errorHandling);

    /// <summary>Opens a source that keeps what it reads, as for a run with several mappings.</summary>
    public static LdapSource OpenShared(this ScriptedLdapPeer peer, Change? change = null) =>
        Open($"ldap://127.0.0.1:{peer.Port}", change, sharesReads: true);

    /// <inheritdoc cref="OpenShared(ScriptedLdapPeer, Change?)" />
    public static LdapSource OpenShared(this SlapdServer server, Change? change = null) => Open(server.Url, change, sharesReads: true);

    public static LdapSource Open(
        string url,
        Change? change = null,
        ErrorHandlingSettings? errorHandling = null,
        bool sharesReads = false,
        TimeProvider? timeProvider = null)
    {
        var settings = new LdapSourceSettings
        {
            Name = "directory",
            ServerUrls = [new Uri(url)],
            BindDn = DirectorySeed.ReaderDn,
            BindPassword = new Secret(DirectorySeed.Password),
            ConnectTimeoutSeconds = 20,
            OperationTimeoutSeconds = 20,
        };
        var services = new SourceServices
        {
            ErrorHandling = errorHandling ?? QuickRetries,
            SharesReads = sharesReads,
            TimeProvider = timeProvider ?? TimeProvider.System,
        };
        return new LdapSource(change is null ? settings : change(settings), services);
    }
}
