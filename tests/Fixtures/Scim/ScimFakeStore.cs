using System.Globalization;
using System.Text.Json.Nodes;

namespace LdapVendorSync.Fixtures.Scim;

/// <summary>The accounts and groups of the SCIM fake, as they really are. Safe for concurrent use.</summary>
public sealed class ScimFakeStore
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, JsonObject> _users = [];
    private readonly OrderedDictionary<string, JsonObject> _groups = [];
    private int _last;

    /// <summary>The accounts.</summary>
    public IReadOnlyList<JsonObject> Users => Locked(() => Copies(_users));

    /// <summary>The groups.</summary>
    public IReadOnlyList<JsonObject> Groups => Locked(() => Copies(_groups));

    /// <summary>Makes an account.</summary>
    /// <returns>Its id.</returns>
    public string AddUser(string userName, JsonObject? more = null)
    {
        var user = more ?? [];
        user["userName"] = userName;
        return Locked(() => Insert(_users, user, "u"));
    }

    /// <summary>Makes numbered accounts (<c>user00001</c>, …) as members of a group.</summary>
    public IReadOnlyList<string> AddNumbered(string? groupId, int count)
    {
        var ids = Enumerable.Range(1, count).Select(number => AddUser(Numbered(number), Profile(number))).ToArray();
        if (groupId is not null)
            AddMembers(groupId, ids);
        return ids;
    }

    /// <summary>The user name of a numbered account.</summary>
    public static string Numbered(int number) => $"user{number:D5}";

    /// <summary>Makes a group.</summary>
    /// <returns>Its id.</returns>
    public string AddGroup(string displayName, params string[] members)
    {
        var id = Locked(() => Insert(_groups, new JsonObject { ["displayName"] = displayName }, "g"));
        AddMembers(id, members);
        return id;
    }

    /// <summary>Makes another group a member of a group, or whatever the type says.</summary>
    public void AddMembers(string groupId, string id, string? type = null) => Locked(() =>
    {
        if (_groups[groupId]["members"] is not JsonArray members)
            _groups[groupId]["members"] = members = [];
        members.Add(new JsonObject { ["value"] = id, ["type"] = type });
        return true;
    });

    /// <summary>Makes accounts members of a group.</summary>
    public void AddMembers(string groupId, IEnumerable<string> ids) => Locked(() =>
    {
        var group = _groups[groupId];
        if (group["members"] is not JsonArray members)
            group["members"] = members = [];
        foreach (var id in ids)
            members.Add(new JsonObject { ["value"] = id, ["display"] = id });
        return true;
    });

    /// <summary>Changes an account.</summary>
    public void Change(string id, Action<JsonObject> change) => Locked(() =>
    {
        change(_users[id]);
        return true;
    });

    /// <summary>Takes an account out of a group.</summary>
    public void RemoveMember(string groupId, string id) => Locked(() =>
    {
        var members = _groups[groupId]["members"]!.AsArray();
        return members.Remove(members.Single(member => (string?)member!["value"] == id));
    });

    /// <summary>The account with a user name.</summary>
    public JsonObject? FindUser(string userName) => Users.FirstOrDefault(user => (string?)user["userName"] == userName);

    /// <summary>The ids of a group's members, in their order.</summary>
    public IReadOnlyList<string> MemberIds(string groupId) => Locked(
        () => (_groups[groupId]["members"] as JsonArray ?? []).Select(member => (string)member!["value"]!).ToArray());

    /// <summary>The user names of a group's members, in ordinal order.</summary>
    public IReadOnlyList<string> MemberNames(string groupId) => Locked(() => (_groups[groupId]["members"] as JsonArray ?? [])
        .Select(member => (string)_users[(string)member!["value"]!]["userName"]!).Order(StringComparer.Ordinal).ToArray());

    internal T Locked<T>(Func<T> work)
    {
        lock (_gate)
            return work();
    }

    internal OrderedDictionary<string, JsonObject> Of(string kind) => kind == "Users" ? _users : _groups;

    internal string Insert(OrderedDictionary<string, JsonObject> resources, JsonObject resource, string prefix)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_last}");
        resource["id"] = id;
        resource["meta"] = new JsonObject { ["version"] = "W/\"1\"" };
        resources[id] = resource;
        return id;
    }

    private static JsonObject Profile(int number) => new()
    {
        ["name"] = new JsonObject { ["givenName"] = $"First{number}", ["familyName"] = $"Last{number}" },
        ["emails"] = new JsonArray(new JsonObject { ["value"] = $"{Numbered(number)}@example.com", ["type"] = "work", ["primary"] = true }),
        ["active"] = true,
    };

    private static JsonObject[] Copies(OrderedDictionary<string, JsonObject> resources) =>
        [.. resources.Values.Select(resource => (JsonObject)resource.DeepClone())];
}
