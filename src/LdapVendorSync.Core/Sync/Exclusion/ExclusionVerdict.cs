namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>Whether an excluded group has somebody.</summary>
/// <param name="Kind">What is known.</param>
/// <param name="Why">For a doubt: what is not certain, in a sentence.</param>
internal readonly record struct ExclusionVerdict(ExclusionKind Kind, string? Why = null);

/// <summary>What is known of somebody and an excluded group.</summary>
internal enum ExclusionKind
{
    /// <summary>The group does not have them.</summary>
    Absent,

    /// <summary>The group has them.</summary>
    Excluded,

    /// <summary>Whether the group has them is not certain.</summary>
    InDoubt,
}
