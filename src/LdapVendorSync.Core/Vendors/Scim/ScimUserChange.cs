using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>What is to become of an account's attributes, as the operations of a PATCH or within the whole resource.</summary>
/// <param name="fields">Where the attributes are.</param>
/// <param name="profile">What the server understands.</param>
/// <param name="differences">What is to be changed.</param>
internal sealed class ScimUserChange(ScimFields fields, ScimProfile profile, IReadOnlyList<AttributeDifference> differences)
{
    /// <summary>The attributes for which the vendor has no place.</summary>
    public IReadOnlyList<string> Unknown { get; } =
        [.. differences.Select(difference => difference.Attribute).Where(attribute => !fields.Has(attribute))];

    /// <summary>Whether the account has to be read first: which of several values is meant depends on what is there.</summary>
    public bool NeedsCurrent => differences.Any(
        difference => fields.IsEmail(difference.Attribute) || fields.PathOf(difference.Attribute)?.Selector is not null);

    /// <summary>The body of the PATCH (RFC 7644 section 3.5.2).</summary>
    /// <param name="current">The account as it is; empty where it need not be known.</param>
    public JsonObject ToPatch(JsonObject current) =>
        ScimPatch.Body(differences.Select(difference => Operation(difference, current)).OfType<JsonObject>());

    /// <summary>Makes the changes in a resource that is sent as a whole.</summary>
    public void Apply(JsonObject resource)
    {
        foreach (var difference in differences)
        {
            if (fields.IsEmail(difference.Attribute))
                fields.Emails.Write(resource, difference.After);
            else
                fields.PathOf(difference.Attribute)!.Write(resource, difference.After);
        }
    }

    private JsonObject? Operation(AttributeDifference difference, JsonObject current)
    {
        if (fields.IsEmail(difference.Attribute))
            return Email(difference.After, current);
        var path = fields.PathOf(difference.Attribute)!;
        if (path.Selector is not null)
            return Selected(path, difference.After, current);
        return difference.After is { } value
            ? ScimPatch.Operation("replace", path.ToString(), path.Node(value))
            : ScimPatch.Operation("remove", path.ToString());
    }

    private JsonObject? Email(string? address, JsonObject current)
    {
        var chosen = fields.Emails.Chosen(current);
        if (chosen is null)
        {
            return address is null
                ? null
                : ScimPatch.Operation("add", ScimEmails.Attribute, new JsonArray(fields.Emails.NewValue(address)));
        }

        if (!profile.PatchesSingleValues || ScimEmails.PathOf(current, chosen) is not { } path)
            return Whole(ScimEmails.Attribute, current, resource => fields.Emails.Write(resource, address));
        return address is null
            ? ScimPatch.Operation("remove", path)
            : ScimPatch.Operation("replace", $"{path}.value", address);
    }

    private JsonObject? Selected(ScimPath path, string? value, JsonObject current)
    {
        if (!profile.PatchesSingleValues)
            return Whole(path.Attribute, current, resource => path.Write(resource, value));
        var isThere = current[path.Attribute] is JsonArray values && path.Selected(values).Any();
        return (isThere, value) switch
        {
            (true, not null) => ScimPatch.Operation("replace", path.ToString(), path.Node(value)),
            (true, null) => ScimPatch.Operation("remove", path.ToString()[..(path.ToString().LastIndexOf(']') + 1)]),
            (false, not null) => ScimPatch.Operation("add", path.Attribute, new JsonArray(path.NewValue(value))),
            _ => null,
        };
    }

    // All values of the attribute, with the one changed.
    private static JsonObject Whole(string attribute, JsonObject current, Action<JsonObject> change)
    {
        var resource = (JsonObject)current.DeepClone();
        change(resource);
        return ScimPatch.Operation("replace", attribute, resource[attribute]?.DeepClone() ?? new JsonArray());
    }
}
