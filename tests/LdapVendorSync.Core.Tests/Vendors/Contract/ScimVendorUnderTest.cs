using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Scim;
using LdapVendorSync.Fixtures.Scim;
using LdapVendorSync.ProviderKit;
using LdapVendorSync.ProviderKit.Http;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>scim</c> before a SCIM server with bulk requests.</summary>
internal sealed class ScimVendorUnderTest : IVendorUnderTest
{
    private const string Token = "kit-token-5c1d2b9e";

    private readonly ScimFake _server;
    private readonly FaultyProxy _proxy;

    private ScimVendorUnderTest(ScimFake server)
    {
        _server = server;
        _proxy = FaultyProxy.Start(server.BaseUrl);
    }

    public VendorSettings Settings => new()
    {
        Name = "Kit vendor",
        Module = "scim",
        BaseUrl = _proxy.BaseUrl,
        Auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret(Token) },
        Groups = [new MappingSettings { SourceGroup = "cn=kit", VendorGroup = ContractNames.Group }],
        ProviderSettings = new ScimSettings(),
    };

    public VendorSettings WrongCredentials => Settings with
    {
        Auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret("kit-wrong-token-5f3a") },
    };

    public IReadOnlyList<string> Secrets => [Token];

    public int? PageSize => 100;

    public IVendorFaults Faults => _proxy;

    public RequestCount? Requests => _proxy.Requests;

    public static async Task<IVendorUnderTest> StartAsync() => new ScimVendorUnderTest(
        await ScimFake.StartAsync(new ScimFakeOptions { Authorization = $"Bearer {Token}", Bulk = true, MaxPage = 100 }));

    public IVendorProvider CreateProvider(VendorContext context) => ScimVendorProvider.Descriptor.Create(context);

    public Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. users.Select(user => _server.Store.AddUser(user.UserName!, ToUser(user)))]);

    public Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        _server.Store.AddGroup(group, [.. userIds]);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<GroupMember>>([.. _server.Store.Users.Select(ToMember)]);

    public Task<IReadOnlyList<string>?> ReadGroupAsync(string group, CancellationToken cancellationToken)
    {
        var found = _server.Store.Groups.FirstOrDefault(one => (string?)one["displayName"] == group);
        return Task.FromResult<IReadOnlyList<string>?>(found is null ? null : _server.Store.MemberIds((string)found["id"]!));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static JsonObject ToUser(GroupMember member)
    {
        var user = new JsonObject { ["active"] = member.Enabled ?? true };
        var name = new JsonObject();
        if (member.FirstName is not null)
            name["givenName"] = member.FirstName;
        if (member.LastName is not null)
            name["familyName"] = member.LastName;
        if (name.Count > 0)
            user["name"] = name;
        if (member.Email is not null)
            user["emails"] = new JsonArray(new JsonObject { ["value"] = member.Email, ["type"] = "work", ["primary"] = true });
        return user;
    }

    private static GroupMember ToMember(JsonObject user) => new()
    {
        Id = (string)user["id"]!,
        UserName = (string?)user["userName"],
        FirstName = (string?)user["name"]?["givenName"],
        LastName = (string?)user["name"]?["familyName"],
        Email = (string?)user["emails"]?.AsArray().FirstOrDefault()?["value"],
        Enabled = (bool?)user["active"],
    };
}
