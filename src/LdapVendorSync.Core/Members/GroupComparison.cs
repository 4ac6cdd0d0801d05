namespace LdapVendorSync.Core.Members;

/// <summary>What a comparison of one group on both sides found. Everybody of either side stands in exactly one of the lists.</summary>
/// <param name="Matched">People whom both sides have, with what differs.</param>
/// <param name="Missing">People whom only the source has.</param>
/// <param name="Extra">Accounts that only the vendor has.</param>
/// <param name="Problems">People and accounts of whom it is not certain who they are.</param>
public sealed record GroupComparison(
    IReadOnlyList<MatchedMember> Matched,
    IReadOnlyList<GroupMember> Missing,
    IReadOnlyList<GroupMember> Extra,
    IReadOnlyList<IdentityProblem> Problems);
