namespace LdapVendorSync.Fixtures.Scim;

/// <summary>How the SCIM fake behaves, and how it lies; may be changed while it runs.</summary>
public sealed class ScimFakeOptions
{
    /// <summary>The <c>Authorization</c> that requests need, but those that discover.</summary>
    public string? Authorization { get; set; }

    /// <summary>Whether it answers what it can do.</summary>
    public bool Discovery { get; set; } = true;

    /// <summary>Whether it takes PATCH; otherwise it answers 405.</summary>
    public bool Patch { get; set; } = true;

    /// <summary>Whether it says that it takes PATCH.</summary>
    public bool? SaysPatch { get; set; }

    /// <summary>Whether it takes bulk requests, and says so.</summary>
    public bool Bulk { get; set; }

    /// <summary>How many operations it takes in a bulk request.</summary>
    public int BulkOperations { get; set; } = 100;

    /// <summary>Whether resources have versions, which writes have to name.</summary>
    public bool Etags { get; set; }

    /// <summary>How many writes are still answered with 412, as if somebody else had been faster.</summary>
    public int PreconditionFailures { get; set; }

    /// <summary>Whether a PATCH is answered with 204 instead of the resource.</summary>
    public bool AnswersNoContent { get; set; }

    /// <summary>How many resources a page holds at most.</summary>
    public int MaxPage { get; set; } = 200;

    /// <summary>How many resources a page holds where nothing is asked for.</summary>
    public int DefaultPage { get; set; } = 100;

    /// <summary>Whether every page is the first one.</summary>
    public bool IgnoresStartIndex { get; set; }

    /// <summary>Whether it pages by cursors, and takes no startIndex.</summary>
    public bool PagesByCursor { get; set; }

    /// <summary>What it says is the total; gets the true one and the number of the first resource of the page.</summary>
    public Func<int, int, int>? Total { get; set; }

    /// <summary>What it says is on the page.</summary>
    public int? ItemsPerPage { get; set; }

    /// <summary>Whether it answers a page behind the end with 400.</summary>
    public bool RefusesPastEnd { get; set; }

    /// <summary>Whether it takes filters.</summary>
    public bool Filters { get; set; } = true;

    /// <summary>Whether it lists without a filter.</summary>
    public bool NeedsFilter { get; set; }

    /// <summary>Whether it overlooks filters.</summary>
    public bool IgnoresFilters { get; set; }

    /// <summary>Whether filters may hold <c>or</c>.</summary>
    public bool FiltersWithOr { get; set; } = true;

    /// <summary>Whether it shows the members of groups.</summary>
    public bool ShowsMembers { get; set; } = true;

    /// <summary>How many members it shows at most.</summary>
    public int? ShownMembers { get; set; }

    /// <summary>Whether it writes only those members back whom it shows.</summary>
    public bool LosesHiddenMembers { get; set; }

    /// <summary>Whether users say what groups they are in.</summary>
    public bool ShowsGroups { get; set; } = true;

    /// <summary>How many memberships a PATCH may change; more are answered with <see cref="TooManyStatus"/>.</summary>
    public int? MaxMemberChanges { get; set; }

    /// <summary>The answer to too many changes.</summary>
    public int TooManyStatus { get; set; } = 413;

    /// <summary>Whether it takes members out by <c>path: members</c> and a value; otherwise that takes out everybody.</summary>
    public bool RemovesByValue { get; set; }

    /// <summary>Whether it knows <c>members[value eq "id"]</c>.</summary>
    public bool RemovesByFilter { get; set; } = true;

    /// <summary>Whether it overlooks the filter of <c>members[value eq "id"]</c>, and takes out everybody.</summary>
    public bool OverlooksPathFilters { get; set; }

    /// <summary>Whether a member who is added again is there twice.</summary>
    public bool AddsTwice { get; set; } = true;

    /// <summary>Whether single values of multi-valued attributes can be addressed.</summary>
    public bool PatchesSingleValues { get; set; } = true;

    /// <summary>What new accounts have to have.</summary>
    public IReadOnlyList<string> Required { get; set; } = ["userName"];

    /// <summary>Whether DELETE only disables an account.</summary>
    public bool DeleteDisables { get; set; }

    /// <summary>Members who are refused, with all others of the request.</summary>
    public ISet<string> RefusedMembers { get; } = new HashSet<string>();
}
