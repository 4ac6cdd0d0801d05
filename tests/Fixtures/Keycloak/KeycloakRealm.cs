namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>A realm: its people, groups and clients. To be changed only by its own methods while the server runs.</summary>
/// <param name="name">Its name.</param>
public sealed class KeycloakRealm(string name)
{
    private readonly Lock _gate = new();
    private readonly List<KeycloakUser> _users = [];
    private readonly List<KeycloakGroup> _groups = [];
    private readonly List<KeycloakFakeClient> _clients = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The people, in the order of lists.</summary>
    public IReadOnlyList<KeycloakUser> Users => Locked(() => _users.OrderBy(user => user.UserName, StringComparer.Ordinal).ToList());

    /// <summary>The groups, in the order of lists.</summary>
    public IReadOnlyList<KeycloakGroup> Groups => Locked(() => _groups.OrderBy(group => group.Name, StringComparer.Ordinal).ToList());

    /// <summary>The clients.</summary>
    public IReadOnlyList<KeycloakFakeClient> Clients => Locked(() => _clients.ToList());

    /// <summary>Adds somebody with a mail address and names made of the user name.</summary>
    /// <param name="userName">The login name.</param>
    /// <param name="attributes">Attributes of one value each.</param>
    public KeycloakUser AddUser(string userName, params (string Name, string Value)[] attributes)
    {
        var user = new KeycloakUser
        {
            UserName = userName,
            Email = $"{userName}@example.com",
            FirstName = char.ToUpperInvariant(userName[0]) + userName[1..],
            LastName = "Example",
        };
        foreach (var (attribute, value) in attributes)
            user.Attributes[attribute] = [value];
        return Add(user);
    }

    /// <summary>Adds an account as it is given.</summary>
    public KeycloakUser Add(KeycloakUser user) => Locked(() =>
    {
        _users.Add(user);
        return user;
    });

    /// <summary>Adds the account of a client, which only members of groups show.</summary>
    public KeycloakUser AddServiceAccount(string clientId) =>
        Add(new KeycloakUser { UserName = $"service-account-{clientId}", IsServiceAccount = true });

    /// <summary>Adds a group, and those that it is in.</summary>
    /// <param name="names">The names from the top.</param>
    public KeycloakGroup AddGroup(params IReadOnlyList<string> names) => Locked(() =>
    {
        KeycloakGroup? group = null;
        foreach (var part in names)
        {
            var parent = group;
            group = _groups.Find(other => other.Parent == parent && other.Name == part);
            if (group is null)
                _groups.Add(group = new KeycloakGroup(part, parent));
        }

        return group!;
    });

    /// <summary>Puts people into a group.</summary>
    public void Join(KeycloakGroup group, params IReadOnlyList<KeycloakUser> users) => Locked(() =>
    {
        group.Members.UnionWith(users.Select(user => user.Id));
        return true;
    });

    /// <summary>Takes somebody out of a group.</summary>
    public void Leave(KeycloakGroup group, KeycloakUser user) => Locked(() => group.Members.Remove(user.Id));

    /// <summary>Deletes an account.</summary>
    public void Remove(KeycloakUser user) => Locked(() =>
    {
        foreach (var group in _groups)
            group.Members.Remove(user.Id);
        return _users.Remove(user);
    });

    /// <summary>Puts a group into another, or to the top.</summary>
    public void Move(KeycloakGroup group, KeycloakGroup? parent) => Locked(() => group.Parent = parent);

    /// <summary>Deletes a group and those in it.</summary>
    public void Remove(KeycloakGroup group) => Locked(() =>
        _groups.RemoveAll(other => other == group || other.Path.StartsWith($"{group.Path}/", StringComparison.Ordinal)));

    /// <summary>Adds a client with a secret that may read this realm.</summary>
    /// <param name="clientId">Its id.</param>
    /// <param name="secret">Its secret; <see langword="null"/> where it gets a key.</param>
    /// <param name="roles">Its roles of <c>realm-management</c>; the ones that reading takes where none is named.</param>
    public KeycloakFakeClient AddClient(string clientId, string? secret, params IReadOnlyList<string> roles)
    {
        var client = new KeycloakFakeClient { ClientId = clientId, Secret = secret };
        client.Roles[Name] = [.. roles.Count > 0 ? roles : ["view-users", "query-users", "query-groups"]];
        return Locked(() =>
        {
            _clients.Add(client);
            return client;
        });
    }

    private T Locked<T>(Func<T> access)
    {
        lock (_gate)
            return access();
    }
}
