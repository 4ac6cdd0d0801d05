namespace LdapVendorSync.Core.Members;

/// <summary>A person whom both sides have in the group.</summary>
/// <param name="Source">As the source sees them, in the vendor's terms.</param>
/// <param name="Vendor">As the vendor sees them.</param>
/// <param name="Differences">What differs; empty where the vendor is right.</param>
/// <param name="Linked">Whether a link recognised them, rather than a key.</param>
public sealed record MatchedMember(GroupMember Source, GroupMember Vendor, IReadOnlyList<AttributeDifference> Differences, bool Linked);
