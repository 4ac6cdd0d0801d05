namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>What the Grafana of a test has. Requests are worked on one at a time.</summary>
public sealed class GrafanaStore
{
    private int _lastUser;
    private int _lastTeam;

    /// <summary>Held while a request is worked on.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The accounts, by id.</summary>
    public SortedDictionary<int, GrafanaUser> Users { get; } = [];

    /// <summary>The teams, by id.</summary>
    public SortedDictionary<int, GrafanaTeam> Teams { get; } = [];

    /// <summary>The organizations: role by account, by organization.</summary>
    public SortedDictionary<int, Dictionary<int, string>> Orgs { get; } = new() { [1] = [] };

    /// <summary>The tokens.</summary>
    public List<GrafanaToken> Tokens { get; } = [];

    /// <summary>Adds an account.</summary>
    /// <param name="login">The login name.</param>
    /// <param name="email">The mail address; <see langword="null"/> for one made of the login name.</param>
    /// <param name="name">The name.</param>
    /// <param name="org">The organization that it is in; 0 for none.</param>
    public GrafanaUser AddUser(string login, string? email = null, string name = "", int org = 1)
    {
        lock (Gate)
        {
            var user = new GrafanaUser { Id = ++_lastUser, Login = login, Email = email ?? $"{login}@example.com", Name = name };
            Users.Add(user.Id, user);
            if (org > 0)
                Orgs[org][user.Id] = "Viewer";
            return user;
        }
    }

    /// <summary>Adds a team.</summary>
    /// <param name="name">The name.</param>
    /// <param name="members">Its members.</param>
    public GrafanaTeam AddTeam(string name, params IEnumerable<GrafanaUser> members) => AddTeam(1, name, members);

    internal GrafanaTeam AddTeam(int org, string name, IEnumerable<GrafanaUser> members)
    {
        lock (Gate)
        {
            var team = new GrafanaTeam { Id = ++_lastTeam, OrgId = org, Name = name };
            foreach (var member in members)
                team.Members[member.Id] = 0;
            Teams.Add(team.Id, team);
            return team;
        }
    }

    /// <summary>The login names of a team's members, in order.</summary>
    public IReadOnlyList<string> MembersOf(string team)
    {
        lock (Gate)
        {
            var ids = Teams.Values.Single(other => other.Name == team).Members.Keys;
            return [.. ids.Select(id => Users[id].Login).Order(StringComparer.Ordinal)];
        }
    }
}
