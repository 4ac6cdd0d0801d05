using System.Globalization;
using System.Text.Json.Nodes;

namespace LdapVendorSync.Fixtures.Scim;

/// <summary>What the SCIM fake answers.</summary>
internal sealed class ScimFakeApi(ScimFakeStore store, ScimFakeOptions options)
{
    private readonly ScimPatcher _patcher = new(store, options);

    public (int Status, JsonObject? Body) Handle(
        string method, string[] path, IReadOnlyDictionary<string, string> query, JsonObject? body, string? ifMatch) => (method, path) switch
        {
            ("GET", ["ServiceProviderConfig"]) when options.Discovery => (200, Config()),
            ("GET", ["ResourceTypes"]) when options.Discovery => (200, Types()),
            ("POST", ["Bulk"]) when options.Bulk => (200, store.Locked(() => Bulk(body!))),
            ("GET", ["Users" or "Groups"]) => (200, store.Locked(() => List(path[0], query))),
            ("POST", ["Users" or "Groups"]) => (201, store.Locked(() => Create(path[0], body!))),
            (_, ["Users" or "Groups", var id]) => store.Locked(() => HandleOne(method, path[0], id, body, ifMatch)),
            _ => throw new ScimFakeException(404, null, $"nothing at {string.Join('/', path)}"),
        };

    private (int Status, JsonObject? Body) HandleOne(string method, string kind, string id, JsonObject? body, string? ifMatch)
    {
        if (!store.Of(kind).TryGetValue(id, out var resource))
            throw new ScimFakeException(404, null, $"{kind} {id} is not there");
        if (method != "GET")
            CheckVersion(resource, ifMatch);
        switch (method)
        {
            case "GET":
                return (200, Show(kind, resource));
            case "PATCH" when options.Patch:
                var patched = PatchOne(kind, resource, body!);
                return options.AnswersNoContent ? (204, null) : (200, patched);
            case "PUT":
                body!["id"] = id;
                body["meta"] = resource["meta"]!.DeepClone();
                CheckUnique(kind, body);
                store.Of(kind)[id] = body;
                return (200, Show(kind, Touch(body)));
            case "DELETE":
                Delete(kind, id, resource);
                return (204, null);
            default:
                throw new ScimFakeException(405, null, $"no {method}");
        }
    }

    private void Delete(string kind, string id, JsonObject resource)
    {
        if (options.DeleteDisables && kind == "Users")
            Touch(resource)["active"] = false;
        else
            Remove(kind, id);
    }

    private void Remove(string kind, string id)
    {
        store.Of(kind).Remove(id);
        foreach (var group in store.Of("Groups").Values)
        {
            var members = group["members"] as JsonArray ?? [];
            foreach (var member in members.Where(member => (string?)member!["value"] == id).ToArray())
                members.Remove(member);
        }
    }

    private JsonObject PatchOne(string kind, JsonObject resource, JsonObject body)
    {
        var operations = body["Operations"]!.AsArray();
        var changes = operations.Sum(one => one!["path"]!.ToString().StartsWith("members", StringComparison.Ordinal)
            ? (one["value"] as JsonArray)?.Count ?? 1
            : 0);
        if (changes > options.MaxMemberChanges)
            throw new ScimFakeException(options.TooManyStatus, null, $"{changes} changes are too many");
        var changed = resource.DeepClone().AsObject();
        _patcher.Apply(changed, operations);
        CheckUnique(kind, changed);
        store.Of(kind)[(string)resource["id"]!] = Touch(changed);
        return Show(kind, changed);
    }

    private JsonObject Create(string kind, JsonObject body)
    {
        var unique = kind == "Users" ? "userName" : "displayName";
        foreach (var name in kind == "Users" ? options.Required : [unique, .. options.Required.Where(name => name == "externalId")])
        {
            if (string.IsNullOrEmpty(body[name]?.ToString()))
                throw new ScimFakeException(400, "invalidValue", $"{name} is required");
        }

        CheckUnique(kind, body);
        var id = store.Insert(store.Of(kind), body.DeepClone().AsObject(), kind == "Users" ? "u" : "g");
        return Show(kind, store.Of(kind)[id]);
    }

    private void CheckUnique(string kind, JsonObject resource)
    {
        var unique = kind == "Users" ? "userName" : "displayName";
        var others = store.Of(kind).Values.Where(other => (string?)other["id"] != (string?)resource["id"]);
        if (others.Any(other => string.Equals((string?)other[unique], (string?)resource[unique], StringComparison.OrdinalIgnoreCase)))
            throw new ScimFakeException(409, "uniqueness", $"{unique} is in use");
    }

    private JsonObject List(string kind, IReadOnlyDictionary<string, string> query)
    {
        var filter = query.GetValueOrDefault("filter");
        if ((filter is null && options.NeedsFilter) || (filter is not null && !options.Filters))
            throw new ScimFakeException(400, "invalidFilter", filter is null ? "a filter is needed" : "no filters");
        var matches = filter is null || options.IgnoresFilters
            ? _ => true
            : ScimFilterReader.Read(filter, options.FiltersWithOr) ?? throw new ScimFakeException(400, "invalidFilter", filter);
        // A server knows its users' groups, whether it shows them or not.
        var byGroup = kind == "Users" && filter?.Contains("groups.", StringComparison.Ordinal) == true;
        JsonObject[] all = [.. store.Of(kind).Values.Where(resource => matches(byGroup ? WithGroups(resource) : resource))];
        return options.PagesByCursor ? CursorPage(kind, all, query) : Page(kind, all, query);
    }

