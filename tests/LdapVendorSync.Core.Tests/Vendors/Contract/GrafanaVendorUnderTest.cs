using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Grafana;
using LdapVendorSync.Fixtures.Grafana;
using LdapVendorSync.ProviderKit;
using LdapVendorSync.ProviderKit.Http;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>grafana</c> before the Grafana of the tests. Every request has to be as the API's descriptions say.</summary>
internal sealed class GrafanaVendorUnderTest : IVendorUnderTest
{
    private const string NoAccounts = "Grafana lets nobody but a server administrator make accounts; others can let in who has one.";

    private readonly GrafanaServer _server;
    private readonly FaultyProxy _proxy;
    private readonly bool _asAdmin;

    private GrafanaVendorUnderTest(GrafanaServer server, bool asAdmin)
    {
        _server = server;
        _asAdmin = asAdmin;
        _proxy = FaultyProxy.Start(server.BaseUrl);
    }

    public VendorSettings Settings => new()
    {
        Name = "Kit vendor",
        Module = "grafana",
        BaseUrl = _proxy.BaseUrl,
        Auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret(GrafanaServer.Token) },
        Groups = [new MappingSettings { SourceGroup = "cn=kit", VendorGroup = ContractNames.Group }],
        ProviderSettings = new GrafanaSettings
        {
            AdminAuth = _asAdmin
                ? new AuthSettings { Method = AuthMethod.Basic, Username = "admin", Password = new Secret(GrafanaServer.AdminPassword) }
                : null,
        },
    };

    public VendorSettings WrongCredentials => Settings with
    {
        Auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret("kit-wrong-token-91d4") },
    };

    public IReadOnlyList<string> Attributes => [AttributeNames.UserName, AttributeNames.Email, AttributeNames.DisplayName];

    public IReadOnlyList<string> Secrets => [GrafanaServer.Token, GrafanaServer.AdminPassword];

    public int? PageSize => 1000;

    public IReadOnlyDictionary<string, string> Deviations => _asAdmin
        ? new Dictionary<string, string>()
        : new Dictionary<string, string>
        {
            ["create-user"] = NoAccounts, ["create-then-find"] = NoAccounts, ["create-odd-values"] = NoAccounts,
        };

    public IVendorFaults Faults => _proxy;

    public RequestCount? Requests => _proxy.Requests;

    public static async Task<IVendorUnderTest> StartAsync(bool asAdmin) =>
        new GrafanaVendorUnderTest(await GrafanaServer.StartAsync(), asAdmin);

    public IVendorProvider CreateProvider(VendorContext context) => GrafanaVendorProvider.Descriptor.Create(context);

    public Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        foreach (var user in users)
        {
            var account = _server.Store.AddUser(user.UserName!, user.Email ?? "", user.DisplayName ?? "");
            account.IsDisabled = user.Enabled == false;
            ids.Add(account.Id.ToString(CultureInfo.InvariantCulture));
        }

        return Task.FromResult<IReadOnlyList<string>>(ids);
    }

    public Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        _server.Store.AddTeam(group, userIds.Select(id => _server.Store.Users[int.Parse(id, CultureInfo.InvariantCulture)]));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken)
    {
        lock (_server.Store.Gate)
        {
            var people = _server.Store.Users.Values.Where(user => user.Login != "admin");
            return Task.FromResult<IReadOnlyList<GroupMember>>([.. people.Select(ToMember)]);
        }
    }

    public Task<IReadOnlyList<string>?> ReadGroupAsync(string group, CancellationToken cancellationToken)
    {
        lock (_server.Store.Gate)
        {
            var team = _server.Store.Teams.Values.SingleOrDefault(other => other.Name == group);
            return Task.FromResult<IReadOnlyList<string>?>(
                team?.Members.Keys.Select(id => id.ToString(CultureInfo.InvariantCulture)).ToArray());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        _server.Checker.ThrowIfViolated();
    }

    private static GroupMember ToMember(GrafanaUser user) => new()
    {
        Id = user.Id.ToString(CultureInfo.InvariantCulture),
        UserName = user.Login,
        Email = user.Email.Length > 0 ? user.Email : null,
        DisplayName = user.Name.Length > 0 ? user.Name : null,
        Enabled = !user.IsDisabled,
    };
}
