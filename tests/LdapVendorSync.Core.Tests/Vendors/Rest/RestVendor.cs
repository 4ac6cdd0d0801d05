using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Rest;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>A running vendor application and the provider that is connected to it.</summary>
internal sealed class RestVendor : IAsyncDisposable
{
    private RestVendor(VendorTestServer server, IVendorProvider provider, LogRecorder log)
    {
        Server = server;
        Provider = provider;
        Log = log;
    }

    public VendorTestServer Server { get; }

    public IVendorProvider Provider { get; }

    public LogRecorder Log { get; }

    public VendorStore Store => Server.Store;

    /// <summary>The group that tests use.</summary>
    public static VendorGroup Group { get; } = new("sre", "sre");

    /// <summary>Starts a vendor and connects to it; what connecting asked is forgotten.</summary>
    public static async Task<RestVendor> StartAsync(
        VendorServerOptions? options =
            null, RestSettings? rest =
                null, Action<VendorTestServer>? prepare = null, Func<VendorSettings, VendorSettings>? configure = null)
    {
        var server = await VendorTestServer.StartAsync(options);
        server.Store.CreateGroup(Group.Id);
        prepare?.Invoke(server);
        var log = new LogRecorder();
        var settings = HttpVendor.Settings(server.BaseUrl) with
        {
            Format = server.Options.Xml ? DataFormat.Xml : DataFormat.Json,
            ProviderSettings = rest ?? new RestSettings(),
        };
        var provider = VendorProviderRegistry.CreateDefault().Create(HttpVendor.Context(configure?.Invoke(settings) ?? settings, log: log));
        await provider.ConnectAsync(CancellationToken.None);
        server.Requests.Clear();
        return new RestVendor(server, provider, log);
    }

    public static GroupMember Ada { get; } = new()
    {
        Id = "entry-1",
        UserName = "ada",
        FirstName = "Ada",
        LastName = "Lovelace",
        Email = "ada@example.com",
        DistinguishedName = "uid=ada,ou=people,dc=example,dc=com",
    };

    /// <summary>The requests as <c>METHOD path?query body</c>, in order.</summary>
    public IEnumerable<string> Sent => Server.Requests.All.Select(request => $"{request} {request.Body}".TrimEnd());

    public async Task<(IReadOnlyList<GroupMember> Members, Completeness Completeness)> ReadAsync(string group = "sre")
    {
        var read = Provider.ReadGroupMembers(new VendorGroup(group, group), CancellationToken.None);
        var members = new List<GroupMember>();
        await foreach (var member in read)
            members.Add(member);
        return (members, read.Completeness!);
    }

    public Task<GroupMember?> FindAsync(string userName) =>
        Provider.FindUserAsync(MatchKey.Create("userName", userName)!.Value, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await Server.DisposeAsync();
    }
}
