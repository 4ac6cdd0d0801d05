using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>An incomplete read removes nobody.</summary>
public sealed class CompletenessGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) => run.Mappings.SelectMany(Evaluate);

    private static IEnumerable<GuardHold> Evaluate(GuardedMapping mapping)
    {
        var plan = mapping.Plan;
        if (plan.SourceCompleteness.HoldsMapping)
            yield return Hold(mapping, $"source group '{plan.Mapping.Reference.SourceGroup}'", plan.SourceCompleteness);
        else if (plan.VendorCompleteness.HoldsMapping)
            yield return Hold(mapping, $"vendor group '{plan.Mapping.Reference.VendorGroup}'", plan.VendorCompleteness);
    }

    private static GuardHold Hold(GuardedMapping mapping, string group, Completeness completeness) => new(
        "incomplete read",
        mapping.Plan.Mapping.Reference,
        $"Incomplete read: the {group} was not read completely ({ReasonsToHold(completeness)}); "
            + $"{GuardMessage.Held(mapping.Removals)}.",
        mapping.Removals);

    private static string ReasonsToHold(Completeness completeness) =>
        string.Join("; ", completeness.Reasons.Where(reason => reason.Scope == HoldScope.Mapping).Select(reason => reason.Message));
}
