using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>A vendor group keeps as many members as <c>keep_at_least</c> says: the last administrator of an application stays.</summary>
/// <remarks>
/// Members that the same run adds do not count, as it is not certain that they arrive: who takes the place of the last one is added by one
/// run, and the other is removed by the next. Members whose account is disabled do not count either: they are no administrators any more. Whom
/// of several to keep is not guessed: all stay.
/// </remarks>
public sealed class KeepAtLeastGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) =>
        run.Mappings.Where(mapping => mapping.Plan.Mapping.Policy.KeepAtLeast > 0).SelectMany(mapping => Evaluate(run, mapping));

    private static IEnumerable<GuardHold> Evaluate(GuardedRun run, GuardedMapping mapping)
    {
        var elsewhere = run.DisabledElsewhere(mapping).ToList();
        var removals = mapping.Removals.Concat(elsewhere.Select(pair => pair.Change)).ToList();
        if (removals.Count == 0 || TooFew(mapping, removals) is not { } left)
            yield break;
        var reference = mapping.Plan.Mapping.Reference;
        var why = $"Keep at least: to take away {removals.Count} of {mapping.Plan.VendorMembers} members of '{reference.VendorGroup}' would leave "
            + $"{left}, fewer than keep_at_least {mapping.Plan.Mapping.Policy.KeepAtLeast}";
        if (mapping.Removals.Count > 0)
            yield return Hold(reference, mapping.Removals, why);
        foreach (var other in elsewhere.GroupBy(pair => pair.Mapping.Plan.Mapping.Reference, pair => pair.Change))
            yield return Hold(other.Key, [.. other], why);
    }

    /// <returns>How many would be left, in words, where they are too few; <see langword="null"/> where they are not.</returns>
    private static string? TooFew(GuardedMapping mapping, List<MembershipChange> removals)
    {
        var least = mapping.Plan.Mapping.Policy.KeepAtLeast;
        var left = mapping.Plan.VendorMembers - removals.Count;
        if (left < least)
            return FormattableString.Invariant($"{left}");
        var lost = removals.Count(IsOfEnabled);
        var enabled = mapping.Plan.VendorMembers - mapping.Plan.Accounts.Count(account => account.Enabled == false) - lost;
        return lost > 0 && enabled < least ? FormattableString.Invariant($"{enabled} whose account is not disabled") : null;
    }

    private static bool IsOfEnabled(MembershipChange change) => change.VendorMember?.Enabled != false;

    private static GuardHold Hold(MappingReference mapping, IReadOnlyList<MembershipChange> removals, string why) =>
        new("keep at least", mapping, $"{why}; {GuardMessage.Held(removals)}.", removals)
        {
            TrustsSource = true,
        };
}
