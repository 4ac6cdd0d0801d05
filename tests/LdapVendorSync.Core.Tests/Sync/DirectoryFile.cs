using System.Globalization;
using System.Text;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A small directory that a test changes between two runs; written as LDIF.</summary>
internal sealed class DirectoryFile
{
    private const string People = "ou=people,dc=example,dc=test";

    /// <summary>The people, by their id.</summary>
    public Dictionary<string, Person> Persons { get; } = [];

    /// <summary>The groups: name to the ids of the members. An id without a person makes a dangling reference.</summary>
    public Dictionary<string, List<string>> Groups { get; } = [];

    /// <summary>The groups that are members of groups: name to names.</summary>
    public Dictionary<string, List<string>> NestedGroups { get; } = [];

    /// <summary>The ids of groups that survive renames; a group without one has none.</summary>
    public Dictionary<string, string> GroupIds { get; } = [];

    /// <summary>Numbered people (<c>user00001</c>, …) as members of a group.</summary>
    public DirectoryFile WithNumbered(string group, int count)
    {
        for (var number = 1; number <= count; number++)
            With(group, Person.Numbered(number));
        return this;
    }

    /// <summary>A person as a member of a group.</summary>
    public DirectoryFile With(string group, Person person)
    {
        Persons[person.Id] = person;
        if (!Groups.TryGetValue(group, out var members))
            Groups[group] = members = [];
        members.Add(person.Id);
        return this;
    }

    /// <summary>A group as a member of another one.</summary>
    public DirectoryFile Nest(string group, string nested)
    {
        Groups.TryAdd(group, []);
        Groups.TryAdd(nested, []);
        if (!NestedGroups.TryGetValue(group, out var groups))
            NestedGroups[group] = groups = [];
        groups.Add(nested);
        return this;
    }

    /// <summary>Changes a person.</summary>
    public void Change(string id, Func<Person, Person> change) => Persons[id] = change(Persons[id]);

    /// <summary>Takes somebody out of a group.</summary>
    public void Leave(string group, string id) => Groups[group].Remove(id);

    /// <summary>Gives a group another name; it keeps its members and its id.</summary>
    public void Rename(string group, string name)
    {
        Groups.Remove(group, out var members);
        Groups[name] = members!;
        if (GroupIds.Remove(group, out var id))
            GroupIds[name] = id;
    }

    /// <summary>The DN of a group.</summary>
    public static string GroupDn(string group) => $"cn={group},ou=groups,dc=example,dc=test";

    /// <summary>The whole directory.</summary>
    public string ToLdif()
    {
        var ldif = new StringBuilder("version: 1\n\n");
        foreach (var person in Persons.Values)
            person.Append(ldif, Dn(person));
        foreach (var (group, members) in Groups)
        {
            ldif.Append(CultureInfo.InvariantCulture, $"dn: {GroupDn(group)}\nobjectClass: groupOfNames\ncn: {group}\n");
            if (GroupIds.TryGetValue(group, out var groupId))
                ldif.Append(CultureInfo.InvariantCulture, $"entryUUID: {groupId}\n");
            foreach (var id in members)
                ldif.Append(CultureInfo.InvariantCulture, $"member: {(Persons.TryGetValue(id, out var person) ? Dn(person) : $"uid={id},{People}")}\n");
            foreach (var nested in NestedGroups.GetValueOrDefault(group, []))
                ldif.Append(CultureInfo.InvariantCulture, $"member: {GroupDn(nested)}\n");
            ldif.Append('\n');
        }

        return ldif.ToString();
    }

    // The DN stays when a login name changes, unless the test moves the entry itself.
    private static string Dn(Person person) => $"uid={person.Id},{People}";
}

/// <summary>A person of the directory.</summary>
internal sealed record Person(string Id, string UserName)
{
    public string? Mail { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public bool Disabled { get; init; }

    /// <summary>One more attribute of the entry.</summary>
    public (string Name, string Value)? More { get; init; }

    public static Person Numbered(int number) => new($"id-{number:D5}", $"user{number:D5}")
    {
        Mail = $"user{number:D5}@example.com",
        FirstName = $"First{number}",
        LastName = $"Last{number}",
    };

    public void Append(StringBuilder ldif, string dn)
    {
        ldif.Append(CultureInfo.InvariantCulture, $"dn: {dn}\nobjectClass: inetOrgPerson\nentryUUID: {Id}\ncn: {UserName}\n");
        Append(ldif, "uid", UserName);
        Append(ldif, "mail", Mail);
        Append(ldif, "givenName", FirstName);
        Append(ldif, "sn", LastName);
        Append(ldif, "nsAccountLock", Disabled ? "true" : null);
        if (More is var (name, value))
            Append(ldif, name, value);
        ldif.Append('\n');
    }

    private static void Append(StringBuilder ldif, string attribute, string? value)
    {
        if (value is not null)
            ldif.Append(CultureInfo.InvariantCulture, $"{attribute}:: {Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}\n");
    }
}
