using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>A whole run as the guards see it.</summary>
/// <param name="Mappings">Every mapping that could be compared.</param>
/// <param name="Limits">The limits of the run as a whole.</param>
public sealed record GuardedRun(IReadOnlyList<GuardedMapping> Mappings, GuardSettings Limits)
{
    /// <summary>
    /// Accounts of a mapping's members that are to be disabled under another mapping: an account is disabled once, but its owner loses every
    /// group with it.
    /// </summary>
    /// <param name="mapping">The mapping.</param>
    /// <returns>Each such change, with the mapping under which it is to be made.</returns>
    public IEnumerable<(GuardedMapping Mapping, MembershipChange Change)> DisabledElsewhere(GuardedMapping mapping)
    {
        var changes = Mappings
            .Where(other => !ReferenceEquals(other, mapping) && other.Vendor.Target == mapping.Vendor.Target)
            .SelectMany(other => other.Removals.Where(change => change.Action == ChangeAction.Disable).Select(change => (other, change)))
            .ToList();
        if (changes.Count == 0)
            return [];
        var members = mapping.Plan.Accounts.Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
        return changes.Where(pair => members.Contains(pair.change.VendorMember!.Id));
    }
}
