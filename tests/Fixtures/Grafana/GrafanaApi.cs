using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>The API: who asks, what they may, and which part answers.</summary>
internal sealed class GrafanaApi(GrafanaStore store, GrafanaOptions options)
{
    private readonly GrafanaTeamApi _teams = new(store, options);
    private readonly GrafanaUserApi _users = new(store, options);

    public VendorReply Handle(ApiRequest request, string authorization, string orgHeader)
    {
        lock (store.Gate)
        {
            if (CallerOf(authorization) is not { } caller)
                return GrafanaReply.Message(401, "Invalid username or password");
            if (int.TryParse(orgHeader, out var org) && caller.User is not null)
            {
                if (!store.Orgs.TryGetValue(org, out var members) || !members.ContainsKey(caller.User.Id))
                    return GrafanaReply.Message(401, "user is not a member of the target organization");
                caller = caller with { OrgId = org };
            }

            string[] segments = [.. request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Uri.UnescapeDataString)];
            var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
            var body = request.Body.Length == 0 ? [] : JsonNode.Parse(request.Body)!.AsObject();
            return segments is ["teams", ..]
                ? _teams.Handle(request.Method, segments, query, body, caller)
                : _users.Handle(request.Method, segments, query, body, caller);
        }
    }

    /// <summary>The login name of whoever a request concerns.</summary>
    public string? PersonOf(ApiRequest request)
    {
        var id = request switch
        {
            { Method: "DELETE" } => request.Path.Split('/')[^1],
            { Method: "POST", Path: var path } when path.EndsWith("/members", StringComparison.Ordinal) => IdIn(request.Body),
            _ => null,
        };
        if (request is { Method: "POST", Path: "/api/admin/users", Body.Length: > 0 })
            return JsonNode.Parse(request.Body)!["login"]?.ToString();
        lock (store.Gate)
            return int.TryParse(id, out var number) && store.Users.TryGetValue(number, out var user) ? user.Login : null;
    }

    private static string? IdIn(string body)
    {
        try
        {
            return JsonNode.Parse(body)?["userId"]?.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private GrafanaCaller? CallerOf(string authorization)
    {
        if (authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return store.Tokens.Find(token => token.Text == authorization["Bearer ".Length..]) is { } token
                ? new GrafanaCaller(token.OrgId, null, token)
                : null;
        }

        if (!authorization.StartsWith("Basic ", StringComparison.Ordinal))
            return null;
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(authorization["Basic ".Length..])).Split(':', 2);
        var user = store.Users.Values.FirstOrDefault(user => user.Login == parts[0] && user.Password == parts[1] && !user.IsDisabled);
        return user is null ? null : new GrafanaCaller(1, user, null);
    }
}
