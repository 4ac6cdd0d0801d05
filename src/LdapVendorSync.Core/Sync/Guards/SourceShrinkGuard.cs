namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>
/// A source group that lost much of itself since it was last read is rather broken than emptied: a wrong filter, a half replicated server,
/// an account that may not see everything any more.
/// </summary>
public sealed class SourceShrinkGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => true;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) => run.Mappings.Select(Evaluate).OfType<GuardHold>();

    private static GuardHold? Evaluate(GuardedMapping mapping)
    {
        var limits = mapping.Plan.Mapping.Policy.Guards;
        if (limits.MaxSourceShrinkPercent is not { } limit
            || mapping.Memory.LastSourceMembers is not { } before
            || mapping.Plan.SourceMembers is not { } now
            || before - now < Math.Max(1, limits.RemovalFloor))
        {
            return null;
        }

        var percent = 100.0 * (before - now) / before;
        return percent <= limit
            ? null
            : new GuardHold(
                "source shrank",
                mapping.Plan.Mapping.Reference,
                $"Source shrank: '{mapping.Plan.Mapping.Reference.SourceGroup}' had {before} members and has {now}, "
                    + $"{GuardMessage.Percent(percent)} % fewer, more than max_source_shrink_percent {GuardMessage.Percent(limit)}; "
                    + $"{GuardMessage.Held(mapping.Removals)}. If that is meant, run once with removals allowed.",
                mapping.Removals);
    }
}
