using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>The admin API of a realm, as far as it reads groups and people.</summary>
/// <param name="realm">The realm.</param>
/// <param name="options">What kind of Keycloak it is.</param>
internal sealed class KeycloakAdminApi(KeycloakRealm realm, KeycloakOptions options)
{
    private const int DefaultMembers = 100;
    private const int DefaultChildren = 10;

    private bool HasChildren => options.Version >= 23;

    public VendorReply Handle(string[] segments, ApiRequest request, KeycloakFakeClient client)
    {
        var roles = client.Roles.GetValueOrDefault(realm.Name) ?? [];
        var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var mayView = roles.Contains("view-users");
        var mayAsk = segments switch
        {
            [] => roles.Count > 0,
            ["groups"] or ["groups", "count"] => mayView || roles.Contains("query-groups"),
            ["users"] or ["users", "count"] => mayView || roles.Contains("query-users"),
            _ => mayView,
        };
        if (request.Method != "GET")
            return KeycloakReply.NoSuchAddress();
        if (!mayAsk)
            return KeycloakReply.Error(403, "HTTP 403 Forbidden");
        return segments switch
        {
            [] => KeycloakReply.Ok(new JsonObject { ["realm"] = realm.Name }),
            ["groups"] => Groups(query, mayView),
            ["groups", "count"] => KeycloakReply.Ok(new JsonObject { ["count"] = realm.Groups.Count }),
            ["groups", var id, .. var rest] when realm.Groups.FirstOrDefault(group => group.Id == id) is { } group => Group(group, rest, query),
            ["groups", ..] => KeycloakReply.Error(404, "Could not find group by id"),
            ["users"] => Users(query, mayView),
            ["users", "count"] => KeycloakReply.Ok(JsonValue.Create(People().Count(user => mayView || user.IsShownToAll))),
            ["users", var id] => realm.Users.FirstOrDefault(user => user.Id == id) is { } user
                ? KeycloakReply.Ok(Json(user, isBrief: false))
                : KeycloakReply.Error(404, "User not found"),
            ["users", var id, "groups"] => Page(realm.Groups.Where(group => group.Members.Contains(id)), group => Json(group, false), query, DefaultMembers),
            ["attack-detection", "brute-force", "users", _] => KeycloakReply.Ok(new JsonObject { ["disabled"] = false, ["numFailures"] = 0 }),
            _ => KeycloakReply.NoSuchAddress(),
        };
    }

    private VendorReply Groups(Dictionary<string, string> query, bool mayView)
    {
        var top = realm.Groups.Where(group => group.Parent is null && mayView && !group.IsHidden);
        if (query.GetValueOrDefault("search")?.Trim() is not { } text)
            return Page(top, group => Json(group, withAll: !HasChildren), query, int.MaxValue);
        var isExact = HasChildren && query.GetValueOrDefault("exact") == "true";
        return Page(top.Select(group => Found(group, text, isExact)).OfType<JsonObject>(), json => json, query, int.MaxValue);
    }

    // What is found comes within the groups that lead there; before version 23 with everything below it.
    private JsonObject? Found(KeycloakGroup group, string text, bool isExact)
    {
        var matches = isExact
            ? group.Name.Equals(text, StringComparison.OrdinalIgnoreCase)
            : group.Name.Contains(text, StringComparison.OrdinalIgnoreCase);
        var nested = ChildrenOf(group).Where(child => !child.IsHidden).Select(child => Found(child, text, isExact)).OfType<JsonObject>().ToArray();
        if (!matches && nested.Length == 0)
            return null;
        var json = Json(group, withAll: !HasChildren && matches);
        if (HasChildren || !matches)
            json["subGroups"] = new JsonArray([.. nested]);
        return json;
    }

    private VendorReply Group(KeycloakGroup group, string[] rest, Dictionary<string, string> query)
    {
        if (group.IsHidden)
            return KeycloakReply.Error(403, "HTTP 403 Forbidden");
        return rest switch
        {
            [] => KeycloakReply.Ok(Json(group, withAll: !HasChildren)),
            ["children"] => HasChildren
                ? Page(ChildrenOf(group).Where(child => !child.IsHidden), child => Json(child, false), query, DefaultChildren)
                : KeycloakReply.Error(405, "HTTP 405 Method Not Allowed"),
            ["members"] => UserPage(realm.Users.Where(user => group.Members.Contains(user.Id)), query, mayView: true),
            _ => KeycloakReply.NoSuchAddress(),
        };
    }

