using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>Creates vendor groups that are not there, where the policy asks for it.</summary>
/// <param name="vendor">The vendor.</param>
/// <param name="journal">Records what is sent; <see langword="null"/> for a dry run.</param>
/// <param name="cancellation">Ends the run.</param>
internal sealed class GroupCreator(VendorConnection vendor, OperationJournal? journal, RunCancellation cancellation)
{
    /// <summary>Creates the vendor group of a mapping; in a dry run, a stand-in for it.</summary>
    /// <returns>The group, or <see langword="null"/> where the mapping fails because it has none.</returns>
    public async Task<VendorGroup?> CreateAsync(MappingRun run)
    {
        var name = run.Mapping.Reference.VendorGroup;
        if (!run.Mapping.Policy.CreateGroups)
        {
            run.Error = $"The vendor '{vendor.Settings.Name}' has no group '{name}'. Create it there, or set create_groups: true.";
            return null;
        }

        if (!vendor.Provider.Capabilities.CreateGroups)
        {
            run.Error = $"The vendor '{vendor.Settings.Name}' has no group '{name}', and groups cannot be created there. "
                + "Create it by hand.";
            return null;
        }

        var change = new MembershipChange
        {
            Action = ChangeAction.CreateGroup,
            Mapping = run.Mapping.Reference,
            Reason = "The vendor has no such group.",
        };
        if (run.Approval?.IsApproved(change) == false)
        {
            run.Error = $"The vendor '{vendor.Settings.Name}' has no group '{name}', and the plan does not create it.";
            return null;
        }

        if (journal is null)
        {
            run.Record(new ChangeOutcome(change, ChangeResult.Planned));
            return new VendorGroup(name, name);
        }

        VendorGroup? group = null;
        await journal.RunAsync(new JournalRequest(JournalOperation.CreateGroup, change, null), cancellation, async () =>
        {
            group = await vendor.Provider.CreateGroupAsync(name, cancellation.Abort).ConfigureAwait(false);
            return group.Id;
        }).ConfigureAwait(false);
        run.Record(new ChangeOutcome(change, ChangeResult.Applied));
        return group;
    }
}
