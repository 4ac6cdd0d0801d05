using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>A whole run as the guards see it.</summary>
/// <param name="Mappings">Every mapping that could be compared.</param>
/// <param name="Limits">The limits of the run as a whole.</param>
public sealed record GuardedRun(IReadOnlyList<GuardedMapping> Mappings, GuardSettings Limits)
{
    /// <summary>Configured mappings of the vendors that were not compared in this run, or failed: who is in their groups is not known.</summary>
    public IReadOnlyList<UnreadMapping> Unread { get; init; } = [];

    /// <summary>
    /// Accounts of a mapping's members that are to be disabled or deleted under another mapping alone: that happens once, but the owner loses
    /// every group with it.
    /// </summary>
    /// <param name="mapping">The mapping.</param>
    /// <returns>Each such change, with the mapping under which it is to be made.</returns>
    public IEnumerable<(GuardedMapping Mapping, MembershipChange Change)> DisabledElsewhere(GuardedMapping mapping)
    {
        var changes = Mappings
            .Where(other => !ReferenceEquals(other, mapping) && other.Vendor.Target == mapping.Vendor.Target)
            .SelectMany(other => other.Removals.Where(IsOfAccount).Select(change => (other, change)))
            .ToList();
        if (changes.Count == 0)
            return [];
        var members = mapping.Plan.Accounts.Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
        members.ExceptWith(mapping.Removals.Select(change => change.VendorMember!.Id));
        return changes.Where(pair => members.Contains(pair.change.VendorMember!.Id));
    }

    /// <summary>The mappings of a vendor target of which nothing is known.</summary>
    public IEnumerable<UnreadMapping> UnreadOf(string target) => Unread.Where(unread => unread.Target == target);

    /// <summary>Whether a change takes the account itself, and with it every group.</summary>
    internal static bool IsOfAccount(MembershipChange change) => change.Action is ChangeAction.Disable or ChangeAction.Delete;
}
