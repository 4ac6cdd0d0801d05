using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>A vendor where to take somebody out of a group deletes the account: this is what is planned, guarded and told.</summary>
internal static class DeletingVendor
{
    /// <summary>Removals as the vendor makes them.</summary>
    /// <param name="removals">The removals.</param>
    /// <param name="provider">The vendor.</param>
    /// <param name="group">The group.</param>
    public static IEnumerable<MembershipChange> AsItDoes(
        this IEnumerable<MembershipChange> removals, IVendorProvider provider, VendorGroup? group)
    {
        var deletes = group is not null && provider.RemovalDeletesAccountIn(group);
        return removals.Select(change => deletes && change.Action == ChangeAction.Remove
            ? change with { Action = ChangeAction.Delete, Reason = $"{change.Reason} This vendor then deletes the account." }
            : change);
    }
}
