namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>What a server offers (RFC 7643 section 5): what it says, where settings and quirks do not say otherwise.</summary>
internal sealed record ScimFeatures
{
    /// <summary>Whether resources can be changed in parts.</summary>
    public bool Patch { get; init; } = true;

    /// <summary>Whether lists can be filtered.</summary>
    public bool Filter { get; init; } = true;

    /// <summary>Whether changes name the version that they are for; <see langword="null"/> to do so where one was seen.</summary>
    public bool? Etag { get; init; }

    /// <summary>Whether several operations go into one request.</summary>
    public bool Bulk { get; init; }

    /// <summary>How many operations a bulk request holds at most.</summary>
    public int BulkOperations { get; init; } = 100;

    /// <summary>How many bytes a bulk request holds at most.</summary>
    public int BulkBytes { get; init; } = 1_000_000;

    /// <summary>How many resources a page is asked for.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Whether lists are paged by cursors (RFC 9865).</summary>
    public bool PagesByCursor { get; init; }

    /// <summary>Where users are.</summary>
    public string Users { get; init; } = "/Users";

    /// <summary>Where groups are.</summary>
    public string Groups { get; init; } = "/Groups";

    /// <summary>What settings and quirks say, before a server was asked.</summary>
    public static ScimFeatures Of(ScimSettings settings)
    {
        var profile = settings.Profile;
        return new ScimFeatures
        {
            Patch = settings.Patch ?? true,
            Filter = settings.Filter ?? true,
            Etag = settings.Etag,
            Bulk = settings.Bulk ?? false,
            PageSize = settings.PageSize ?? profile.PageSize,
            PagesByCursor = profile.PagesByCursor,
        };
    }
}
