using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>
/// An account that is deleted because its owner leaves a group is needed in no other group: everybody stays who stays, comes or may be anywhere
/// else at the vendor.
/// </summary>
/// <remarks>The last of all guards: whom another one keeps in a group keeps the account.</remarks>
public sealed class AccountInUseGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) =>
        run.Mappings.Where(mapping => Deletions(mapping).Any()).SelectMany(mapping => Evaluate(run, mapping));

    private static IEnumerable<GuardHold> Evaluate(GuardedRun run, GuardedMapping mapping)
    {
        var deletions = Deletions(mapping).ToList();
        if (run.UnreadOf(mapping.Vendor.Target).FirstOrDefault() is { } unread)
        {
            var group = unread.Mapping.Reference.VendorGroup;
            return [Hold(mapping, deletions, $"whether they are in the vendor group '{group}' is not known, which was not read in this run")];
        }

        return run.Mappings
            .Where(other => other.Vendor.Target == mapping.Vendor.Target)
            .Select(other => Hold(mapping, InUse(other, deletions), $"they are needed in the vendor group '{other.Plan.Mapping.Reference.VendorGroup}'"));
    }

    private static List<MembershipChange> InUse(GuardedMapping other, List<MembershipChange> deletions)
    {
        var staying = other.Plan.Accounts.Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
        staying.ExceptWith(other.Removals.Where(change => change.Action != ChangeAction.Disable).Select(change => change.VendorMember!.Id));
        return deletions.FindAll(change => staying.Contains(change.VendorMember!.Id) || other.Joining.MayBe(change.VendorMember));
    }

    private static IEnumerable<MembershipChange> Deletions(GuardedMapping mapping) =>
        mapping.Removals.Where(change => change.Action == ChangeAction.Delete);

    private static GuardHold Hold(GuardedMapping mapping, IReadOnlyList<MembershipChange> removals, string why) => new(
        "account in use",
        mapping.Plan.Mapping.Reference,
        $"Account in use: to take them out of the group would delete their accounts, and {why}; {GuardMessage.Held(removals)}.",
        removals)
    {
        TrustsSource = true,
    };
}
