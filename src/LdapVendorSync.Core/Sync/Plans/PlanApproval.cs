using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>A plan while a run applies it: what each mapping may do, and in the end what became of every change of the plan.</summary>
internal sealed class PlanApproval
{
    private readonly SyncPlan _plan;
    private readonly Dictionary<MappingReference, MappingApproval> _mappings;

    /// <param name="plan">The plan.</param>
    /// <param name="strict">Whether any refusal shall keep everything from being applied.</param>
    public PlanApproval(SyncPlan plan, bool strict)
    {
        _plan = plan;
        IsStrict = strict;
        var changes = plan.Changes.ToLookup(change => change.Mapping);
        _mappings = plan.Header.Mappings.ToDictionary(
            mapping => mapping.Mapping, mapping => new MappingApproval([.. changes[mapping.Mapping]]));
    }

    /// <summary>Whether any refusal shall keep everything from being applied.</summary>
    public bool IsStrict { get; }

    /// <summary>The approval that a run is asked to follow; <see langword="null"/> where it is given no plan.</summary>
    public static PlanApproval? Of(SyncOptions options) => options.Plan is { } plan ? new PlanApproval(plan, options.Strict) : null;

    /// <summary>What a mapping may do.</summary>
    public MappingApproval Of(MappingReference mapping) =>
        _mappings.TryGetValue(mapping, out var approval) ? approval : new MappingApproval([]);

    /// <summary>
    /// Recalls which accounts were created since the plan was made: a run that was killed may have come no further with some people.
    /// </summary>
    public async Task RecallAsync(ChangeJournal journal, string target, IEnumerable<MappingRun> runs, CancellationToken cancellationToken)
    {
        var created = await journal
            .GetCreatedAccountsAsync(target, _plan.CreatedAt - PlanCheck.ClockTolerance, cancellationToken)
            .ConfigureAwait(false);
        var known = created.Select(account => (PlannedKey.SourceOf(account.Source, account.SourceId), account.VendorId)).ToHashSet();
        foreach (var run in runs)
            run.Approval!.CreatedAccounts = known;
    }

    /// <summary>Records for each change of the plan that was not taken up why not.</summary>
    /// <param name="runs">The mappings of the run.</param>
    /// <returns>The refused changes of mappings that are not part of the run.</returns>
    public IReadOnlyList<ChangeOutcome> Conclude(IEnumerable<MappingRun> runs)
    {
        var outside = _mappings.Keys.ToHashSet();
        foreach (var run in runs)
        {
            outside.Remove(run.Mapping.Reference);
            run.Approval?.Conclude(run);
        }

        const string Why = "Not selected: the run was limited to other vendors or groups.";
        return [.. _plan.Changes
            .Where(change => outside.Contains(change.Mapping))
            .Select(change => new ChangeOutcome(change, ChangeResult.Refused, Why))];
    }

    /// <summary>
    /// Whether a rehearsal would not do all that the plan says. If so, nothing is said to be planned any more.
    /// </summary>
    public bool RefusesAny(IReadOnlyList<VendorRunner> vendors)
    {
        var runs = vendors.SelectMany(vendor => vendor.Mappings).ToList();
        var outside = Conclude(runs);
        var outcomes = runs.SelectMany(run => run.Outcomes).ToList();
        if (outcomes.TrueForAll(outcome => outcome.Result == ChangeResult.Planned)
            && outcomes.Count == _mappings.Values.Sum(mapping => mapping.Count)
            && outside.Count == 0)
        {
            return false;
        }

        runs.ForEach(run => run.Correct(PlanRefusal.OfRehearsed));
        return true;
    }

    /// <summary>What became of the plan.</summary>
    /// <param name="outcomes">The outcomes of the run, with those of <see cref="Conclude"/>.</param>
    /// <param name="groups">The mappings of the run.</param>
    public PlanUse Describe(IReadOnlyList<ChangeOutcome> outcomes, IEnumerable<GroupRun> groups)
    {
        var results = outcomes.CountBy(outcome => outcome.Result).ToDictionary();
        return new PlanUse(_plan.Id, _plan.CreatedAt, _plan.Header.User, _plan.Header.Host, _plan.Changes.Count)
        {
            Strict = IsStrict,
            Applied = results.GetValueOrDefault(ChangeResult.Applied) + results.GetValueOrDefault(ChangeResult.Planned),
            Refused = results.GetValueOrDefault(ChangeResult.Refused),
            NoLongerNeeded = _mappings.Values.Sum(mapping => mapping.NoLongerNeeded),
            Held = results.GetValueOrDefault(ChangeResult.Blocked),
            LeftOut = _mappings.Values.Sum(mapping => mapping.LeftOut),
            Drift = [.. groups.SelectMany(Drift)],
        };
    }

    private IEnumerable<string> Drift(GroupRun group)
    {
        var planned = _plan.Header.Mappings.FirstOrDefault(mapping => mapping.Mapping == group.Mapping);
        if (group.Fingerprints is not { } now || planned is not { SourceRead: { } source, VendorRead: { } vendor })
            yield break;
        if (now.Source != source)
            yield return $"{group.Mapping}: the source group is not as it was when the plan was made.";
        if (now.Vendor != vendor)
            yield return $"{group.Mapping}: the vendor group is not as it was when the plan was made.";
    }
}
