using System.Globalization;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>The accounts and groups of the vendor test server, in memory. Safe for concurrent use.</summary>
public sealed class VendorStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, VendorUser> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SortedDictionary<long, string>> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string User), long> _memberships = [];
    private long _lastId;
    private long _lastMembership;

    /// <summary>Every account, in the order of creation.</summary>
    public IReadOnlyList<VendorUser> Users => Read(() => _users.Values.ToArray());

    /// <summary>Every group with the user names of its members, in the order they came in.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Groups => Read(() => _groups.ToDictionary(
        group => group.Key,
        group => (IReadOnlyList<string>)[.. group.Value.Values.Select(id => _users[id].Username)]));

    /// <summary>The account of a user name, or <see langword="null"/>.</summary>
    public VendorUser? FindByName(string username) => Read(() => _idByName.TryGetValue(username, out var id) ? _users[id] : null);

    /// <summary>The account of an id, or <see langword="null"/>.</summary>
    public VendorUser? Find(string id) => Read(() => _users.GetValueOrDefault(id));

    /// <summary>The accounts in a group, or <see langword="null"/> where there is no such group.</summary>
    public IReadOnlyList<VendorUser>? Members(string group) =>
        Read(() => _groups.TryGetValue(group, out var members) ? members.Values.Select(id => _users[id]).ToArray() : null);

    /// <summary>The user names in a group, sorted, for asserts. Throws where there is no such group.</summary>
    public IReadOnlyList<string> MemberNames(string group) =>
        [.. (Members(group) ?? throw new KeyNotFoundException($"No group '{group}'.")).Select(user => user.Username).Order(
            StringComparer.Ordinal)];

    /// <summary>Creates an account.</summary>
    /// <returns>The account, or <see langword="null"/> where the user name is taken.</returns>
    public VendorUser? CreateUser(VendorUser user) => Read(() =>
    {
        if (_idByName.ContainsKey(user.Username))
            return null;
        var created = user.Id.Length > 0 ? user : user with { Id = (++_lastId).ToString(CultureInfo.InvariantCulture) };
        _users.Add(created.Id, created);
        _idByName.Add(created.Username, created.Id);
        return created;
    });

    /// <summary>Adds an account under a name that another account already has, as broken applications allow.</summary>
    public void AddDuplicate(VendorUser user) => Read(() => _users[user.Id] = user);

    /// <summary>Changes fields of an account.</summary>
    /// <returns>The account, or <see langword="null"/> where the new user name is taken.</returns>
    /// <exception cref="KeyNotFoundException">There is no such account.</exception>
    public VendorUser? UpdateUser(string id, IReadOnlyDictionary<string, string?> fields) => Read(() =>
    {
        var before = _users[id];
        var after = before.With(fields);
        if (_idByName.TryGetValue(after.Username, out var holder) && holder != id)
            return null;
        _idByName.Remove(before.Username);
        _idByName[after.Username] = id;
        return _users[id] = after;
    });

    /// <summary>Deletes an account with its memberships.</summary>
    /// <exception cref="KeyNotFoundException">There is no such account.</exception>
    public void DeleteUser(string id) => Read(() =>
    {
        foreach (var group in _groups.Keys)
        {
            if (_memberships.Remove((group, id), out var membership))
                _groups[group].Remove(membership);
        }

        _idByName.Remove(_users[id].Username);
        return _users.Remove(id);
    });

    /// <summary>Creates a group.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool CreateGroup(string group) => Read(() => _groups.TryAdd(group, []));

    /// <summary>Deletes a group.</summary>
    public void DeleteGroup(string group) => Read(() => _groups.Remove(group));

    /// <summary>Makes an account a member.</summary>
    /// <returns>Whether it was none.</returns>
    /// <exception cref="KeyNotFoundException">There is no such group or account.</exception>
    public bool Add(string group, string userId) => Read(() =>
    {
        var members = _groups[group];
        _ = _users[userId];
        if (!_memberships.TryAdd((group, userId), ++_lastMembership))
            return false;
        members.Add(_lastMembership, userId);
        return true;
    });

    /// <summary>Ends a membership.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="KeyNotFoundException">There is no such group.</exception>
    public bool Remove(string group, string userId) => Read(() =>
    {
        var members = _groups[group];
        return _memberships.Remove((group, userId), out var membership) && members.Remove(membership);
    });

    /// <summary>
    /// Creates accounts that are not there yet and makes them members of a group, which is created where it is not there.
    /// </summary>
    public void Seed(string group, params IEnumerable<VendorUser> users)
    {
        CreateGroup(group);
        foreach (var user in users)
        {
            var account = FindByName(user.Username) ?? CreateUser(user)!;
            Add(group, account.Id);
        }
    }

    /// <summary>Creates numbered people (<c>user00001</c>, …) as members of a group.</summary>
    public void SeedNumbered(string group, int count, int first = 1) => Seed(group, Enumerable.Range(first, count).Select(Numbered));

    /// <summary>The numbered person.</summary>
    public static VendorUser Numbered(int number) => new()
    {
        Username = $"user{number:D5}",
        FirstName = $"First{number}",
        LastName = $"Last{number}",
        Email = $"user{number:D5}@example.com",
    };

    /// <summary>Empties the store.</summary>
    public void Clear() => Read(() =>
    {
        _users.Clear();
        _idByName.Clear();
        _groups.Clear();
        _memberships.Clear();
        return true;
    });

    private T Read<T>(Func<T> access)
    {
        lock (_gate)
            return access();
    }
}
