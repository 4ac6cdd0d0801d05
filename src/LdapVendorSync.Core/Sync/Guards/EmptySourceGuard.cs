namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>An empty source group empties no vendor group, unless its mapping allows it.</summary>
public sealed class EmptySourceGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) => run.Mappings.SelectMany(Evaluate);

    private static IEnumerable<GuardHold> Evaluate(GuardedMapping mapping)
    {
        var plan = mapping.Plan;
        var forbidden = plan.Mapping.Parts
            .Where(part => !part.AllowEmptySource)
            .Select(part => part.SourceGroup)
            .Intersect(plan.EmptyParts)
            .ToList();
        if (forbidden.Count == 0)
            yield break;
        yield return new GuardHold(
            "empty source",
            plan.Mapping.Reference,
            $"Empty source: '{string.Join("', '", forbidden)}' has no members{Without(plan)}; {GuardMessage.Held(mapping.Removals)}. "
                + "If that is meant, set allow_empty_source: true on the mapping.",
            mapping.Removals);
    }

    private static string Without(MappingPlan plan) =>
        plan.LeftOut.Count == 0 ? string.Empty : $" but the {plan.LeftOut.Count} whom the mapping leaves out (except)";
}
