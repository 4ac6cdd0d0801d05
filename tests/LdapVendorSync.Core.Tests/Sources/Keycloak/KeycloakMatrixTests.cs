using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Tests.Sources.Api;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Keycloak;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>What every source with an API owes, of a realm of the current version of Keycloak.</summary>
public sealed class KeycloakMatrixTests : ApiSourceMatrix
{
    /// <inheritdoc />
    protected override async Task<IApiSourceUnderTest> StartAsync() => new KeycloakSubject(await KeycloakServer.StartAsync());
}

/// <summary>The same of a version that answers at other addresses and gives groups with all below them.</summary>
public sealed class KeycloakOldMatrixTests : ApiSourceMatrix
{
    /// <inheritdoc />
    protected override async Task<IApiSourceUnderTest> StartAsync() =>
        new KeycloakSubject(await KeycloakServer.StartAsync(new KeycloakOptions { Version = 16 }));
}

/// <summary>A running Keycloak for the matrix.</summary>
/// <param name="server">The server.</param>
internal sealed class KeycloakSubject(KeycloakServer server) : IApiSourceUnderTest
{
    private readonly Dictionary<string, KeycloakGroup> _groups = [];
    private readonly Dictionary<string, KeycloakUser> _users = [];

    public ApiSourceSettings Settings => new KeycloakSourceSettings
    {
        Name = "directory",
        BaseUrl = server.BaseUrl,
        Realm = "acme",
        ClientId = KeycloakServer.ClientId,
        ClientSecret = new Secret(KeycloakServer.ClientSecret),
        PageSize = PageSize,
    };

    public int PageSize => 5;

    public IReadOnlySet<MemberPageEffect> Impossible { get; } = new HashSet<MemberPageEffect>();

    public bool RenewsTokens => true;

    public bool HasNestedGroups => true;

    public void Add(string group, params IEnumerable<string> userNames)
    {
        if (!_groups.TryGetValue(group, out var known))
            known = _groups[group] = server.Realm.AddGroup(group);
        foreach (var name in userNames)
        {
            if (!_users.TryGetValue(name, out var user))
                user = _users[name] = server.Realm.AddUser(name);
            server.Realm.Join(known, user);
        }
    }

    public void Remove(string group, params IEnumerable<string> userNames)
    {
        foreach (var name in userNames)
            server.Realm.Leave(_groups[group], _users[name]);
    }

    public void Nest(string group, string nested) => server.Realm.Move(_groups[nested], _groups[group]);

    public void Unnest(string group, string nested) => server.Realm.Move(_groups[nested], null);

    public void Rename(string group, string name)
    {
        var renamed = _groups[group];
        _groups.Remove(group);
        _groups[name] = renamed;
        renamed.Name = name;
    }

    public void Delete(string group) => server.Realm.Remove(_groups[group]);

    public string IdOf(string group) => _groups[group].Id;

    public void Break(MemberPageFault fault) => server.PageFaults.Add(fault);

    public void Mend() => server.PageFaults.Clear();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        server.Checker.ThrowIfViolated();
    }
}
