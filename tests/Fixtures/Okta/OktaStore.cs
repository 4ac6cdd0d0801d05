using System.Globalization;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>What the organization of a test has. Requests are worked on one at a time.</summary>
public sealed class OktaStore
{
    private int _lastId;

    /// <summary>Held while a request is worked on.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The accounts, by id.</summary>
    public SortedDictionary<string, OktaUser> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>The groups, by id.</summary>
    public SortedDictionary<string, OktaGroup> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The API tokens.</summary>
    public HashSet<string> Tokens { get; } = new(StringComparer.Ordinal);

    /// <summary>The service apps.</summary>
    public List<OktaServiceApp> Apps { get; } = [];

    /// <summary>Adds an account.</summary>
    /// <param name="login">The login name; one without a domain gets <c>@example.com</c>.</param>
    /// <param name="firstName">The given name.</param>
    /// <param name="lastName">The family name.</param>
    /// <param name="status">The status.</param>
    public OktaUser AddUser(string login, string firstName = "Given", string lastName = "Family", string? status = "ACTIVE")
    {
        lock (Gate)
        {
            var name = login.Contains('@', StringComparison.Ordinal) ? login : $"{login}@example.com";
            var user = new OktaUser { Id = NextId("00u"), Status = status };
            foreach (var (key, value) in new[] { ("login", name), ("email", name), ("firstName", firstName), ("lastName", lastName) })
                user.Profile[key] = value;
            Users.Add(user.Id, user);
            return user;
        }
    }

    /// <summary>Adds a group.</summary>
    /// <param name="name">The name.</param>
    /// <param name="members">Its members.</param>
    public OktaGroup AddGroup(string name, params IEnumerable<OktaUser> members)
    {
        lock (Gate)
        {
            var group = new OktaGroup { Id = NextId("00g"), Name = name };
            group.Members.UnionWith(members.Select(member => member.Id));
            Groups.Add(group.Id, group);
            return group;
        }
    }

    /// <summary>
    /// Adds a group of so many numbered people (<c>user00001@example.com</c>, …), who are added where they are not there yet.
    /// </summary>
    public OktaGroup AddNumbered(string name, int count)
    {
        lock (Gate)
        {
            var known = Users.Values.ToDictionary(user => user.Login, StringComparer.OrdinalIgnoreCase);
            var members = Enumerable.Range(1, count).Select(Numbered).Select(login => known.GetValueOrDefault(login) ?? AddUser(login));
            return AddGroup(name, members.ToArray());
        }
    }

    /// <summary>The account with a login name.</summary>
    public OktaUser? Find(string login)
    {
        lock (Gate)
            return Users.Values.FirstOrDefault(user => user.Login.Equals(login, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The group with a name.</summary>
    public OktaGroup Group(string name)
    {
        lock (Gate)
            return Groups.Values.First(group => group.Name == name);
    }

    private static string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number:d5}@example.com");

    private string NextId(string kind) => $"{kind}{(++_lastId).ToString("d17", CultureInfo.InvariantCulture)}";
}
