using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>
/// What a run would change, to be looked at and applied later. Applying reads and compares afresh, so a plan can narrow what a run does and
/// never widen it.
/// </summary>
/// <param name="Header">What the plan is based on.</param>
/// <param name="Changes">The changes, each once, in the order of the mappings.</param>
public sealed record SyncPlan(PlanHeader Header, IReadOnlyList<PlannedChange> Changes)
{
    /// <summary>The changes, each once, in the order of the mappings.</summary>
    public IReadOnlyList<PlannedChange> Changes { get; init => field = value.ToIndexable(); } = Changes.ToIndexable();

    /// <summary>The id of the run that made the plan.</summary>
    public string Id => Header.Id;

    /// <summary>When both sides were read for it (UTC).</summary>
    public DateTimeOffset CreatedAt => Header.CreatedAt;

    /// <summary>Until when it may be applied (UTC).</summary>
    public DateTimeOffset ExpiresAt => Header.ExpiresAt;

    /// <summary>How many changes a guard held when the plan was made.</summary>
    public int Held => Changes.Count(change => change.IsHeld);

    /// <summary>The plan that some of its changes make, with the mappings that they concern.</summary>
    /// <param name="changes">Changes of one plan.</param>
    /// <returns>The plan; <see langword="null"/> where a change comes from no plan or from another one.</returns>
    public static SyncPlan? Of(IReadOnlyList<MembershipChange> changes)
    {
        var planned = changes.OfType<PlannedChange>().Distinct<PlannedChange>(ReferenceEqualityComparer.Instance).ToList();
        if (planned.Count == 0 || changes.Any(change => (change as PlannedChange)?.Plan.Id != planned[0].Plan.Id))
            return null;
        var header = planned[0].Plan;
        var groups = planned.Select(change => change.Mapping).ToHashSet();
        return new SyncPlan(header with { Mappings = [.. header.Mappings.Where(mapping => groups.Contains(mapping.Mapping))] }, planned);
    }

    /// <inheritdoc />
    public override string ToString() => $"Plan {Id}: {Changes.Count} change(s)";
}
