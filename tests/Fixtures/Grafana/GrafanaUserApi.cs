using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>The part of the API on accounts and organizations.</summary>
internal sealed class GrafanaUserApi(GrafanaStore store, GrafanaOptions options)
{
    private static readonly string[] Roles = ["None", "Viewer", "Editor", "Admin"];

    public static VendorReply Denied(string permission, GrafanaOptions options) => GrafanaReply.Message(
        403,
        options.NamesPermissions
            ? $"You'll need additional permissions to perform this action. Permissions needed: {permission}"
            : "You'll need additional permissions to perform this action.",
        ("title", "Access denied"),
        ("accessErrorId", "ACE0123456789"));

    public VendorReply Handle(
        string method, string[] segments, Dictionary<string, string> query, JsonObject body, GrafanaCaller caller)
    {
        // A token has no account, and may nothing on the server as a whole.
        if (segments is ["user"])
            return caller.User is { } self ? GrafanaReply.Ok(Profile(self)) : GrafanaReply.Message(404, "user not found");
        var permission = (method, segments) switch
        {
            (_, ["org"]) => "orgs:read",
            ("GET", ["org", "users", ..]) => "org.users:read",
            ("POST", ["org" or "orgs", ..]) => "org.users:add",
            ("PATCH", ["orgs", ..]) => "org.users:write",
            ("GET", ["users", ..]) => "users:read",
            ("PUT", ["users", ..]) => "users:write",
            ("POST", ["admin", "users"]) => "users:create",
            ("DELETE", ["admin", "users", _]) => "users:delete",
            _ => "users:disable",
        };
        if (!caller.May(permission))
            return Denied(permission, options);
        return (method, segments) switch
        {
            ("GET", ["org"]) => GrafanaReply.Ok(new JsonObject { ["id"] = caller.OrgId, ["name"] = $"Org {caller.OrgId}" }),
            ("GET", ["org", "users", "search"]) => OrgUsers(query, caller),
            ("POST", ["org", "users"]) => AddToOrg(caller.OrgId, body),
            ("POST", ["orgs", var org, "users"]) => AddToOrg(Number(org), body),
            ("PATCH", ["orgs", var org, "users", var id]) => SetRole(Number(org), Number(id), body),
            ("GET", ["users", "lookup"]) => LookUp(query["loginOrEmail"]) is { } found ? GrafanaReply.Ok(Profile(found)) : NoUser(),
            ("GET", ["users", "search"]) =>
                GrafanaReply.Page("users", [.. Matching(store.Users.Values, query).Select(Profile)], query, options.MaxPageSize),
            ("POST", ["admin", "users"]) => Create(body),
            (_, ["users" or "admin", .. var rest]) => OfUser(method, rest, body),
            _ => GrafanaReply.Message(404, "Not found"),
        };
    }

    private VendorReply OfUser(string method, string[] rest, JsonObject body)
    {
        var id = Number(rest[0] == "users" ? rest[1] : rest[0]);
        if (!store.Users.TryGetValue(id, out var user))
            return NoUser();
        return (method, rest) switch
        {
            ("GET", [_]) => GrafanaReply.Ok(Profile(user)),
            ("PUT", [_]) => Update(user, body),
            ("DELETE", ["users", _]) => Delete(user),
            ("POST", ["users", _, var verb]) => SetDisabled(user, verb),
            _ => GrafanaReply.Message(404, "Not found"),
        };
    }

    private VendorReply OrgUsers(Dictionary<string, string> query, GrafanaCaller caller)
    {
        var members = store.Orgs[caller.OrgId];
        var users = store.Users.Values.Where(user => members.ContainsKey(user.Id) && caller.Sees(user.Id) && !user.IsServiceAccount);
        return GrafanaReply.Page(
            options.OrgUsersName,
            [.. Matching(users, query).Select(user => OrgUser(user, caller.OrgId, members[user.Id]))],
            query,
            options.MaxPageSize);
    }

    private static IEnumerable<GrafanaUser> Matching(IEnumerable<GrafanaUser> users, Dictionary<string, string> query) =>
        query.TryGetValue("query", out var part)
            ? users.Where(user => (string[])[user.Login, user.Email, user.Name] is var texts
                && Array.Exists(texts, text => text.Contains(part, StringComparison.OrdinalIgnoreCase)))
            : users;

