namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>
/// Holds the removal of people who are still listed, but whom the user filter leaves out for want of an attribute, where there are several
/// at once: an attribute that may no longer be read looks like one that was taken away. One alone is taken for what it looks like.
/// </summary>
public sealed class DoubtfulMemberGuard : IRemovalGuard
{
    private const int Several = 2;

    /// <inheritdoc />
    public bool IsLimit => true;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) =>
        run.Mappings.Where(mapping => mapping.Memory.Doubtful.Count > 0).SelectMany(Evaluate);

    private static IEnumerable<GuardHold> Evaluate(GuardedMapping mapping)
    {
        var held = mapping.Removals
            .Where(change => change.VendorMember is { } member && mapping.Memory.Doubtful.ContainsKey(member.Id))
            .ToList();
        if (held.Count < Several)
            yield break;
        var attributes = held
            .SelectMany(change => mapping.Memory.Doubtful[change.VendorMember!.Id].Attributes)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => $"'{name}'");
        yield return new GuardHold(
            "doubtful member",
            mapping.Plan.Mapping.Reference,
            $"Doubtful members: the source group '{mapping.Plan.Mapping.Reference.SourceGroup}' still lists people whom user_filter leaves out "
                + $"because {string.Join(", ", attributes)} is absent or not readable; {GuardMessage.Held(held)}. "
                + "Give the account the right to read it, or allow the removals for one run.",
            held);
    }
}
