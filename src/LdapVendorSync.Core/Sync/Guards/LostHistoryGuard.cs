namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>
/// After the history was lost, a renamed person looks like one who left and one who came: nobody is removed until a run has rebuilt the links.
/// </summary>
public sealed class LostHistoryGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) => run.HistoryLost is { } why
        ? run.Mappings.Select(mapping => new GuardHold(
            "history lost",
            mapping.Plan.Mapping.Reference,
            $"History lost: {why}; {GuardMessage.Held(mapping.Removals)}. The next run has the links again.",
            mapping.Removals))
        : [];
}
