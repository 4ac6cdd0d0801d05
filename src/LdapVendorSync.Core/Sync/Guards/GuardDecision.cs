using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>What the guards decided for one mapping.</summary>
/// <param name="Allowed">The removals that may happen.</param>
/// <param name="Holds">What is held, and by which rule; only holds of at least one removal.</param>
/// <param name="Lifted">Limits that would have held, had they not been lifted for the run.</param>
public sealed record GuardDecision(
    IReadOnlyList<MembershipChange> Allowed, IReadOnlyList<GuardHold> Holds, IReadOnlyList<GuardHold> Lifted)
{
    /// <summary>Whether something is held because of what was read of the source.</summary>
    public bool DoubtsSource => Holds.Any(hold => !hold.TrustsSource);
}
