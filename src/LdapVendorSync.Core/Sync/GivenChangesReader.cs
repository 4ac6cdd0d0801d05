using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Exclusion;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Plans just the changes that were handed in, such as those of a pipeline. The vendor's group is read afresh before anything
/// is removed, so that the guards know its size.
/// </summary>
/// <param name="changes">The changes of all mappings.</param>
/// <param name="context">What the vendors of the run share.</param>
/// <param name="vendor">The vendor.</param>
/// <param name="links">Its links.</param>
/// <param name="health">Whether the vendor may still be used.</param>
/// <param name="logger">Hears what cannot be done.</param>
internal sealed class GivenChangesReader(
    IReadOnlyList<MembershipChange> changes,
    VendorRunContext context,
    VendorConnection vendor,
    LinkBook links,
    VendorHealth health,
    ILogger logger) : IMappingPlanReader
{
    /// <inheritdoc />
    public int AtOnce => 1;

    /// <inheritdoc />
    public async Task ReadAsync(MappingRun run, CancellationToken cancellationToken)
    {
        try
        {
            await PlanAsync(run, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            run.Error = error.Message;
            health.ReportRead(error);
            logger.LogError("{Vendor}/{Group}: {Message}", vendor.Settings.Name, run.Mapping.Reference.VendorGroup, error.Message);
        }
    }

    private async Task PlanAsync(MappingRun run, CancellationToken cancellationToken)
    {
        if (run.Error is not null)
            return;
        var name = run.Mapping.Reference.VendorGroup;
        if (await vendor.Provider.FindGroupAsync(name, cancellationToken).ConfigureAwait(false) is not { } group)
        {
            run.Error = $"The vendor '{vendor.Settings.Name}' has no group '{name}'.";
            return;
        }

        // A change that was handed in twice is one change.
        var given = changes
            .Where(change => IsOf(run.Mapping, change))
            .DistinctBy(change => (change.Action, change.VendorMember?.Id ?? change.SourceMember?.Id))
            .ToList();
        var mine = given.ConvertAll(change => change with { Mapping = run.Mapping.Reference });
        var removals = mine.FindAll(change => change.IsRemoval);
        var content = removals.Count == 0
            ? new GroupContent([], Completeness.Complete)
            : await GroupContent
                .ReadAsync(vendor.Provider.ReadGroupMembers(group, cancellationToken), null, cancellationToken)
                .ConfigureAwait(false);
        run.Links = await links.LoadAsync(run.Mapping, cancellationToken).ConfigureAwait(false);
        run.Target = new GroupTarget(group, run.Mapping.Policy, new ChangePlanner(run.Mapping), run.Links.Members);
        var additions = mine.FindAll(change => change.Action is ChangeAction.Add or ChangeAction.Enable && change.SourceMember is not null);
        var held = await new GivenAdditions(context, vendor.Settings.Target)
            .HoldAsync(run, additions, cancellationToken)
            .ConfigureAwait(false);
        if (run.Error is not null)
            return;
        if (held is not null)
            logger.LogWarning("{Vendor}/{Group}: {Message}", vendor.Settings.Name, name, held.Message);
        var isHeld = (held?.Changes ?? []).ToHashSet<MembershipChange>(ReferenceEqualityComparer.Instance).Contains;
        run.Plan = new MappingPlan
        {
            Mapping = run.Mapping,
            SourceMembers = null,
            VendorMembers = content.Members.Count,
            Accounts = content.Members,
            EmptyParts = [],
            SourceCompleteness = Completeness.Complete,
            VendorCompleteness = content.Completeness,
            Adds = mine.FindAll(change => change.Action == ChangeAction.Add && !isHeld(change)),
            Updates = mine.FindAll(change => change.Action is ChangeAction.Update or ChangeAction.Enable && !isHeld(change)),
            HeldAdditions = held,
            Removals = removals,
            Unmanaged = Unmanaged(run, content),
            ComparedWithOnePart = run.Mapping.Parts.Count == 1
                ? []
                : [.. mine.Where((change, index) => change.IsRemoval && given[index].Mapping != run.Mapping.Reference)],
        };
        run.Memory = await new MappingMemoryReader(context, vendor.Settings.Target)
            .ReadAsync(run.Plan, run.Links, cancellationToken)
            .ConfigureAwait(false);
    }

    // Whoever compared may have done so without the configuration that says who is to be left alone.
    private static List<GroupMember> Unmanaged(MappingRun run, GroupContent content) =>
        run.Mapping.Policy.UnmanagedMembers == UnmanagedMembers.Remove
            ? []
            : [.. content.Members.Where(account => run.Links!.Members.SourceIdOf(account.Id) is null)];

    private static bool IsOf(SyncMapping mapping, MembershipChange change) =>
        change.Vendor.Equals(mapping.Reference.Vendor, StringComparison.OrdinalIgnoreCase)
        && change.Group.Equals(mapping.Reference.VendorGroup, StringComparison.OrdinalIgnoreCase);
}
