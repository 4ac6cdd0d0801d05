using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Rest;
using LdapVendorSync.Fixtures.Vendors;
using LdapVendorSync.ProviderKit;
using LdapVendorSync.ProviderKit.Http;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>rest</c> before the vendor test server.</summary>
internal sealed class RestVendorUnderTest : IVendorUnderTest
{
    public const string Token = "kit-token-a6c1e0f2";

    private readonly VendorTestServer _server;
    private readonly FaultyProxy _proxy;

    private RestVendorUnderTest(VendorTestServer server)
    {
        _server = server;
        _proxy = FaultyProxy.Start(server.BaseUrl);
    }

    public VendorSettings Settings => new()
    {
        Name = "Kit vendor",
        Module = "rest",
        BaseUrl = _proxy.BaseUrl,
        Auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret(Token) },
        Format = _server.Options.Xml ? DataFormat.Xml : DataFormat.Json,
        Groups = [new MappingSettings { SourceGroup = "cn=kit", VendorGroup = ContractNames.Group }],
        ProviderSettings = new RestSettings
        {
            FindGroup = new RestOperationSettings { Path = "/groups" }, CreateGroup = new RestOperationSettings(),
        },
    };

    public VendorSettings WrongCredentials => Settings with
    {
        Auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret("kit-wrong-token-77b1") },
    };

    public IReadOnlyList<string> Secrets => [Token];

    public int? PageSize => 200;

    public IVendorFaults Faults => _proxy;

    public RequestCount? Requests => _proxy.Requests;

    public static async Task<IVendorUnderTest> StartAsync(bool xml) => new RestVendorUnderTest(
        await VendorTestServer.StartAsync(new VendorServerOptions { Xml = xml, Authorization = $"Bearer {Token}" }));

    public IVendorProvider CreateProvider(VendorContext context) => RestVendorProvider.Descriptor.Create(context);

    public Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. users.Select(user => _server.Store.CreateUser(ToUser(user))!.Id)]);

    public Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        _server.Store.CreateGroup(group);
        foreach (var id in userIds)
            _server.Store.Add(group, id);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<GroupMember>>([.. _server.Store.Users.Select(ToMember)]);

    public Task<IReadOnlyList<string>?> ReadGroupAsync(string group, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>?>(_server.Store.Members(group)?.Select(user => user.Id).ToArray());

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static VendorUser ToUser(GroupMember member) => new()
    {
        Username = member.UserName!,
        FirstName = member.FirstName,
        LastName = member.LastName,
        Email = member.Email,
        Active = member.Enabled ?? true,
    };

    private static GroupMember ToMember(VendorUser user) => new()
    {
        Id = user.Id,
        UserName = user.Username,
        FirstName = user.FirstName,
        LastName = user.LastName,
        Email = user.Email,
        Enabled = user.Active,
    };
}
