using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Sync;

/// <summary>Gathers what earlier runs know of a mapping, and notes what this one saw.</summary>
/// <param name="context">What the vendors of the run share.</param>
/// <param name="target">The vendor target.</param>
internal sealed class MappingMemoryReader(VendorRunContext context, string target)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly DanglingTracker _dangling = new(context.History, context.RunId, context.TimeProvider);

    /// <summary>What is known of the mapping of a plan.</summary>
    public async Task<MappingMemory> ReadAsync(MappingPlan plan, LoadedLinks links, CancellationToken cancellationToken)
    {
        var history = context.History;
        var mapping = plan.Mapping.Reference;
        return new MappingMemory
        {
            LostHistory = await history.Runs.FindLossAsync(target, mapping, cancellationToken).ConfigureAwait(false),
            LastSourceMembers = await history.Runs.FindLastSourceMembersAsync(mapping, cancellationToken).ConfigureAwait(false),
            RemovedLastDay = await history.Journal
                .CountRemovalsAsync(target, context.TimeProvider.GetUtcNow() - Day, cancellationToken)
                .ConfigureAwait(false),
            Unresolved = WasSourceRead(plan) ? await _dangling.ObserveAsync(plan, links, cancellationToken).ConfigureAwait(false) : [],
            Doubtful = Doubtful(plan, links),
            Waiting = await WaitingAsync(plan, cancellationToken).ConfigureAwait(false),
            NamesAtSource = NamesAtSource(plan, links),
        };
    }

    // Who left the group is not in its list any more, so that only the link still knows who they are in the directory.
    private static Dictionary<string, IReadOnlyList<string>> NamesAtSource(MappingPlan plan, LoadedLinks links) =>
        plan.Mapping.Policy.ProtectedUsers.Count == 0
            ? []
            : plan.Removals
                .Select(change => change.VendorMember?.Id)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .ToDictionary(vendorId => vendorId, links.NamesAtSource, StringComparer.Ordinal);

    private static Dictionary<string, DoubtfulMember> Doubtful(MappingPlan plan, LoadedLinks links)
    {
        var doubtful = new Dictionary<string, DoubtfulMember>(StringComparer.Ordinal);
        foreach (var member in plan.Doubtful)
        {
            if (links.VendorIdBehind(member.Reference) is { } vendorId)
                doubtful[vendorId] = member;
        }

        return doubtful;
    }

    private async Task<IReadOnlySet<string>> WaitingAsync(MappingPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Mapping.Policy.RemoveAfter is not { } grace)
            return MappingMemory.None.Waiting;
        var gone = plan.Removals.Where(IsGone).Select(change => change.VendorMember!.Id).ToList();
        var isComplete = WasSourceRead(plan) && !plan.SourceCompleteness.HoldsMapping && !plan.VendorCompleteness.HoldsMapping;
        var seen = await context.History.Absences
            .ObserveAsync(context.RunId, plan.Mapping.Reference, gone, isComplete, context.TimeProvider.GetUtcNow(), cancellationToken)
            .ConfigureAwait(false);
        return seen.Where(sighting => !grace.IsOver(sighting.CompleteRuns, sighting.Age)).Select(sighting => sighting.Reference).ToHashSet();
    }

    // Somebody whose account was disabled at the source is not to come back tomorrow.
    private static bool IsGone(MembershipChange change) =>
        change.VendorMember is not null && change.SourceMember?.Enabled != false;

    private static bool WasSourceRead(MappingPlan plan) => plan.SourceMembers is not null;
}
