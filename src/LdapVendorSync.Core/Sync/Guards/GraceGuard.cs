namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>Somebody who is gone from the source group waits for the time of <c>remove_after</c>: they may be back tomorrow.</summary>
public sealed class GraceGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) =>
        run.Mappings.Where(mapping => mapping.Memory.Waiting.Count > 0).Select(Hold);

    private static GuardHold Hold(GuardedMapping mapping)
    {
        var waiting = mapping.Removals.Where(change => mapping.Memory.Waiting.Contains(change.VendorMember?.Id ?? string.Empty)).ToList();
        var policy = mapping.Plan.Mapping.Policy;
        return new GuardHold(
            "remove_after",
            mapping.Plan.Mapping.Reference,
            $"Waiting: not gone from the source group for '{policy.RemoveAfter}' (remove_after) yet; {GuardMessage.Held(waiting)}.",
            waiting)
        {
            IsWait = true,
            TrustsSource = true,
        };
    }
}
