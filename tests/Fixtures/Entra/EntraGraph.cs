using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>Microsoft Graph v1.0, as far as groups, users and members go.</summary>
internal sealed class EntraGraph(EntraStore store, EntraOptions options)
{
    private readonly EntraPager _pager = new(options);
    private readonly EntraDelta _delta = new(store, options);

    /// <summary>Forgets every delta token that was given out.</summary>
    public void ExpireDeltaTokens() => _delta.Expire();

    public VendorReply Handle(ApiRequest request, Uri baseUrl, MemberPageEffect? fault)
    {
        if (request.Method != "GET")
            return EntraReply.Error(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
        var segments = SegmentsOf(request);
        var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var here = new EntraRequest(request, baseUrl, query, fault);
        lock (store.Gate)
            return Authorize(segments) ?? Route(segments, here);
    }

    /// <summary>The group whose members a request asks for, and which page of them; <see langword="null"/> for another request.</summary>
    public (EntraObject? Group, int Page)? MembersAskedFor(ApiRequest request)
    {
        if (SegmentsOf(request) is not ["groups", var id, "members"])
            return null;
        lock (store.Gate)
            return (store.Find("group", id), _pager.PageOf(request.Query.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal)));
    }

    private static string[] SegmentsOf(ApiRequest request) =>
        [.. request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Uri.UnescapeDataString)];

    private VendorReply? Authorize(string[] segments)
    {
        var isAllowed = segments switch
        {
            ["groups", ..] => options.Permissions.Contains("GroupMember.Read.All"),
            ["users", _, "memberOf"] => options.Permissions.Contains("GroupMember.Read.All") && options.Permissions.Contains("User.Read.All"),
            _ => options.Permissions.Contains("User.Read.All"),
        };
        return isAllowed ? null : EntraReply.Error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    }

    private VendorReply Route(string[] segments, EntraRequest request) => segments switch
    {
        ["users" or "groups"] => List(segments[0].TrimEnd('s'), request),
        ["users" or "groups", "delta" or "delta()"] => _delta.Answer(segments[0].TrimEnd('s'), request),
        ["users" or "groups", var id] => Get(segments[0].TrimEnd('s'), id, request),
        ["groups", var id, "members"] => Members(id, request),
        ["users", var id, "memberOf"] => MemberOf(id, request),
        _ => EntraReply.Error(400, "BadRequest", $"Resource not found for the segment '{segments.LastOrDefault()}'."),
    };

    private VendorReply List(string type, EntraRequest request)
    {
        if (Unknown(type, request) is { } refusal)
            return refusal;
        var found = store.OfType(type);
        if (request.Query.TryGetValue("$filter", out var filter))
        {
            if (!EntraFilter.TryParse(filter, out var matches))
                return EntraReply.Error(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified.");
            found = found.Where(matches);
        }

        return _pager.Answer(request, () => [.. found], subject => subject.ToJson(request.Select, withType: false));
    }

    private VendorReply Get(string type, string id, EntraRequest request)
    {
        if (Unknown(type, request) is { } refusal)
            return refusal;
        return store.Find(type, id) is { } found
            ? EntraReply.Json(200, found.ToJson(request.Select, withType: false))
            : NotFound(id);
    }

    private VendorReply Members(string id, EntraRequest request)
    {
        if (store.Find("group", id) is not { } group)
            return NotFound(id);
        var isHidden = group["visibility"] == "HiddenMembership" && !options.Permissions.Contains("Member.Read.Hidden");
        return _pager.Answer(request, () => isHidden ? [] : [.. group.Members.Values], Show(request));
    }

    private VendorReply MemberOf(string id, EntraRequest request)
    {
        if (store.Find("user", id) is not { } user)
            return NotFound(id);
        return _pager.Answer(request, () => [.. store.OfType("group").Where(group => group.Members.ContainsKey(user.Id))], Show(request));
    }

    // Of whatever the app may not read, a list of members shows the type and the id.
    private Func<EntraObject, JsonObject> Show(EntraRequest request) => subject =>
        subject.ToJson(request.Select, withType: true, subject.Type != "user" || options.Permissions.Contains("User.Read.All"));

    private static VendorReply? Unknown(string type, EntraRequest request) =>
        request.Select.FirstOrDefault(property => !EntraProperties.Has(type, property)) is { } unknown
            ? EntraReply.Error(400, "BadRequest", $"Parsing OData Select and Expand failed: Could not find a property named '{unknown}' on type 'microsoft.graph.{type}'.")
            : null;

    private static VendorReply NotFound(string id) => EntraReply.Error(
        404, "Request_ResourceNotFound", $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
}

/// <summary>A request for something of Graph.</summary>
internal sealed record EntraRequest(ApiRequest Request, Uri BaseUrl, IReadOnlyDictionary<string, string> Query, MemberPageEffect? Fault)
{
    public IReadOnlyList<string> Select { get; } = Query.GetValueOrDefault("$select") is { } select ? select.Split(',') : ["id", "displayName"];

    public int? Top => int.TryParse(Query.GetValueOrDefault("$top"), NumberStyles.None, CultureInfo.InvariantCulture, out var top) ? top : null;

    /// <summary>The address of the same with other parameters.</summary>
    public string With(params (string Name, string Value)[] parameters)
    {
        var query = Query.Where(pair => parameters.All(parameter => parameter.Name != pair.Key))
            .Select(pair => (pair.Key, pair.Value))
            .Concat(parameters)
            .Where(pair => pair.Value.Length > 0)
            .Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}");
        return $"{BaseUrl.GetLeftPart(UriPartial.Authority)}{Request.Path}?{string.Join('&', query)}";
    }
}
