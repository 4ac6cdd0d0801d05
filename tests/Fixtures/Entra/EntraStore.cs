using System.Text.Json.Nodes;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>The users, groups and memberships of the tenant, and what changed in them. Safe for concurrent use.</summary>
public sealed class EntraStore
{
    private readonly OrderedDictionary<string, EntraObject> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EntraChange> _changes = [];
    private readonly List<(EntraObject Group, EntraObject Member)> _lagging = [];
    private int _number;

    /// <summary>Held while the tenant is read or changed.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>How many changes there were.</summary>
    internal int Now => _changes.Count;

    /// <summary>Adds a user.</summary>
    /// <param name="name">The part of the principal name and mail address before the <c>@</c>.</param>
    /// <param name="displayName">The name to show; made of <paramref name="name"/> where it is left out.</param>
    /// <param name="department">The department.</param>
    /// <param name="enabled">Whether the account may be used.</param>
    public EntraObject AddUser(string name, string? displayName = null, string? department = null, bool enabled = true)
    {
        var shown = displayName ?? string.Concat(char.ToUpperInvariant(name[0]), name[1..]);
        var names = shown.Split(' ', 2);
        return Add("user", user =>
        {
            user["userPrincipalName"] = $"{name}@contoso.test";
            user["mail"] = $"{name}@contoso.test";
            user["displayName"] = shown;
            user["givenName"] = names[0];
            user["surname"] = names.Length > 1 ? names[1] : null;
            user["userType"] = "Member";
            user["department"] = department;
            user.Properties["accountEnabled"] = JsonValue.Create(enabled);
        });
    }

    /// <summary>Adds many users at once: <c>user00001</c> and so on.</summary>
    public IReadOnlyList<EntraObject> AddUsers(int count, string prefix = "user") =>
        [.. Enumerable.Range(1, count).Select(number => AddUser($"{prefix}{number:D5}"))];

    /// <summary>Adds a group.</summary>
    public EntraObject AddGroup(string displayName, params IEnumerable<EntraObject> members)
    {
        var group = Add("group", group =>
        {
            group["displayName"] = displayName;
            group["description"] = $"The group {displayName}";
            group["mailNickname"] = displayName.Replace(" ", "", StringComparison.Ordinal);
        });
        foreach (var member in members)
            AddMember(group, member);
        return group;
    }

    /// <summary>Adds something else that can be a member: a <c>device</c>, an <c>orgContact</c>, a <c>servicePrincipal</c>.</summary>
    public EntraObject AddOther(string type, string displayName) => Add(type, other => other["displayName"] = displayName);

    /// <summary>Puts somebody, or a group, into a group.</summary>
    public void AddMember(EntraObject group, EntraObject member)
    {
        lock (Gate)
        {
            if (group.Members.TryAdd(member.Id, member))
                Note(group, member, joined: true);
        }
    }

    /// <summary>Takes somebody out of a group.</summary>
    public void RemoveMember(EntraObject group, EntraObject member)
    {
        lock (Gate)
        {
            if (group.Members.Remove(member.Id))
                Note(group, member, joined: false);
        }
    }

    /// <summary>Has reads of a group answered by a server that lags behind: it shows somebody who left already.</summary>
    public void Lag(EntraObject group, EntraObject member)
    {
        lock (Gate)
        {
            if (group.Members.TryAdd(member.Id, member))
                _lagging.Add((group, member));
        }
    }

    /// <summary>Ends what <see cref="Lag"/> began; no change is told, as it was before.</summary>
    public void CatchUp()
    {
        lock (Gate)
        {
            foreach (var (group, member) in _lagging)
                group.Members.Remove(member.Id);
            _lagging.Clear();
        }
    }

    /// <summary>Changes an object.</summary>
    public void Update(EntraObject subject, Action<EntraObject> change)
    {
        lock (Gate)
        {
            change(subject);
            Note(subject);
        }
    }

    /// <summary>Deletes an object; it leaves every group.</summary>
    public void Delete(EntraObject subject)
    {
        lock (Gate)
        {
            _objects.Remove(subject.Id);
            Note(subject);
            foreach (var group in _objects.Values.Where(group => group.Members.Remove(subject.Id)))
                Note(group, subject, joined: false);
        }
    }

    /// <summary>Restores what was deleted. It is in its groups again, of which none is said to have changed.</summary>
    public void Restore(EntraObject subject, params IEnumerable<EntraObject> groups)
    {
        lock (Gate)
        {
            _objects.Add(subject.Id, subject);
            Note(subject);
            foreach (var group in groups)
                group.Members.Add(subject.Id, subject);
        }
    }

    /// <summary>The group with a name.</summary>
    public EntraObject Group(string displayName)
    {
        lock (Gate)
            return OfType("group").Single(group => group["displayName"] == displayName);
    }

    /// <summary>The user with a name before the <c>@</c>.</summary>
    public EntraObject User(string name)
    {
        lock (Gate)
            return OfType("user").Single(user => user["userPrincipalName"] == $"{name}@contoso.test");
    }

    internal IEnumerable<EntraObject> OfType(string type) => _objects.Values.Where(found => found.Type == type);

    internal EntraObject? Find(string type, string id) => _objects.GetValueOrDefault(id) is { } found && found.Type == type ? found : null;

    internal bool Has(EntraObject subject) => _objects.ContainsKey(subject.Id);

    internal IReadOnlyList<EntraChange> ChangesSince(int number) => _changes[Math.Max(0, number)..];

    private EntraObject Add(string type, Action<EntraObject> fill)
    {
        lock (Gate)
        {
            // The same ids each time, so that what a test finds can be read.
            var added = new EntraObject($"{type.Length:x8}-0000-4000-8000-{++_number:x12}", type);
            fill(added);
            _objects.Add(added.Id, added);
            Note(added);
            return added;
        }
    }

    private void Note(EntraObject subject, EntraObject? member = null, bool joined = false) => _changes.Add(new EntraChange(subject, member, joined));
}

/// <summary>One change.</summary>
/// <param name="Subject">What changed.</param>
/// <param name="Member">Who joined or left, where that was the change.</param>
/// <param name="Joined">Which of the two.</param>
internal sealed record EntraChange(EntraObject Subject, EntraObject? Member, bool Joined);
