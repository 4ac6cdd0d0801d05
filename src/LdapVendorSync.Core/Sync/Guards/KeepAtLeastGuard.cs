namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>A vendor group keeps as many members as <c>keep_at_least</c> says: the last administrator of an application stays.</summary>
/// <remarks>
/// Members that the same run adds do not count, as it is not certain that they arrive: who takes the place of the last one is added by one
/// run, and the other is removed by the next. Whom of several to keep is not guessed: all stay.
/// </remarks>
public sealed class KeepAtLeastGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) => run.Mappings.Where(LeavesTooFew).Select(Hold);

    private static bool LeavesTooFew(GuardedMapping mapping) =>
        mapping.Removals.Count > 0
        && mapping.Plan.VendorMembers - mapping.Removals.Count < mapping.Plan.Mapping.Policy.KeepAtLeast;

    private static GuardHold Hold(GuardedMapping mapping) => new(
        "keep at least",
        mapping.Plan.Mapping.Reference,
        $"Keep at least: to remove {mapping.Removals.Count} of {mapping.Plan.VendorMembers} members would leave "
            + $"{mapping.Plan.VendorMembers - mapping.Removals.Count}, fewer than keep_at_least {mapping.Plan.Mapping.Policy.KeepAtLeast}; "
            + $"{GuardMessage.Held(mapping.Removals)}.",
        mapping.Removals);
}
