using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>Tells a plan as the dry run that it stands for.</summary>
internal static class PlannedRun
{
    public static SyncRun Of(SyncPlan plan)
    {
        var changes = plan.Changes.ToLookup(change => change.Mapping);
        var vendors = plan.Header.Mappings
            .GroupBy(mapping => mapping.Mapping.Vendor)
            .Select(vendor => VendorOf(vendor.Key, [.. vendor.Select(mapping => GroupOf(mapping, [.. changes[mapping.Mapping]]))]))
            .ToList();
        return new SyncRun
        {
            RunId = plan.Id,
            StartedAt = plan.CreatedAt,
            FinishedAt = plan.CreatedAt,
            DryRun = true,
            Status = Worst(vendors.Select(vendor => vendor.Status)),
            ExitCode = ExitCodeOf(plan, Worst(vendors.Select(vendor => vendor.Status))),
            Vendors = vendors,
            Changes = [.. plan.Changes.Select(change => change.HeldBy is { } held
                ? new ChangeOutcome(change, ChangeResult.Blocked, held)
                : new ChangeOutcome(change, ChangeResult.Planned))],
        };
    }

    private static VendorRun VendorOf(string name, IReadOnlyList<GroupRun> groups) =>
        new(name, Worst(groups.Select(group => group switch
        {
            { Error: not null } => SyncStatus.CompletedWithFailures,
            { Totals.Blocked: > 0 } => SyncStatus.Blocked,
            _ => SyncStatus.Succeeded,
        })), null, groups);

    private static GroupRun GroupOf(PlannedMapping mapping, IReadOnlyList<PlannedChange> changes) => new()
    {
        Mapping = mapping.Mapping,
        SourceMembers = mapping.SourceRead?.Members,
        VendorMembers = mapping.VendorRead?.Members,
        Completeness = Worse(mapping.SourceRead?.Completeness, mapping.VendorRead?.Completeness),
        Error = mapping.Error,
        BlockedBy = mapping.BlockedBy,
        Totals = new SyncTotals
        {
            Added = Count(changes, ChangeAction.Add),
            Removed = Count(changes, ChangeAction.Remove, ChangeAction.Disable, ChangeAction.Delete),
            Updated = Count(changes, ChangeAction.Update, ChangeAction.Enable),
            Failed = mapping.Error is null ? 0 : 1,
            Blocked = changes.Count(change => change.IsHeld),
        },
    };

    private static int Count(IReadOnlyList<PlannedChange> changes, params ReadOnlySpan<ChangeAction> actions)
    {
        var count = 0;
        foreach (var change in changes)
        {
            if (!change.IsHeld && actions.Contains(change.Action))
                count++;
        }

        return count;
    }

    private static CompletenessStatus Worse(CompletenessStatus? source, CompletenessStatus? vendor) =>
        (source ?? CompletenessStatus.Failed, vendor ?? CompletenessStatus.Failed) switch
        {
            (CompletenessStatus.Failed, _) or (_, CompletenessStatus.Failed) => CompletenessStatus.Failed,
            (CompletenessStatus.Partial, _) or (_, CompletenessStatus.Partial) => CompletenessStatus.Partial,
            _ => CompletenessStatus.Complete,
        };

    private static SyncStatus Worst(IEnumerable<SyncStatus> all)
    {
        var statuses = all.ToHashSet();
        if (statuses.Contains(SyncStatus.CompletedWithFailures))
            return SyncStatus.CompletedWithFailures;
        return statuses.Contains(SyncStatus.Blocked) ? SyncStatus.Blocked : SyncStatus.Succeeded;
    }

    private static SyncExitCode ExitCodeOf(SyncPlan plan, SyncStatus status) => status switch
    {
        SyncStatus.CompletedWithFailures => SyncExitCode.FinishedWithFailures,
        SyncStatus.Blocked => SyncExitCode.RemovalsHeld,
        _ => plan.Changes.Count > 0 ? SyncExitCode.ChangesPending : SyncExitCode.Done,
    };
}
