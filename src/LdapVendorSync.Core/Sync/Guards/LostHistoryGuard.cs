namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>
/// After the history was lost, a renamed person looks like one who left and one who came: nobody
/// is removed until a run has rebuilt the links.
/// </summary>
public sealed class LostHistoryGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) =>
        run.Mappings.Where(mapping => mapping.Memory.LostHistory is not null).Select(Hold);

    private static GuardHold Hold(GuardedMapping mapping) => new(
        "history lost",
        mapping.Plan.Mapping.Reference,
        $"History lost: it could not be used and was moved to '{mapping.Memory.LostHistory}', so it is not known who was linked to whom; "
            + $"{GuardMessage.Held(mapping.Removals)}. A complete run makes the links anew; the next one removes again.",
        mapping.Removals);
}