    private VendorReply Users(Dictionary<string, string> query, bool mayView)
    {
        var isExact = query.GetValueOrDefault("exact") == "true";
        var found = query switch
        {
            _ when query.TryGetValue("username", out var name) => realm.Users.Where(user => Matches(user.UserName, name, isExact)),
            _ when query.TryGetValue("email", out var mail) => realm.Users.Where(user => Matches(user.Email, mail, isExact)),
            _ when query.TryGetValue("search", out var text) => People().Where(user =>
                new[] { user.UserName, user.Email, user.FirstName, user.LastName }.Any(value => Matches(value, text, false))),
            _ when query.ContainsKey("enabled") => realm.Users.Where(user => user.Enabled),
            _ => People(),
        };
        return UserPage(found, query, mayView);
    }

    private IEnumerable<KeycloakUser> People() => realm.Users.Where(user => !user.IsServiceAccount);

    private static bool Matches(string? value, string text, bool isExact) => value is not null
        && (isExact ? value.Equals(text, StringComparison.OrdinalIgnoreCase) : value.Contains(text, StringComparison.OrdinalIgnoreCase));

    private VendorReply UserPage(IEnumerable<KeycloakUser> users, Dictionary<string, string> query, bool mayView)
    {
        var isBrief = query.GetValueOrDefault("briefRepresentation") == "true";
        var page = Cut(users, query, DefaultMembers).ToList();
        foreach (var gone in page.Where(user => user.IsGoneFromProvider))
            realm.Remove(gone);
        // Who may not view people gets the page without them.
        return KeycloakReply.Ok(new JsonArray([.. page.Where(user => (mayView || user.IsShownToAll) && !user.IsGoneFromProvider).Select(user => Json(user, isBrief))]));
    }

    private VendorReply Page<T>(IEnumerable<T> items, Func<T, JsonObject> json, Dictionary<string, string> query, int defaultMax) =>
        KeycloakReply.Ok(new JsonArray([.. Cut(items, query, defaultMax).Select(json)]));

    private IEnumerable<T> Cut<T>(IEnumerable<T> items, Dictionary<string, string> query, int defaultMax)
    {
        var first = Number(query, "first") ?? 0;
        var max = Number(query, "max") ?? defaultMax;
        return items.Skip(first).Take(Math.Min(options.LargestPage, max < 0 ? int.MaxValue : max));
    }

    private static int? Number(Dictionary<string, string> query, string name) =>
        query.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private IEnumerable<KeycloakGroup> ChildrenOf(KeycloakGroup group) => realm.Groups.Where(child => child.Parent == group);

    private JsonObject Json(KeycloakGroup group, bool withAll)
    {
        var json = new JsonObject
        {
            ["id"] = group.Id,
            ["name"] = group.Name,
            ["path"] = group.Path,
            ["subGroups"] = new JsonArray([.. withAll ? ChildrenOf(group).Select(child => Json(child, true)) : []]),
        };
        if (HasChildren)
            json["subGroupCount"] = ChildrenOf(group).Count();
        return json;
    }

    private static JsonObject Json(KeycloakUser user, bool isBrief)
    {
        var json = new JsonObject
        {
            ["id"] = user.Id,
            ["username"] = user.UserName,
            ["firstName"] = user.FirstName,
            ["lastName"] = user.LastName,
            ["email"] = user.Email,
            ["emailVerified"] = true,
            ["enabled"] = user.Enabled && !user.IsProviderAway,
            ["createdTimestamp"] = 1_700_000_000_000,
        };
        foreach (var absent in json.Where(pair => pair.Value is null).Select(pair => pair.Key).ToArray())
            json.Remove(absent);
        if (user.FederationLink is not null)
            json["federationLink"] = user.FederationLink;
        if (!isBrief && user.Attributes.Count > 0)
        {
            json["attributes"] = new JsonObject(user.Attributes.Select(attribute =>
                KeyValuePair.Create<string, JsonNode?>(attribute.Key, new JsonArray([.. attribute.Value.Select(value => JsonValue.Create(value))]))));
        }

        return json;
    }
}
