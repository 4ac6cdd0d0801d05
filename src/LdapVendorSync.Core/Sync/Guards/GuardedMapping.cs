using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>One mapping as the guards see it.</summary>
/// <param name="Plan">What was compared.</param>
/// <param name="Vendor">The vendor's settings.</param>
public sealed record GuardedMapping(MappingPlan Plan, VendorSettings Vendor)
{
    /// <summary>The removals that no guard holds yet.</summary>
    public IReadOnlyList<MembershipChange> Removals { get; init; } = Plan.Removals;

    /// <summary>
    /// Entries that the source group refers to but that cannot be found, still within their time of grace.
    /// </summary>
    public IReadOnlyList<UnresolvedMember> Unresolved { get; init; } = [];

    /// <summary>
    /// Where a history was moved that was lost and has not been made good for this mapping; <see langword="null"/> where none was.
    /// </summary>
    public string? LostHistory { get; init; }
}

/// <summary>An entry that a group refers to but that cannot be found.</summary>
/// <param name="Reference">How the group refers to it.</param>
/// <param name="VendorId">The account of the person last seen behind it, or <see langword="null"/> where no link is known.</param>
public sealed record UnresolvedMember(string Reference, string? VendorId);
