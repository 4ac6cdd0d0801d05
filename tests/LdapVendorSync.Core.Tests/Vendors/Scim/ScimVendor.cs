using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Scim;
using LdapVendorSync.Fixtures.Scim;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

/// <summary>A SCIM server that lies as it is told, and the provider that is connected to it.</summary>
internal sealed class ScimVendor : IAsyncDisposable
{
    private ScimVendor(ScimFake server, IBatchVendorProvider provider, LogRecorder log, VendorGroup group)
    {
        Server = server;
        Provider = provider;
        Log = log;
        Group = group;
    }

    public ScimFake Server { get; }

    public IBatchVendorProvider Provider { get; }

    public LogRecorder Log { get; }

    public ScimFakeStore Store => Server.Store;

    /// <summary>The group that tests use, <c>SRE</c>.</summary>
    public VendorGroup Group { get; }

    public static GroupMember Ada { get; } = new()
    {
        Id = "entry-1",
        UserName = "ada",
        FirstName = "Ada",
        LastName = "Lovelace",
        Email = "ada@example.com",
    };

    /// <summary>The bodies of the writes, in order.</summary>
    public IReadOnlyList<string> Writes => [.. Server.Requests.Writes.Select(request => $"{request.Method} {request.Path["/scim/v2".Length..]} {request.Body}".TrimEnd())];

    /// <summary>Starts a server and connects to it; what connecting asked is forgotten.</summary>
    public static async Task<ScimVendor> StartAsync(
        ScimFakeOptions? options = null, ScimSettings? scim = null, Func<VendorSettings, VendorSettings>? configure = null, int members = 0)
    {
        var server = await ScimFake.StartAsync(options);
        var groupId = server.Store.AddGroup("SRE");
        server.Store.AddNumbered(groupId, members);
        var log = new LogRecorder();
        var settings = HttpVendor.Settings(server.BaseUrl) with { Module = "scim", ProviderSettings = scim ?? new ScimSettings() };
        var context = HttpVendor.Context(configure?.Invoke(settings) ?? settings, log: log);
        var provider = (IBatchVendorProvider)VendorProviderRegistry.CreateDefault().Create(context);
        await provider.ConnectAsync(CancellationToken.None);
        server.Requests.Clear();
        return new ScimVendor(server, provider, log, new VendorGroup(groupId, "SRE"));
    }

    public async Task<(IReadOnlyList<GroupMember> Members, Completeness Completeness)> ReadAsync()
    {
        var read = Provider.ReadGroupMembers(Group, CancellationToken.None);
        var members = new List<GroupMember>();
        await foreach (var member in read)
            members.Add(member);
        return (members, read.Completeness!);
    }

    public Task<GroupMember?> FindAsync(string value, string attribute = "userName") =>
        Provider.FindUserAsync(MatchKey.Create(attribute, value)!.Value, CancellationToken.None);

    public Task AddAsync(string id) => Provider.AddGroupMemberAsync(Group, new GroupMember { Id = id, UserName = id }, CancellationToken.None);

    public Task RemoveAsync(string id) =>
        Provider.RemoveGroupMemberAsync(Group, new GroupMember { Id = id, UserName = id }, CancellationToken.None);

    public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(ChangeAction action, IEnumerable<string> ids) => Provider.ApplyAsync(
        Group, [.. ids.Select(id => new BatchChange(action, new GroupMember { Id = id, UserName = id }, []))], CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await Server.DisposeAsync();
    }
}
