namespace LdapVendorSync.Fixtures.Okta;

/// <summary>What kind of organization it is; everything may be changed while it runs.</summary>
public sealed class OktaOptions
{
    /// <summary>The most items on a page, whatever is asked for.</summary>
    public int MaxPageSize { get; set; } = 200;

    /// <summary>The most groups that <c>q=</c> finds.</summary>
    public int MaxQueryResults { get; set; } = 300;

    /// <summary>Whether the index behind <c>search=</c> has nothing of what there is yet.</summary>
    public bool IsIndexBehind { get; set; }

    /// <summary>Whether a proxy in between takes the Link headers away.</summary>
    public bool LosesLinks { get; set; }

    /// <summary>Whether a proxy in between keeps only the first of several links, which is that of the page itself.</summary>
    public bool LosesNext { get; set; }

    /// <summary>The host and port that links name; <see langword="null"/> for those of the request.</summary>
    public string? LinkAuthority { get; set; }

    /// <summary>What may be done with the API token, and by the role of the service app.</summary>
    public HashSet<string> Rights { get; } = ["okta.groups.read", "okta.users.read"];

    /// <summary>How long access tokens last.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many requests a window takes; <see langword="null"/> for as many as come, with no headers that tell of them.</summary>
    public int? RequestsPerWindow { get; set; } = 600;

    /// <summary>How long a window is.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many requests may be under way at once; <see langword="null"/> for as many as come.</summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>How long an answer takes at least.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How far the server's clock is ahead of ours.</summary>
    public TimeSpan ClockSkew { get; set; }
}
