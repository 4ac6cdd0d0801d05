using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Guards;
using LdapVendorSync.Core.Sync.Orphans;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Takes away at one vendor what the guards allow, and tells what they hold.</summary>
/// <param name="settings">The vendor's settings.</param>
/// <param name="isDryRun">Whether nothing is written at the vendor.</param>
/// <param name="apply">Applies changes of a mapping.</param>
/// <param name="logger">Hears of what is held.</param>
internal sealed class AccessRemoval(
    VendorSettings settings,
    bool isDryRun,
    Func<MappingRun, IReadOnlyList<MembershipChange>, RunCancellation, Task> apply,
    ILogger logger)
{
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);

    /// <summary>Takes people out of a group, and disables or deletes accounts of its members.</summary>
    public async Task TakeAwayAsync(MappingRun run, RunCancellation cancellation)
    {
        using var scope = logger.BeginGroup(run.Mapping.Reference.VendorGroup);
        foreach (var hold in run.Decision!.Holds)
        {
            logger.LogWarning("{Vendor}/{Group}: {Message}", settings.Name, run.Mapping.Reference.VendorGroup, hold.Message);
            foreach (var change in hold.Changes)
                run.Record(Hold(hold, change));
        }

        // An account that went with another group is gone, and its membership with it.
        var gone = run.Decision.Allowed
            .Where(change => change.Action == ChangeAction.Delete && _deleted.Contains(change.VendorMember!.Id))
            .ToList();
        foreach (var change in gone)
            run.Record(new ChangeOutcome(change, isDryRun ? ChangeResult.Planned : ChangeResult.Applied, "The account was deleted with another group."));
        await apply(run, [.. run.Decision.Allowed.Except(gone)], cancellation).ConfigureAwait(false);
        _deleted.UnionWith(run.Outcomes.Where(IsDeleted).Select(outcome => outcome.Change.VendorMember!.Id));
    }

    /// <summary>Disables or deletes accounts without a group. Last of all: who could not be taken out of a group keeps the account.</summary>
    /// <param name="run">The mapping under which that is done.</param>
    /// <param name="ofTarget">All mappings of the run that write to the same application.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task ApplyOrphansAsync(MappingRun run, IReadOnlyList<MappingRun> ofTarget, RunCancellation cancellation)
    {
        using var scope = logger.BeginGroup(run.Mapping.Reference.VendorGroup);
        var stillIn = run.AllowedOrphans.Where(change => !OrphanStep.IsOut(ofTarget, change.VendorMember!, isDryRun)).ToList();
        foreach (var change in stillIn)
        {
            const string Why = "The account may still be in a group: it stays as it is until the next run.";
            run.Record(new ChangeOutcome(change, ChangeResult.Skipped, Why) { Rule = ChangeRules.Orphans });
        }

        await apply(run, [.. run.AllowedOrphans.Except(stillIn)], cancellation).ConfigureAwait(false);
    }

    private static bool IsDeleted(ChangeOutcome outcome) =>
        outcome is { Change.Action: ChangeAction.Delete, Result: ChangeResult.Applied or ChangeResult.Planned };

    private static ChangeOutcome Hold(GuardHold hold, MembershipChange change) => hold.IsWait
        ? new ChangeOutcome(change, ChangeResult.Skipped, $"Waits for its time ({hold.Rule}).") { Rule = hold.Rule }
        : new ChangeOutcome(change, ChangeResult.Blocked, $"Held by the rule '{hold.Rule}'.") { Rule = hold.Rule };
}
