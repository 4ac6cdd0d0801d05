using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>All guards together, over the whole run.</summary>
public static class RemovalGuards
{
    // The rules about what is known come first, so that limits count only what would really happen.
    private static readonly IReadOnlyList<IRemovalGuard> Guards =
    [
        new CompletenessGuard(),
        new EmptySourceGuard(),
        new DanglingMemberGuard(),
        new LostHistoryGuard(),
        new OwnershipGuard(),
        new ProtectionGuard(),
        // Before whoever waits is left out: when the wait is over, the smaller group would be the measure.
        new SourceShrinkGuard(),
        new GraceGuard(),
        new KeepAtLeastGuard(),
        new DoubtfulMemberGuard(),
        new RemovalLimitGuard(),
        new AccountInUseGuard(),
    ];

    // Who leaves the group was seen before: what is left is the person, the reads, and how many there are.
    private static readonly IReadOnlyList<IRemovalGuard> OrphanGuards =
    [
        new CompletenessGuard(),
        new EmptySourceGuard(),
        new DanglingMemberGuard(),
        new LostHistoryGuard(),
        new ProtectionGuard(),
        new SourceShrinkGuard(),
        new DoubtfulMemberGuard(),
        new RemovalLimitGuard(),
    ];

    // What they say of a source is true also where it takes nobody away: who belongs into the group is not known.
    private static readonly IReadOnlyList<IRemovalGuard> SourceGuards = [new EmptySourceGuard(), new LostHistoryGuard(), new SourceShrinkGuard()];

    /// <summary>The mappings whose source cannot be believed, whether or not somebody would be removed.</summary>
    /// <param name="run">The whole run.</param>
    /// <param name="allowRemovals">Whether the limits, and no other rule, are lifted.</param>
    internal static IReadOnlySet<MappingReference> FindDoubted(GuardedRun run, bool allowRemovals)
    {
        // A group that never had anybody is what it looks like.
        var unused = run.Mappings
            .Where(mapping => mapping is { Memory.LastSourceMembers: 0, Plan.VendorMembers: 0 })
            .Select(mapping => mapping.Plan.Mapping.Reference);
        var doubted = SourceGuards
            .Where(guard => !guard.IsLimit || !allowRemovals)
            .SelectMany(guard => guard.Evaluate(run))
            .Select(hold => hold.Mapping)
            .ToHashSet();
        doubted.ExceptWith(unused);
        return doubted;
    }

    /// <summary>Decides which removals of a run may happen.</summary>
    /// <param name="run">The whole run.</param>
    /// <param name="allowRemovals">Whether the limits, and no other rule, are lifted.</param>
    /// <returns>A decision for every mapping of the run, in its order.</returns>
    public static IReadOnlyList<GuardDecision> Decide(GuardedRun run, bool allowRemovals) => Decide(Guards, run, allowRemovals);

    /// <summary>Decides what may become of accounts that are in no mapped group any more.</summary>
    /// <param name="run">The whole run, with those changes as its removals.</param>
    /// <param name="allowRemovals">Whether the limits, and no other rule, are lifted.</param>
    /// <returns>A decision for every mapping of the run, in its order. What is held says nothing against what was read.</returns>
    public static IReadOnlyList<GuardDecision> DecideOrphans(GuardedRun run, bool allowRemovals) =>
    [
        .. Decide(OrphanGuards, run, allowRemovals).Select(decision => decision with
        {
            Holds = [.. decision.Holds.Select(hold => hold with { TrustsSource = true })],
        }),
    ];

    private static List<GuardDecision> Decide(IReadOnlyList<IRemovalGuard> guards, GuardedRun run, bool allowRemovals)
    {
        var holds = new List<GuardHold>();
        var lifted = new List<GuardHold>();
        foreach (var guard in guards)
        {
            var found = WithoutDoubles(guard.Evaluate(run));
            if (guard.IsLimit && allowRemovals)
            {
                lifted.AddRange(found);
                continue;
            }

            holds.AddRange(found);
            run = run with { Mappings = [.. run.Mappings.Select(mapping => Without(mapping, found))] };
        }

        return [.. run.Mappings.Select(mapping => new GuardDecision(mapping.Removals, Of(mapping, holds), Of(mapping, lifted)))];
    }

    // A rule may hold a change for the sake of several groups; it is held once.
    private static List<GuardHold> WithoutDoubles(IEnumerable<GuardHold> holds)
    {
        var held = new HashSet<MembershipChange>(ReferenceEqualityComparer.Instance);
        return [.. holds
            .Select(hold => hold with { Changes = [.. hold.Changes.Where(held.Add)] })
            .Where(hold => hold.Changes.Count > 0)];
    }

    private static GuardedMapping Without(GuardedMapping mapping, IReadOnlyList<GuardHold> holds)
    {
        var held = Of(mapping, holds).SelectMany(hold => hold.Changes).ToHashSet<MembershipChange>(ReferenceEqualityComparer.Instance);
        return held.Count == 0 ? mapping : mapping with { Removals = [.. mapping.Removals.Where(change => !held.Contains(change))] };
    }

    private static List<GuardHold> Of(GuardedMapping mapping, IEnumerable<GuardHold> holds) =>
        [.. holds.Where(hold => hold.Mapping == mapping.Plan.Mapping.Reference)];
}
