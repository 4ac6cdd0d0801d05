using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>
/// Removals that were compared elsewhere, perhaps without the configuration, follow it all the same: whom <c>unmanaged_members</c> leaves alone
/// stays, and nobody leaves a group that follows several source groups because one of them does not have them.
/// </summary>
public sealed class OwnershipGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) => run.Mappings.SelectMany(Evaluate);

    private static IEnumerable<GuardHold> Evaluate(GuardedMapping mapping)
    {
        var reference = mapping.Plan.Mapping.Reference;
        var unmanaged = mapping.Plan.Unmanaged.Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
        var left = mapping.Removals.Where(change => IsExtra(change) && unmanaged.Contains(change.VendorMember!.Id)).ToList();
        yield return Hold(reference, left, "unmanaged_members leaves alone whom no run added or ever saw in the source");

        var ofOnePart = mapping.Removals.Except(left).Where(mapping.Plan.ComparedWithOnePart.Contains).ToList();
        yield return Hold(
            reference,
            ofOnePart,
            $"the vendor group '{reference.VendorGroup}' follows '{reference.SourceGroup}', and they were compared with something else. "
                + "Compare with the configuration");
    }

    private static bool IsExtra(MembershipChange change) =>
        change is { Action: ChangeAction.Remove or ChangeAction.Delete, SourceMember: null, VendorMember: not null };

    private static GuardHold Hold(MappingReference mapping, IReadOnlyList<MembershipChange> removals, string why) =>
        new("ownership", mapping, $"Ownership: {why}; {GuardMessage.Held(removals)}.", removals)
        {
            TrustsSource = true,
        };
}
