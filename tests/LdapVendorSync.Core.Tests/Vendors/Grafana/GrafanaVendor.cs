using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Grafana;
using LdapVendorSync.Fixtures.Grafana;

namespace LdapVendorSync.Core.Tests.Vendors.Grafana;

/// <summary>
/// A running Grafana and the provider that is connected to it. In the end every request must have been as the API's descriptions say.
/// </summary>
internal sealed class GrafanaVendor : IAsyncDisposable
{
    private readonly List<IVendorProvider> _providers = [];

    private GrafanaVendor(GrafanaServer server) => Server = server;

    public GrafanaServer Server { get; }

    public GrafanaStore Store => Server.Store;

    public LogRecorder Log { get; } = new();

    public IVendorProvider Provider => _providers[^1];

    public static AuthSettings Token { get; } = new() { Method = AuthMethod.Bearer, Token = new Secret(GrafanaServer.Token) };

    public static AuthSettings Admin { get; } =
        new() { Method = AuthMethod.Basic, Username = "admin", Password = new Secret(GrafanaServer.AdminPassword) };

    /// <summary>The requests since the provider was connected, as <c>METHOD path?query body</c>.</summary>
    public IEnumerable<string> Sent => Server.Requests.All.Select(request => $"{request} {request.Body}".TrimEnd());

    /// <summary>Of these, what may change something.</summary>
    public IEnumerable<string> Written => Server.Requests.Writes.Select(request => $"{request} {request.Body}".TrimEnd());

    public static async Task<GrafanaVendor> StartAsync(
        GrafanaSettings? settings = null, bool asAdmin = false, Func<VendorSettings, VendorSettings>? configure = null)
    {
        var vendor = new GrafanaVendor(await GrafanaServer.StartAsync());
        try
        {
            await vendor.ConnectAsync((settings ?? new GrafanaSettings()) with { AdminAuth = asAdmin ? Admin : null }, configure);
        }
        catch
        {
            await vendor.Server.DisposeAsync();
            throw;
        }

        return vendor;
    }

    /// <summary>Connects once more, as the next run does; what was asked until then is forgotten.</summary>
    public async Task ConnectAsync(GrafanaSettings settings, Func<VendorSettings, VendorSettings>? configure = null)
    {
        var vendor = HttpVendor.Settings(Server.BaseUrl) with
        {
            Name = "Grafana", Module = "grafana", Auth = Token, ProviderSettings = settings,
        };
        var provider = VendorProviderRegistry.CreateDefault().Create(HttpVendor.Context(configure?.Invoke(vendor) ?? vendor, log: Log));
        _providers.Add(provider);
        await provider.ConnectAsync(CancellationToken.None);
        Server.Requests.Clear();
    }

    public async Task<VendorGroup> TeamAsync(string name) =>
        (await Provider.FindGroupAsync(name, CancellationToken.None)).ShouldNotBeNull();

    public Task<GroupMember?> FindAsync(string value, string attribute = "userName") =>
        Provider.FindUserAsync(MatchKey.Create(attribute, value)!.Value, CancellationToken.None);

    public async Task<(IReadOnlyList<GroupMember> Members, Completeness Completeness)> ReadAsync(VendorGroup group)
    {
        var read = Provider.ReadGroupMembers(group, CancellationToken.None);
        var members = new List<GroupMember>();
        await foreach (var member in read)
            members.Add(member);
        return (members, read.Completeness!);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers)
            await provider.DisposeAsync();
        await Server.DisposeAsync();
        Server.Checker.ThrowIfViolated();
    }
}
