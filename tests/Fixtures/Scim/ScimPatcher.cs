using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Fixtures.Scim;

/// <summary>Applies the operations of a PATCH to a resource, as far as the fake knows them.</summary>
internal sealed partial class ScimPatcher(ScimFakeStore store, ScimFakeOptions options)
{
    /// <summary>Applies the operations; the resource is half changed where one fails.</summary>
    /// <exception cref="ScimFakeException">An operation cannot be done.</exception>
    public void Apply(JsonObject resource, JsonArray operations)
    {
        foreach (var operation in operations.OfType<JsonObject>())
        {
            var path = (string?)operation["path"] ?? throw new ScimFakeException(400, "noTarget", "an operation without a path");
            var value = operation["value"];
            if (path.StartsWith("members", StringComparison.Ordinal))
                ChangeMembers(resource, (string)operation["op"]!, path, value);
            else
                Change(resource, (string)operation["op"]!, path, value);
        }
    }

    private void ChangeMembers(JsonObject group, string op, string path, JsonNode? value)
    {
        if (group["members"] is not JsonArray members)
            group["members"] = members = [];
        if (options is { LosesHiddenMembers: true, ShownMembers: { } shown })
        {
            while (members.Count > shown)
                members.RemoveAt(members.Count - 1);
        }

        if (op == "add")
        {
            foreach (var added in value!.AsArray())
                Add(members, added!.AsObject());
        }
        else if (op != "remove")
        {
            throw new ScimFakeException(400, "invalidValue", "members can only be added and removed");
        }
        else if (Selected().Match(path) is { Success: true } match)
        {
            if (!options.RemovesByFilter)
                throw new ScimFakeException(400, "invalidPath", "no filters in paths");
            if (options.OverlooksPathFilters)
                members.Clear();
            else
                Remove(members, match.Groups["value"].Value);
        }
        else if (path != "members")
        {
            throw new ScimFakeException(400, "invalidPath", path);
        }
        else if (options.RemovesByValue && value is JsonArray removed)
        {
            foreach (var one in removed)
                Remove(members, (string)one!["value"]!);
        }
        else
        {
            members.Clear();
        }
    }

    private void Add(JsonArray members, JsonObject member)
    {
        var id = (string)member["value"]!;
        if (options.RefusedMembers.Contains(id) || !(store.Of("Users").ContainsKey(id) || store.Of("Groups").ContainsKey(id)))
            throw new ScimFakeException(400, "invalidValue", $"no member {id}");
        if (options.AddsTwice || !members.Any(known => (string?)known!["value"] == id))
            members.Add(member.DeepClone());
    }

    private static void Remove(JsonArray members, string id)
    {
        foreach (var member in members.Where(member => (string?)member!["value"] == id).ToArray())
            members.Remove(member);
    }

    private void Change(JsonObject resource, string op, string path, JsonNode? value)
    {
        var holder = resource;
        if (Extension().Match(path) is { Success: true } extension)
        {
            var schema = extension.Groups["schema"].Value;
            if (resource[schema] is not JsonObject inner)
                resource[schema] = inner = [];
            (holder, path) = (inner, extension.Groups["rest"].Value);
        }

        if (Selected().Match(path) is { Success: true } match)
        {
            ChangeSelected(holder, op, match, value);
            return;
        }

        var names = path.Split('.');
        if (names.Length == 2)
        {
            if (holder[names[0]] is not JsonObject inner)
                holder[names[0]] = inner = [];
            holder = inner;
        }

        Put(holder, op, names[^1], value);
    }

    private void ChangeSelected(JsonObject holder, string op, Match match, JsonNode? value)
    {
        if (!options.PatchesSingleValues)
            throw new ScimFakeException(400, "invalidPath", "no filters in paths");
        var values = holder[match.Groups["attribute"].Value] as JsonArray ?? [];
        var item = values.OfType<JsonObject>().FirstOrDefault(one => one[match.Groups["name"].Value]?.ToString() == match.Groups["value"].Value)
            ?? throw new ScimFakeException(400, "noTarget", "nothing is selected");
        if (match.Groups["sub"] is { Success: true } sub)
            Put(item, op, sub.Value, value);
        else if (op == "remove")
            values.Remove(item);
        else
            throw new ScimFakeException(400, "invalidValue", "a value without a sub-attribute");
    }

    private static void Put(JsonObject holder, string op, string name, JsonNode? value)
    {
        if (op == "remove")
        {
            holder.Remove(name);
        }
        else if (op == "add" && holder[name] is JsonArray values && value is JsonArray more)
        {
            foreach (var one in more)
                values.Add(one!.DeepClone());
        }
        else
        {
            holder[name] = value!.DeepClone();
        }
    }

    [GeneratedRegex("""^(?<attribute>\w+)\[(?<name>\w+) eq "?(?<value>[^"\]]*)"?\](?:\.(?<sub>\w+))?$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Selected();

    [GeneratedRegex("^(?<schema>urn:.+):(?<rest>[^:]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Extension();
}

/// <summary>An error answer of the fake (RFC 7644 section 3.12).</summary>
internal sealed class ScimFakeException(int status, string? kind, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string? Kind { get; } = kind;
}
