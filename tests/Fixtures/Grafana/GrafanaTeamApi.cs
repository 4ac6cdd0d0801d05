using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>The part of the API below <c>/api/teams</c>.</summary>
internal sealed class GrafanaTeamApi(GrafanaStore store, GrafanaOptions options)
{
    private const string Provisioned = "Team memberships cannot be updated for provisioned teams";

    public VendorReply Handle(
        string method, string[] segments, Dictionary<string, string> query, JsonObject body, GrafanaCaller caller)
    {
        var permission = (method, segments) switch
        {
            ("POST", ["teams"]) => "teams:create",
            ("GET", ["teams", _, "members" or "groups"]) => "teams.permissions:read",
            (_, ["teams", _, "members", ..]) => "teams.permissions:write",
            _ => "teams:read",
        };
        if (segments is ["teams", _, "groups"] && !options.HasTeamSync)
            return GrafanaReply.Message(404, "Not found");
        if ((method, segments) is ("PUT", ["teams", _, "members"]) && !options.HasBulk)
            return GrafanaReply.Message(404, "Not found");
        if (!caller.May(permission))
            return GrafanaUserApi.Denied(permission, options);
        switch (method, segments)
        {
            case ("GET", ["teams", "search"]):
                return Search(query, caller);
            case ("POST", ["teams"]):
                return Create(body["name"]!.ToString(), caller);
        }

        var team = Find(segments[1], caller.OrgId);
        if (team is null)
            return options.KnowsUids || int.TryParse(segments[1], out _)
                ? GrafanaReply.Message(404, "Team not found")
                : GrafanaReply.Message(400, "teamId is invalid");
        return (method, segments) switch
        {
            ("GET", [_, _]) => GrafanaReply.Ok(Json(team)),
            ("GET", [_, _, "groups"]) => GrafanaReply.Ok(new JsonArray([.. team.ExternalGroups.Select(
                group => new JsonObject { ["orgId"] = team.OrgId, ["teamId"] = team.Id, ["groupId"] = group })])),
            ("GET", [_, _, "members"]) => GrafanaReply.Ok(new JsonArray([.. team.Members
                .Where(member => caller.Sees(member.Key) && !store.Users[member.Key].IsServiceAccount)
                .Select(member => Json(team, store.Users[member.Key], member.Value))])),
            _ when team.IsProvisioned => GrafanaReply.Message(400, Provisioned),
            ("POST", [_, _, "members"]) => Add(team, (int)body["userId"]!),
            ("PUT", [_, _, "members"]) => Replace(team, body, caller),
            ("DELETE", [_, _, "members", var id]) => Remove(team, int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)),
            _ => GrafanaReply.Message(404, "Not found"),
        };
    }

    private GrafanaTeam? Find(string id, int org) => store.Teams.Values.FirstOrDefault(team => team.OrgId == org
        && (team.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) == id || (options.KnowsUids && team.Uid == id)));

    private VendorReply Search(Dictionary<string, string> query, GrafanaCaller caller)
    {
        var teams = store.Teams.Values.Where(team => team.OrgId == caller.OrgId);
        if (query.TryGetValue("name", out var name))
            teams = teams.Where(team => SameName(team.Name, name));
        if (query.TryGetValue("query", out var part))
            teams = teams.Where(team => team.Name.Contains(part, StringComparison.OrdinalIgnoreCase));
        JsonNode[] items = [.. teams.OrderBy(team => team.Name, StringComparer.Ordinal).Select(Json)];
        return GrafanaReply.Page("teams", items, query, options.MaxPageSize);
    }

    private VendorReply Create(string name, GrafanaCaller caller)
    {
        if (store.Teams.Values.Any(team => team.OrgId == caller.OrgId && SameName(team.Name, name)))
            return GrafanaReply.Message(409, "Team name taken");
        var created = store.AddTeam(caller.OrgId, name, []);
        if (caller.User is not null)
            created.Members[caller.User.Id] = 4;
        return GrafanaReply.Message(200, "Team created", ("teamId", created.Id), ("uid", created.Uid));
    }

    private bool SameName(string one, string other) =>
        string.Equals(one, other, options.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private VendorReply Add(GrafanaTeam team, int user)
    {
        if (team.Members.ContainsKey(user))
            return GrafanaReply.Message(400, "User is already added to this team");
        // An account that is not there, or not in the organization, is an error of the server to it.
        if (!store.Orgs[team.OrgId].ContainsKey(user))
            return GrafanaReply.Message(500, "Failed to add Member to Team");
        team.Members[user] = 0;
        return GrafanaReply.Message(200, "Member added to Team");
    }

    private static VendorReply Remove(GrafanaTeam team, int user) => team.Members.Remove(user)
        ? GrafanaReply.Message(200, "Team Member removed")
        : GrafanaReply.Message(404, "Team member not found");

    // Mails of members are compared exactly; of the others the server finds accounts by mail. Nothing is written before all are found.
    private VendorReply Replace(GrafanaTeam team, JsonObject body, GrafanaCaller caller)
    {
        var wanted = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var mail in body["members"]!.AsArray())
            wanted[mail!.ToString()] = 0;
        foreach (var mail in body["admins"]!.AsArray())
            wanted[mail!.ToString()] = 4;
        var next = new Dictionary<int, int>();
        foreach (var (id, _) in team.Members.Where(member => !caller.Sees(member.Key) || store.Users[member.Key].IsServiceAccount))
            next[id] = team.Members[id];
        foreach (var (mail, permission) in wanted)
        {
            var member = team.Members.Keys.FirstOrDefault(id => store.Users[id].Email == mail);
            var user = member > 0 ? store.Users[member] : store.Users.Values.FirstOrDefault(other => other.Email.Length > 0
                && string.Equals(other.Email, mail, StringComparison.OrdinalIgnoreCase));
            if (user is null)
                return GrafanaReply.Message(404, "user not found");
            next[user.Id] = permission;
        }

        team.Members.Clear();
        foreach (var (id, permission) in next)
            team.Members[id] = permission;
        return GrafanaReply.Message(200, "Team memberships have been updated");
    }

    private static JsonObject Json(GrafanaTeam team) => new JsonObject
    {
        ["id"] = team.Id,
        ["uid"] = team.Uid,
        ["orgId"] = team.OrgId,
        ["name"] = team.Name,
        ["email"] = "",
        ["isProvisioned"] = team.IsProvisioned,
        ["memberCount"] = team.Members.Count,
        ["permission"] = 0,
    };

    private static JsonObject Json(GrafanaTeam team, GrafanaUser user, int permission) => new JsonObject
    {
        ["orgId"] = team.OrgId,
        ["teamId"] = team.Id,
        ["teamUID"] = team.Uid,
        ["userId"] = user.Id,
        ["auth_module"] = user.ExternalAuth is null ? "" : $"oauth_{user.ExternalAuth}",
        ["email"] = user.Email,
        ["name"] = user.Name,
        ["login"] = user.Login,
        ["labels"] = new JsonArray(),
        ["permission"] = permission,
    };
}
