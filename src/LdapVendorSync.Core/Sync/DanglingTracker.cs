using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Sync;

/// <summary>Tells which references to entries that cannot be found still hold removals: those whose time of grace is not over.</summary>
/// <param name="history">Knows since when each reference dangles.</param>
/// <param name="runId">The run.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class DanglingTracker(HistoryDatabase history, string runId, TimeProvider timeProvider)
{
    /// <summary>
    /// Observes the dangling references of a mapping's source group. What could not be asked or may not be read is there for all that is
    /// known: it has no time of grace, but holds as long as it lasts.
    /// </summary>
    public async Task<IReadOnlyList<UnresolvedMember>> ObserveAsync(
        MappingPlan plan, LoadedLinks links, CancellationToken cancellationToken)
    {
        var reasons = plan.SourceCompleteness.Reasons;
        var references = reasons.Where(IsMissing).Select(reason => reason.Reference!).ToList();
        var otherwiseComplete = reasons.All(reason => reason.Scope != HoldScope.Mapping);
        var observed = await history.DanglingReferences
            .ObserveAsync(runId, plan.Mapping.Reference, references, otherwiseComplete, timeProvider.GetUtcNow(), cancellationToken)
            .ConfigureAwait(false);
        var missing = observed
            .Where(reference => !plan.Mapping.Policy.DanglingGrace.IsOver(reference.CompleteRuns, reference.Age))
            .Select(reference => new UnresolvedMember(reference.Reference, links.VendorIdBehind(reference.Reference), IsMissing: true));
        var unread = reasons
            .Where(reason => IsOfOnePerson(reason) && !IsMissing(reason))
            .Select(reason => reason.Reference!)
            .Distinct(StringComparer.Ordinal)
            .Select(reference => new UnresolvedMember(reference, links.VendorIdBehind(reference), IsMissing: false));
        return [.. unread, .. missing];
    }

    private static bool IsMissing(ReadReason reason) => IsOfOnePerson(reason) && reason.Kind == ReadReasonKind.DanglingMember;

    private static bool IsOfOnePerson(ReadReason reason) => reason is { Scope: HoldScope.Person, Reference: not null };
}
