using LdapVendorSync.Core.Audit.Comparison;

namespace LdapVendorSync.Core.Sync.Auditing;

/// <summary>Which snapshots are compared, and how.</summary>
public sealed record ComparisonRequest
{
    /// <summary>What should be, or was: the number of a snapshot, or the name of a system, whose newest counts.</summary>
    public required string Reference { get; init; }

    /// <summary>
    /// What is, likewise; <see langword="null"/> to compare the newest snapshot of the reference with an earlier one: the last by
    /// <see cref="Since"/>, or else the one before it.
    /// </summary>
    public string? Difference { get; init; }

    /// <summary>By when the earlier snapshot was there: when the last review was.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// What recognises people in two systems; <see langword="null"/> for what the vendor's configuration says, or that of all vendors
    /// where neither system or both are vendors, else the user name.
    /// </summary>
    public IReadOnlyList<string>? MatchOn { get; init; }

    /// <summary>What is compared of people; <see langword="null"/> for the defaults.</summary>
    public IReadOnlyList<string>? Attributes { get; init; }

    /// <summary>Groups of two systems that belong together, besides those that the configuration maps.</summary>
    public IReadOnlyList<GroupPair> GroupPairs { get; init; } = [];

    /// <summary>Names of groups that are left out.</summary>
    public IReadOnlyList<string> IgnoredGroups { get; init; } = [];

    /// <summary>Who counts as a member; <see langword="null"/> for the default.</summary>
    public MembershipScope? Memberships { get; init; }

    /// <summary>Whether the comparison is stored in the history.</summary>
    public bool IsStored { get; init; } = true;
}
