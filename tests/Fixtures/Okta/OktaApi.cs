using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>The API: who asks, what they may, and what the answer is.</summary>
internal sealed class OktaApi(OktaStore store, OktaOptions options, OktaTokens tokens)
{
    private const string GroupScope = "okta.groups.read";
    private const string UserScope = "okta.users.read";

    private readonly OktaPager _pager = new(options);

    public VendorReply Handle(ApiRequest request, string authorization, Uri self, OktaTrouble trouble)
    {
        lock (store.Gate)
        {
            if (request is { Method: "POST", Path: "/oauth2/v1/token" })
                return tokens.Issue(ApiRequest.Parse("POST", $"/?{request.Body}").Query.ToDictionary(), self.AbsoluteUri);
            if (RightsOf(authorization) is not { } rights)
                return OktaReply.Error(401, "E0000011", "Invalid token provided");
            string[] segments = [.. request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
            var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
            if (request.Method != "GET" || segments is not ["api", "v1", .. var resource])
                return OktaReply.Error(405, "E0000022", "The endpoint does not support the provided HTTP method");
            var scope = resource is ["users", ..] ? UserScope : GroupScope;
            return rights.Contains(scope)
                ? Answer(resource, query, self, trouble)
                : OktaReply.Error(403, "E0000006", "You do not have permission to perform the requested action");
        }
    }

    private HashSet<string>? RightsOf(string authorization)
    {
        if (authorization.StartsWith("SSWS ", StringComparison.Ordinal))
            return store.Tokens.Contains(authorization["SSWS ".Length..]) ? options.Rights : null;
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal))
            return null;
        return tokens.ScopesOf(authorization["Bearer ".Length..]) is { } scopes ? [.. scopes.Intersect(options.Rights)] : null;
    }

    private VendorReply Answer(string[] resource, Dictionary<string, string> query, Uri self, OktaTrouble trouble) => resource switch
    {
        ["groups"] => Groups(query, self, trouble),
        ["groups", var id] => store.Groups.TryGetValue(id, out var group) ? OktaReply.Ok(group.ToJson()) : NoGroup(id),
        ["groups", var id, "users"] => store.Groups.TryGetValue(id, out var group)
            ? Page(MembersOf(trouble.Kind == FaultKind.AnotherGroup ? OtherThan(group) : group), query, self, 1000, trouble)
            : NoGroup(id),
        ["users"] => Users(query, self, trouble),
        ["users", var text] => UserOf(text) is { } user ? OktaReply.Ok(user.ToJson()) : NoUser(text),
        ["users", var id, "groups"] => UserOf(id) is { } user
            ? Page(GroupsOf(user), query, self, 1000, trouble)
            : NoUser(id),
        _ => OktaReply.Error(404, "E0000022", "The endpoint does not support the provided HTTP method"),
    };

    private VendorReply Groups(Dictionary<string, string> query, Uri self, OktaTrouble trouble)
    {
        var withStats = query.GetValueOrDefault("expand") == "stats";
        var all = store.Groups.Values.Select(group => new OktaItem(group.Id, () => group.ToJson(withStats)));
        if (!query.TryGetValue("q", out var beginning))
            return Listed(all, query, self, 200, trouble);
        var limit = Math.Min(options.MaxQueryResults, int.TryParse(query.GetValueOrDefault("limit"), out var asked) ? asked : int.MaxValue);
        var found = store.Groups.Values.Where(group => group.Name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
        return OktaReply.Ok(new JsonArray([.. found.Take(limit).Select(group => group.ToJson())]));
    }

    private VendorReply Users(Dictionary<string, string> query, Uri self, OktaTrouble trouble)
    {
        var isFiltered = query.ContainsKey("filter") || query.ContainsKey("search");
        var users = store.Users.Values.Where(user => isFiltered || user.Status != "DEPROVISIONED").Select(Item);
        return Listed(users, query, self, 200, trouble);
    }

    private VendorReply Listed(IEnumerable<OktaItem> items, Dictionary<string, string> query, Uri self, int size, OktaTrouble trouble)
    {
        if (query.TryGetValue("search", out var search))
        {
            if (OktaExpression.Read(search, isSearch: true) is not { } isFound)
                return Invalid();
            items = options.IsIndexBehind ? [] : items.Where(item => isFound(item.ToJson()));
        }

        if (query.TryGetValue("filter", out var filter))
        {
            if (OktaExpression.Read(filter, isSearch: false) is not { } isMeant)
                return Invalid();
            items = items.Where(item => isMeant(item.ToJson()));
        }

        return Page(items, query, self, size, trouble);
    }

    private VendorReply Page(IEnumerable<OktaItem> items, Dictionary<string, string> query, Uri self, int size, OktaTrouble trouble) =>
        _pager.Cut([.. items], query, self, size, trouble);

    private IEnumerable<OktaItem> GroupsOf(OktaUser user) =>
        store.Groups.Values.Where(group => group.Members.Contains(user.Id)).Select(group => new OktaItem(group.Id, () => group.ToJson()));

    private IEnumerable<OktaItem> MembersOf(OktaGroup group) =>
        group.Members.Where(store.Users.ContainsKey).Select(id => Item(store.Users[id]));

    private static OktaItem Item(OktaUser user) => new(user.Id, user.ToJson);

    private OktaGroup OtherThan(OktaGroup group) => store.Groups.Values.First(other => other != group);

    // By id, login, or the part of the login before its '@' where nobody else has that.
    private OktaUser? UserOf(string text)
    {
        if (store.Users.TryGetValue(text, out var user))
            return user;
        var named = store.Users.Values.FirstOrDefault(other => other.Login.Equals(text, StringComparison.OrdinalIgnoreCase));
        var shortly = store.Users.Values.Where(other => other.Login.Split('@')[0].Equals(text, StringComparison.OrdinalIgnoreCase));
        return named ?? (shortly.Take(2).ToArray() is [var only] ? only : null);
    }

    private static VendorReply NoGroup(string id) => OktaReply.NotFound(id, "UserGroup");

    private static VendorReply NoUser(string id) => OktaReply.NotFound(id, "User");

    private static VendorReply Invalid() => OktaReply.Error(400, "E0000031", "Invalid search criteria.");
}
