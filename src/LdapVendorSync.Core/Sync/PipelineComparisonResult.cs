using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>What the comparison of two sets from a pipeline came to.</summary>
/// <param name="Changes">The changes: updates, adds, and removals unless they are withheld.</param>
/// <param name="WithheldRemovals">Removals that are not among the changes, because the sets are not known to be whole.</param>
/// <param name="WithheldReasons">Why not, in sentences.</param>
/// <param name="Problems">People and accounts of whom it is not certain who they are.</param>
/// <param name="Unchanged">How many people are right as they are.</param>
public sealed record PipelineComparisonResult(
    IReadOnlyList<MembershipChange> Changes,
    IReadOnlyList<MembershipChange> WithheldRemovals,
    IReadOnlyList<string> WithheldReasons,
    IReadOnlyList<IdentityProblem> Problems,
    int Unchanged)
{
    /// <summary>
    /// Additions that are not among the changes, because a group that the mapping leaves out cannot be believed; else
    /// <see langword="null"/>.
    /// </summary>
    public Guards.GuardHold? HeldAdditions { get; init; }
}
