using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Paging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>The <c>rest:</c> block: where a vendor's API differs from the default shape.</summary>
public sealed record RestSettings : IProviderSettings
{
    /// <summary>Headers of every request; the values are templates.</summary>
    [Setting("Headers of every request, name: value.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Attribute to its place in a user or member, over the default ones; empty for an attribute that the vendor does not have.
    /// </summary>
    [Setting("Attribute: its place in a user or member, such as email: profile.mail; empty for one that the vendor does not have.")]
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>What bodies are written in; the vendor's <c>format</c> where left out.</summary>
    [Setting("What bodies are written in, where it differs from the vendor's format: json, xml or form (name=value pairs).")]
    public RestBodyFormat? BodyFormat { get; init; }

    /// <summary>Prefix to XML namespace.</summary>
    [Setting("Prefix: XML namespace, for names such as p:user in bodies and paths; default: that of names without a prefix in bodies.")]
    public IReadOnlyDictionary<string, string> Namespaces { get; init; } = new Dictionary<string, string>();

    /// <summary>Makes every operation a SOAP message.</summary>
    [Setting("Makes every operation a SOAP message.")]
    public RestSoapSettings? Soap { get; init; }

    /// <summary>What an answer of a good status must also say, for every operation.</summary>
    [Setting("What an answer of a good status says when it worked; without any of these it did not.")]
    public IReadOnlyList<RestConditionSettings> SuccessWhen { get; init; } = [];

    /// <summary>What an answer of a good status says when it did not work, for every operation.</summary>
    [Setting("What an answer of a good status says when it did not work.")]
    public IReadOnlyList<RestConditionSettings> ErrorWhen { get; init; } = [];

    /// <summary>What an answer says when the credentials are refused, for every operation.</summary>
    [Setting("What an answer says when the credentials are refused, which stops the vendor.")]
    public IReadOnlyList<RestConditionSettings> DeniedWhen { get; init; } = [];

    /// <summary>Where an error's text is in the answer, for every operation.</summary>
    [Setting("Where an error's text is in the answer; the usual places where left out.")]
    public string? Message { get; init; }

    /// <summary>Operations of the default shape that the API does not have.</summary>
    [Setting("Operations of the default shape that the API does not have, such as create_user, update_user, add_member.")]
    public IReadOnlyList<string> Unsupported { get; init; } = [];

    /// <summary>Whether taking somebody out of a group deletes the account.</summary>
    [Setting("Whether remove_member deletes the whole account; such a vendor needs allow_account_deletion.")]
    public bool RemovalDeletesAccount { get; init; }

    /// <summary>Whether adding somebody to a group makes the account.</summary>
    [Setting("Whether add_member makes an account of somebody who has none; {id} has no value then.")]
    public bool AddCreatesUsers { get; init; }

    /// <summary>Whether an account that came into being while it was to be created is used.</summary>
    [Setting("Whether create_user, told that the name is taken, looks again and uses an account with the same match key and mail address.")]
    public bool AdoptAccounts { get; init; }

    /// <summary>How lists are read to their end.</summary>
    [Setting("How lists are read to their end.")]
    public PagingSettings Paging { get; init; } = new();

    /// <summary>
    /// What is asked to see whether the vendor answers and accepts the credentials; the first group's members where left out.
    /// </summary>
    [Setting("What is asked to see whether the vendor answers; the first group's members where left out.")]
    public RestOperationSettings? Connect { get; init; }

    /// <summary>Finds a group by name; where left out, the name is the id.</summary>
    [Setting("Finds a group by name ({group}); where left out, the name is the id.")]
    public RestOperationSettings? FindGroup { get; init; }

    /// <summary>Creates a group; where left out, groups cannot be created.</summary>
    [Setting("Creates a group; where left out, groups cannot be created.")]
    public RestOperationSettings? CreateGroup { get; init; }

    /// <summary>Lists all groups.</summary>
    [Setting("Lists all groups; where left out, they cannot be listed.")]
    public RestOperationSettings? ListGroups { get; init; }

    /// <summary>Lists the members of a group.</summary>
    [Setting("Lists the members of a group ({group}).")]
    public RestOperationSettings? ReadMembers { get; init; }

    /// <summary>Finds an account by an attribute.</summary>
    [Setting("Finds an account by an attribute ({field} is the vendor's name of it, {value} its value); without {value} all are read, once.")]
    public RestOperationSettings? FindUser { get; init; }

    /// <summary>Finds an account by one attribute, where that is asked otherwise than by others.</summary>
    [Setting("Attribute: how an account is found by it, where that differs from find_user.")]
    public IReadOnlyDictionary<string, RestOperationSettings> FindUserBy { get; init; } = new Dictionary<string, RestOperationSettings>();

    /// <summary>Lists all accounts.</summary>
    [Setting("Lists all accounts; where left out, they cannot be listed.")]
    public RestOperationSettings? ListUsers { get; init; }

    /// <summary>Creates an account.</summary>
    [Setting("Creates an account.")]
    public RestOperationSettings? CreateUser { get; init; }

    /// <summary>Changes attributes of an account.</summary>
    [Setting("Changes attributes of an account ({id}); \"{fields}\" are those that differ.")]
    public RestOperationSettings? UpdateUser { get; init; }

    /// <summary>Lets an account be used or not; as <see cref="UpdateUser"/> where left out.</summary>
    [Setting("Lets an account be used or not ({enabled}); as update_user where left out.")]
    public RestOperationSettings? SetEnabled { get; init; }

    /// <summary>Deletes an account; where left out, accounts cannot be deleted.</summary>
    [Setting("Deletes an account ({id}); where left out, accounts cannot be deleted.")]
    public RestOperationSettings? DeleteUser { get; init; }

    /// <summary>Makes an account a member of a group.</summary>
    [Setting("Makes an account ({id}) a member of a group ({group}).")]
    public RestOperationSettings? AddMember { get; init; }

    /// <summary>Ends a membership.</summary>
    [Setting("Ends the membership of an account ({id}) in a group ({group}).")]
    public RestOperationSettings? RemoveMember { get; init; }

    /// <summary>Makes many accounts members of a group.</summary>
    [Setting("Makes many accounts members of a group ({group}) with one request; \"{items}\" in the body stands for the list of them.")]
    public RestBulkSettings? AddMembers { get; init; }

    /// <summary>Ends many memberships.</summary>
    [Setting("Ends many memberships of a group ({group}) with one request; \"{items}\" in the body stands for the list of them.")]
    public RestBulkSettings? RemoveMembers { get; init; }

    /// <summary>Changes members by writing all of them.</summary>
    [Setting("Changes members by writing all of them, for an API that knows no single memberships.")]
    public RestReplaceSettings? ReplaceMembers { get; init; }

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate(VendorSettings vendor)
    {
        ArgumentNullException.ThrowIfNull(vendor);
        var problems = new List<SettingProblem>();
        if (vendor.BaseUrl is null)
            problems.Add(new SettingProblem(
                "base_url", "Provider 'rest' needs the base address of the API.", "For example https://app.example.com/api/v1."));
        RestShapeCompiler.Compile(this, vendor, problems);
        problems.AddRange(MissingForCreation(vendor));
        return problems;
    }

    // Without find_group every group is taken to be there, so that none would ever be created.
    private IEnumerable<SettingProblem> MissingForCreation(VendorSettings vendor)
    {
        string[] missing =
        [
            .. FindGroup is null ? ["rest.find_group"] : Array.Empty<string>(),
            .. CreateGroup is null ? ["rest.create_group"] : Array.Empty<string>(),
        ];
        if (missing.Length == 0)
            yield break;
        for (var index = 0; index < vendor.Groups.Count; index++)
        {
            if (vendor.Groups[index].CreateGroups)
                yield return new SettingProblem(
                    $"groups[{index}].create_groups",
                    $"Groups cannot be created without {string.Join(" and ", missing)}.",
                    "Say how the vendor finds and creates a group, or create_groups: false.");
        }
    }
}