    private GrafanaUser? LookUp(string loginOrEmail) =>
        store.Users.Values.FirstOrDefault(user => Same(user.Login, loginOrEmail))
        ?? store.Users.Values.FirstOrDefault(user => Same(user.Email, loginOrEmail));

    private VendorReply AddToOrg(int org, JsonObject body)
    {
        var role = body["role"]!.ToString();
        if (!Roles.Contains(role))
            return GrafanaReply.Message(400, "Invalid role specified");
        if (LookUp(body["loginOrEmail"]!.ToString()) is not { IsServiceAccount: false } user)
            return GrafanaReply.Message(404, "User not found");
        return store.Orgs[org].TryAdd(user.Id, role)
            ? GrafanaReply.Message(200, "User added to organization", ("userId", user.Id))
            : GrafanaReply.Message(409, "User is already member of this organization", ("userId", user.Id));
    }

    private VendorReply SetRole(int org, int user, JsonObject body)
    {
        store.Orgs[org][user] = body["role"]!.ToString();
        return GrafanaReply.Message(200, "Organization user updated");
    }

    private VendorReply Create(JsonObject body)
    {
        var (login, email) = (body["login"]?.ToString().Trim() ?? "", body["email"]?.ToString().Trim() ?? "");
        if ((body["password"]?.ToString().Length ?? 0) < 4)
            return GrafanaReply.Message(400, "Password is missing or too short");
        if (store.Users.Values.Any(user => Same(user.Login, login) || (email.Length > 0 && Same(user.Email, email))))
            return GrafanaReply.Message(412, $"User with email '{email}' or username '{login}' already exists");
        var created = store.AddUser(login, email, body["name"]?.ToString() ?? "", org: 0);
        created.Password = body["password"]!.ToString();
        if (body["orgId"] is { } org)
            store.Orgs[(int)org][created.Id] = options.AutoAssignRole;
        return GrafanaReply.Message(200, "User created", ("id", created.Id));
    }

    private VendorReply Update(GrafanaUser user, JsonObject body)
    {
        if (user.ExternalAuth is not null)
            return GrafanaReply.Message(403, "User info cannot be updated for external Users");
        var (login, email) = (body["login"]!.ToString(), body["email"]!.ToString());
        if (store.Users.Values.Any(other => other != user && (Same(other.Login, login) || (email.Length > 0 && Same(other.Email, email)))))
            return GrafanaReply.Message(409, "Update would result in user login conflict");
        if (options.VerifiesMail && user.Email != email)
            return GrafanaReply.Message(200, "Email sent for verification");
        (user.Login, user.Email, user.Name) = (login, email, body["name"]!.ToString());
        return GrafanaReply.Message(200, "User updated");
    }

    private VendorReply Delete(GrafanaUser user)
    {
        store.Users.Remove(user.Id);
        foreach (var org in store.Orgs.Values)
            org.Remove(user.Id);
        foreach (var team in store.Teams.Values)
            team.Members.Remove(user.Id);
        return GrafanaReply.Message(200, "User deleted");
    }

    private static VendorReply SetDisabled(GrafanaUser user, string verb)
    {
        if (user.ExternalAuth is not null)
            return GrafanaReply.Message(500, $"Could not {verb} external user");
        user.IsDisabled = verb == "disable";
        return GrafanaReply.Message(200, $"User {verb}d");
    }

    private static VendorReply NoUser() => GrafanaReply.Message(404, "user not found");

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static JsonObject Profile(GrafanaUser user) => new JsonObject
    {
        ["id"] = user.Id,
        ["email"] = user.Email,
        ["name"] = user.Name,
        ["login"] = user.Login,
        ["isGrafanaAdmin"] = user.IsServerAdmin,
        ["isDisabled"] = user.IsDisabled,
        ["isExternal"] = user.ExternalAuth is not null,
        ["authLabels"] = user.ExternalAuth is { } label ? new JsonArray(label) : new JsonArray(),
    };

    private static JsonObject OrgUser(GrafanaUser user, int org, string role) => new JsonObject
    {
        ["orgId"] = org,
        ["userId"] = user.Id,
        ["email"] = user.Email,
        ["name"] = user.Name,
        ["login"] = user.Login,
        ["role"] = role,
        ["isDisabled"] = user.IsDisabled,
        ["authLabels"] = user.ExternalAuth is { } label ? new JsonArray(label) : new JsonArray(),
    };
}
