using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>One mapping as the guards see it.</summary>
/// <param name="Plan">What was compared.</param>
/// <param name="Vendor">The vendor's settings.</param>
/// <param name="Memory">What earlier runs know of it.</param>
public sealed record GuardedMapping(MappingPlan Plan, VendorSettings Vendor, MappingMemory Memory)
{
    /// <summary>The vendor's group, as the vendor itself names it; <see langword="null"/> where that is not known.</summary>
    public VendorGroup? Group { get; init; }

    /// <summary>Who is about to be a member, or was made one by this run.</summary>
    public JoiningPeople Joining { get; init; } = JoiningPeople.Nobody;

    /// <summary>The removals that no guard holds yet.</summary>
    public IReadOnlyList<MembershipChange> Removals { get; init; } = Plan.Removals;
}
