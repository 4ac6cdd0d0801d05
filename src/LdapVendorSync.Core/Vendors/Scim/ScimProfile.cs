namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>What is known of a kind of server beyond what it says of itself. Settings win over it, and it wins over discovery.</summary>
internal sealed record ScimProfile
{
    /// <summary>Whether the server is asked what it can do.</summary>
    public bool Discovers { get; init; } = true;

    /// <summary>How many resources a page is asked for.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>How many memberships one PATCH changes at most.</summary>
    public int MaxMemberChanges { get; init; } = 500;

    /// <summary>Where members are read.</summary>
    public ScimMembersFrom MembersFrom { get; init; } = ScimMembersFrom.Group;

    /// <summary>How members are taken out.</summary>
    public ScimMemberRemoval MemberRemoval { get; init; } = ScimMemberRemoval.Filter;

    /// <summary>Whether lists are paged by cursors (RFC 9865) instead of <c>startIndex</c>.</summary>
    public bool PagesByCursor { get; init; }

    /// <summary>Whether <c>excludedAttributes</c> is understood.</summary>
    public bool ExcludesAttributes { get; init; } = true;

    /// <summary>Whether filters may hold <c>or</c>.</summary>
    public bool FiltersWithOr { get; init; } = true;

    /// <summary>Whether values of a multi-valued attribute can be addressed one by one in a PATCH; otherwise all are replaced.</summary>
    public bool PatchesSingleValues { get; init; } = true;

    /// <summary>Whether <c>externalId</c> is sent for new accounts and groups without being asked for.</summary>
    public bool NeedsExternalId { get; init; }

    /// <summary>Whether an account needs a <c>displayName</c>.</summary>
    public bool NeedsDisplayName { get; init; }

    /// <summary>Whether DELETE deletes an account, rather than disable it.</summary>
    public bool DeletesUsers { get; init; } = true;

    /// <summary>How many requests the server stands at once.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>The profile of a kind of server.</summary>
    public static ScimProfile Of(ScimQuirks quirks) => quirks switch
    {
        ScimQuirks.Slack => Slack,
        ScimQuirks.Aws => Aws,
        ScimQuirks.Github => Github,
        _ => Generic,
    };

    private static ScimProfile Generic { get; } = new();

    // https://docs.slack.dev/reference/scim-api/scim-api-2: DELETE deactivates an account. Pages hold 10 where nothing is asked for, and
    // 1000 at most (https://api.slack.com/changelog/2019-06-have-scim-will-paginate). Updates are limited to 180 a minute.
    private static ScimProfile Slack { get; } = new() { DeletesUsers = false, PageSize = 1000, MaxConcurrency = 2 };

    // https://docs.aws.amazon.com/singlesignon/latest/developerguide/limitations.html and the pages of the operations: no members in
    // groups, 100 changes a request, cursors instead of startIndex, eq and "and" only, no attribute selection, one value each.
    private static ScimProfile Aws { get; } = new()
    {
        Discovers = false,
        MaxMemberChanges = 100,
        MembersFrom = ScimMembersFrom.Users,
        MemberRemoval = ScimMemberRemoval.Value,
        PagesByCursor = true,
        ExcludesAttributes = false,
        FiltersWithOr = false,
        PatchesSingleValues = false,
    };

    // https://docs.github.com/en/enterprise-cloud@latest/rest/enterprise-admin/scim: externalId and displayName are required.
    private static ScimProfile Github { get; } = new()
    {
        Discovers = false,
        FiltersWithOr = false,
        NeedsExternalId = true,
        NeedsDisplayName = true,
    };
}