    private JsonObject Page(string kind, JsonObject[] all, IReadOnlyDictionary<string, string> query)
    {
        var start = int.Parse(query.GetValueOrDefault("startIndex", "1"), CultureInfo.InvariantCulture);
        var count = Math.Min(options.MaxPage, int.Parse(query.GetValueOrDefault("count", $"{options.DefaultPage}"), CultureInfo.InvariantCulture));
        if (options.RefusesPastEnd && start > 1 && start > all.Length)
            throw new ScimFakeException(400, "invalidValue", "startIndex is behind the end");
        JsonNode[] page = [.. all.Skip(options.IgnoresStartIndex ? 0 : start - 1).Take(count).Select(resource => Show(kind, resource))];
        return new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:ListResponse"),
            ["totalResults"] = options.Total?.Invoke(all.Length, start) ?? all.Length,
            ["startIndex"] = start,
            ["itemsPerPage"] = options.ItemsPerPage ?? page.Length,
            ["Resources"] = new JsonArray(page),
        };
    }

    private JsonObject CursorPage(string kind, JsonObject[] all, IReadOnlyDictionary<string, string> query)
    {
        if (query.ContainsKey("startIndex") || query.ContainsKey("excludedAttributes"))
            throw new ScimFakeException(400, "invalidSyntax", "startIndex and excludedAttributes are not supported");
        if (!query.TryGetValue("cursor", out var cursor))
            return Page(kind, all, query);
        var start = cursor.Length == 0 ? 0 : int.Parse(cursor[1..], CultureInfo.InvariantCulture);
        var page = new JsonObject
        {
            ["itemsPerPage"] = options.MaxPage,
            ["Resources"] = new JsonArray([.. all.Skip(start).Take(options.MaxPage).Select(resource => Show(kind, resource))]),
        };
        if (start + options.MaxPage < all.Length)
            page["nextCursor"] = string.Create(CultureInfo.InvariantCulture, $"c{start + options.MaxPage}");
        return page;
    }

    private JsonObject Bulk(JsonObject body)
    {
        var operations = body["Operations"]!.AsArray();
        if (operations.Count > options.BulkOperations)
            throw new ScimFakeException(413, null, "too many operations");
        // In another order than they came: the standard promises none.
        JsonNode[] answers = [.. operations.Reverse().Select(operation => BulkOne(operation!.AsObject()))];
        return new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkResponse"),
            ["Operations"] = new JsonArray(answers),
        };
    }

    private JsonObject BulkOne(JsonObject operation)
    {
        var path = ((string)operation["path"]!).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var answer = new JsonObject { ["method"] = "PATCH", ["bulkId"] = operation["bulkId"]?.DeepClone(), ["location"] = $"/scim/v2/{path[0]}/{path[1]}" };
        try
        {
            answer["status"] = HandleOne("PATCH", path[0], path[1], operation["data"]!.AsObject(), (string?)operation["version"]).Status.ToString(CultureInfo.InvariantCulture);
        }
        catch (ScimFakeException error)
        {
            answer["status"] = error.Status.ToString(CultureInfo.InvariantCulture);
            answer["response"] = new JsonObject { ["detail"] = error.Message };
        }

        return answer;
    }

    private void CheckVersion(JsonObject resource, string? ifMatch)
    {
        if (!options.Etags)
            return;
        if (options.PreconditionFailures > 0)
        {
            options.PreconditionFailures--;
            Touch(resource);
        }

        if (ifMatch != (string?)resource["meta"]!["version"])
            throw new ScimFakeException(412, null, "the version is out of date");
    }

    private static JsonObject Touch(JsonObject resource)
    {
        var version = int.Parse(((string)resource["meta"]!["version"]!).Trim('W', '/', '"'), CultureInfo.InvariantCulture);
        resource["meta"]!["version"] = string.Create(CultureInfo.InvariantCulture, $"W/\"{version + 1}\"");
        return resource;
    }

    private JsonObject WithGroups(JsonObject user)
    {
        var shown = user.DeepClone().AsObject();
        JsonNode[] groups = [.. store.Of("Groups").Values
            .Where(group => (group["members"] as JsonArray ?? []).Any(member => (string?)member!["value"] == (string?)user["id"]))
            .Select(group => new JsonObject { ["value"] = (string)group["id"]!, ["type"] = "direct" })];
        if (groups.Length > 0)
            shown["groups"] = new JsonArray(groups);
        return shown;
    }

    private JsonObject Show(string kind, JsonObject resource)
    {
        var shown = kind == "Users" && options.ShowsGroups ? WithGroups(resource) : resource.DeepClone().AsObject();
        if (!options.Etags)
            shown.Remove("meta");
        if (shown["members"] is JsonArray members)
        {
            while (members.Count > (options.ShownMembers ?? int.MaxValue))
                members.RemoveAt(members.Count - 1);
            if (members.Count == 0 || !options.ShowsMembers)
                shown.Remove("members");
        }

        return shown;
    }

    private JsonObject Config() => new()
    {
        ["patch"] = new JsonObject { ["supported"] = options.SaysPatch ?? options.Patch },
        ["bulk"] = new JsonObject { ["supported"] = options.Bulk, ["maxOperations"] = options.BulkOperations, ["maxPayloadSize"] = 1_000_000 },
        ["filter"] = new JsonObject { ["supported"] = options.Filters, ["maxResults"] = options.MaxPage },
        ["etag"] = new JsonObject { ["supported"] = options.Etags },
    };

    private static JsonObject Types() => new()
    {
        ["totalResults"] = 2,
        ["Resources"] = new JsonArray(
            new JsonObject { ["name"] = "User", ["endpoint"] = "/Users", ["schema"] = "urn:ietf:params:scim:schemas:core:2.0:User" },
            new JsonObject { ["name"] = "Group", ["endpoint"] = "/Groups", ["schema"] = "urn:ietf:params:scim:schemas:core:2.0:Group" }),
    };
}
