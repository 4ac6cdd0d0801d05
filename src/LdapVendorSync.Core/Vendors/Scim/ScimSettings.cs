using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>The <c>scim:</c> block: where a server differs from RFC 7644, and from what it says of itself.</summary>
public sealed record ScimSettings : IProviderSettings
{
    /// <summary>Whose deviations are allowed for.</summary>
    [Setting("Whose deviations from the standard are allowed for.")]
    public ScimQuirks Quirks { get; init; }

    /// <summary>Whether the server is asked what it can do; <see langword="null"/> as the quirks say.</summary>
    [Setting("Whether the server is asked what it can do (/ServiceProviderConfig, /ResourceTypes); by default as the quirks say.")]
    public bool? Discovery { get; init; }

    /// <summary>How many resources a page is asked for.</summary>
    [Setting("How many resources a page is asked for; by default 100, or as the quirks say, and no more than the server offers.")]
    [Range(1, 10_000)]
    public int? PageSize { get; init; }

    /// <summary>Whether PATCH is used; otherwise whole resources are replaced (PUT).</summary>
    [Setting("Whether changes are sent by PATCH; false replaces whole resources (PUT). By default as the server says.")]
    public bool? Patch { get; init; }

    /// <summary>Whether several updates of accounts are sent as one (RFC 7644 section 3.7).</summary>
    [Setting("Whether several updates of accounts are sent in one /Bulk request; by default as the server says.")]
    public bool? Bulk { get; init; }

    /// <summary>Whether filters are used; otherwise lists are read whole.</summary>
    [Setting("Whether look-ups use filters; false reads whole lists. By default as the server says.")]
    public bool? Filter { get; init; }

    /// <summary>Whether changes say which version they are meant for (<c>If-Match</c>).</summary>
    [Setting("Whether changes are sent with If-Match, so that nobody else's are overwritten; by default as the server says.")]
    public bool? Etag { get; init; }

    /// <summary>Where members are read.</summary>
    [Setting("Where members are read: the group itself, or users (their groups.value); by default as the quirks say.")]
    public ScimMembersFrom? MembersFrom { get; init; }

    /// <summary>How members are taken out.</summary>
    [Setting("How a PATCH takes members out: by filter (the standard), or value, which on other servers empties the group.")]
    public ScimMemberRemoval? MemberRemoval { get; init; }

    /// <summary>How many memberships one request changes at most.</summary>
    [Setting("How many memberships one request changes at most; by default 500, or as the quirks say.")]
    [Range(1, 100_000)]
    public int? MaxMemberChanges { get; init; }

    /// <summary>How many members the server shows of a group at most; a group with so many is not read completely.</summary>
    [Setting("How many members of a group the server shows at most: a list of that length counts as cut off, and removals are held.")]
    [Range(1, 10_000_000)]
    public int? MembersLimit { get; init; }

    /// <summary>Whether new accounts get the source's id as <c>externalId</c>.</summary>
    [Setting("Whether new accounts get the source's id as externalId.")]
    public bool? ExternalId { get; init; }

    /// <summary>Whether an account that came into being while it was to be created is used.</summary>
    [Setting("Whether an account that is in the way of a new one is used, if its user name and mail address are the same.")]
    public bool AdoptAccounts { get; init; }

    /// <summary>The type of the mail address that is written where an account has none.</summary>
    [Setting("The type of the mail address that is written where an account has none yet.")]
    [MinLength(1)]
    public string EmailType { get; init; } = "work";

    /// <summary>Attribute to its place in a User, over the default ones; empty for an attribute that the vendor does not have.</summary>
    [Setting("Attribute: its SCIM path in a User, such as phone: phoneNumbers[type eq \"work\"].value; empty for one that is not there.")]
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    internal ScimProfile Profile => ScimProfile.Of(Quirks);

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate(VendorSettings vendor)
    {
        ArgumentNullException.ThrowIfNull(vendor);
        if (vendor.BaseUrl is null)
        {
            yield return new SettingProblem(
                "base_url", "Provider 'scim' needs the base address of the API.", "For example https://app.example.com/scim/v2.");
        }

        if (vendor.Format != DataFormat.Json)
            yield return new SettingProblem("format", "SCIM speaks JSON only.", "Remove it.");
        foreach (var (attribute, path) in Fields.Where(field => field.Value.Length > 0))
        {
            if (!ScimPath.TryParse(path, out _))
                yield return new SettingProblem($"scim.fields.{attribute}", ScimPath.Problem(path), ScimPath.Hint);
        }

        var mapped = vendor.Groups.SelectMany(group => group.Attributes.Keys.Concat(group.MatchOn))
            .Concat(vendor.Attributes.Keys).Concat(vendor.MatchOn).Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in mapped.Where(name => !AttributeNames.IsCanonical(name) && !Fields.ContainsKey(name)))
        {
            if (!ScimPath.TryParse(attribute, out _))
                yield return new SettingProblem($"attributes.{attribute}", ScimPath.Problem(attribute), ScimPath.Hint);
        }
    }
}
