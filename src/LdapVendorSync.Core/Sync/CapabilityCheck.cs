using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Holds what is configured for a vendor against what the vendor can do. What would otherwise be something else than was asked for is a
/// fault; what merely may happen and cannot (<c>create_users</c> and the like) is worth a word.
/// </summary>
public static class CapabilityCheck
{
    /// <summary>What keeps a vendor from being synced as it is configured, each in a sentence with what to do.</summary>
    public static IReadOnlyList<string> FindFaults(VendorSettings vendor, VendorCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(vendor);
        ArgumentNullException.ThrowIfNull(capabilities);
        return capabilities.ChangeMemberships ? [.. Faults(vendor, capabilities)] : [];
    }

    /// <summary>What somebody should know, each in a sentence.</summary>
    public static IReadOnlyList<string> FindNotes(VendorSettings vendor, VendorCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(vendor);
        ArgumentNullException.ThrowIfNull(capabilities);
        return capabilities.ChangeMemberships
            ? [.. Notes(vendor, capabilities)]
            : ["This vendor can only be read: a sync tells what it would do, and does nothing."];
    }

    private static IEnumerable<string> Faults(VendorSettings vendor, VendorCapabilities can)
    {
        if (can is { RemovalDeletesAccount: true, RemoveMembers: true } && !vendor.AllowAccountDeletion)
            yield return "At this vendor, to take somebody out of a group deletes the whole account. "
                + "If that is meant, set allow_account_deletion: true.";
        if (!can.DisableUsers && vendor.Groups.Any(mapping => mapping.DisabledMembers == DisabledMembers.Disable))
            yield return "disabled_members is 'disable', but accounts cannot be disabled at this vendor. Choose 'remove' or 'keep'.";
        if (!can.DisableUsers && vendor.Orphans == OrphanAccounts.Disable)
            yield return "orphans is 'disable', but accounts cannot be disabled at this vendor. Choose 'keep'"
                + (can.DeleteUsers ? " or 'delete'." : ".");
        if (!can.DeleteUsers && vendor.Orphans == OrphanAccounts.Delete)
            yield return "orphans is 'delete', but accounts cannot be deleted at this vendor. Choose 'keep'"
                + (can.DisableUsers ? " or 'disable'." : ".");
    }

    private static IEnumerable<string> Notes(VendorSettings vendor, VendorCapabilities can)
    {
        if (can is { RemovalDeletesAccount: true, RemoveMembers: true })
            yield return "At this vendor, to take somebody out of a group deletes the whole account (allow_account_deletion: true).";
        if (!can.CreateUsers && !can.AddCreatesUsers && vendor.Groups.Any(mapping => mapping.CreateUsers))
            yield return "This vendor cannot create users: people without an account are skipped. "
                + "Set create_users: false to say that this is known.";
        if (!can.UpdateUsers && vendor.Groups.Any(mapping => mapping.UpdateUsers))
            yield return "This vendor cannot update users: profiles stay as they are. Set update_users: false to say that this is known.";
        if (!can.CreateGroups && vendor.Groups.Any(mapping => mapping.CreateGroups))
            yield return "This vendor cannot create groups: a mapping whose vendor group is missing fails. "
                + "Create it there, or set create_groups: false.";
    }
}
