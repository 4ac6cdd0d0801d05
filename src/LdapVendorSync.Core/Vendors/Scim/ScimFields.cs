using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Which attribute is where in a User, and how to read and write it.</summary>
internal sealed class ScimFields
{
    public const string ExternalId = "externalId";

    private readonly OrderedDictionary<string, ScimPath> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _hasEmail = true;

    /// <summary>The default places, those of the attributes that the config maps, and what it changes.</summary>
    public ScimFields(VendorSettings vendor, ScimSettings settings)
    {
        Emails = new ScimEmails(settings.EmailType);
        Add(AttributeNames.UserName, "userName");
        Add(AttributeNames.FirstName, "name.givenName");
        Add(AttributeNames.LastName, "name.familyName");
        Add(AttributeNames.DisplayName, "displayName");
        Add(AttributeNames.Enabled, "active");
        Add(ExternalId, ExternalId);
        foreach (var attribute in Mapped(vendor).Where(name => !AttributeNames.IsCanonical(name) && !settings.Fields.ContainsKey(name)))
            Add(attribute, attribute);
        foreach (var (attribute, path) in settings.Fields)
        {
            var name = AttributeNames.Canonical(attribute);
            _hasEmail &= name != AttributeNames.Email;
            _paths.Remove(name);
            if (path.Length > 0)
                Add(name, path);
        }
    }

    /// <summary>The mail address, where it has no place of its own.</summary>
    public ScimEmails Emails { get; }

    /// <summary>Whether an attribute is the mail address, which is one of several.</summary>
    public bool IsEmail(string attribute) => _hasEmail && AttributeNames.Canonical(attribute) == AttributeNames.Email;

    /// <summary>Where an attribute is; <see langword="null"/> where the vendor does not have it.</summary>
    public ScimPath? PathOf(string attribute) => _paths.GetValueOrDefault(AttributeNames.Canonical(attribute));

    /// <summary>Whether the vendor has an attribute.</summary>
    public bool Has(string attribute) => IsEmail(attribute) || PathOf(attribute) is not null;

    /// <summary>What a filter calls an attribute; <see langword="null"/> where it cannot be looked up by it.</summary>
    public string? FilterNameOf(string attribute) => attribute switch
    {
        AttributeNames.Id => "id",
        _ when IsEmail(attribute) => "emails.value",
        _ when PathOf(attribute) is { Selector: not null } path => $"{path.Attribute}.{path.SubAttribute}",
        _ => PathOf(attribute)?.ToString(),
    };

    /// <summary>An account as the product sees it.</summary>
    /// <exception cref="FormatException">It has no id.</exception>
    public GroupMember Read(JsonObject resource)
    {
        var member = new GroupMember { Id = ScimJson.NonBlank(resource["id"]) ?? throw new FormatException("a User has no id") };
        if (_hasEmail)
            member = member with { Email = Emails.Read(resource) };
        var further = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (attribute, path) in _paths)
        {
            var values = path.Read(resource);
            if (values.Count == 0)
                continue;
            if (attribute == AttributeNames.Enabled)
                member = member with { Enabled = bool.TryParse(values[0].Trim(), out var enabled) ? enabled : null };
            else if (AttributeNames.IsCanonical(attribute))
                member = member.WithValue(attribute, values[0]);
            else
                further[attribute] = values;
        }

        return further.Count == 0 ? member : member with { Attributes = further };
    }

    /// <summary>The User of a new account: everything that the person has, but the id, which is the vendor's to give.</summary>
    public JsonObject Create(GroupMember member)
    {
        var resource = ScimJson.NewObject();
        resource["schemas"] = new JsonArray(ScimSchemas.User);
        foreach (var (attribute, path) in _paths)
        {
            if (member.GetValue(attribute) is { } value)
                path.Write(resource, value);
        }

        if (_hasEmail && member.Email is { } address)
            Emails.Write(resource, address);
        return resource;
    }

    private static IEnumerable<string> Mapped(VendorSettings vendor) =>
        vendor.Groups.SelectMany(group => group.Attributes.Keys.Concat(group.MatchOn))
            .Concat(vendor.Attributes.Keys)
            .Concat(vendor.MatchOn)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    private void Add(string attribute, string path) => _paths[attribute] = ScimPath.Parse(path);
}
