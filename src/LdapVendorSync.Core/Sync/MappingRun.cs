using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Guards;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Settling;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>One mapping on its way through a run.</summary>
/// <param name="mapping">The mapping.</param>
internal sealed class MappingRun(SyncMapping mapping)
{
    private readonly Lock _gate = new();
    private readonly List<ChangeOutcome> _outcomes = [];
    private readonly List<string> _notes = [];

    /// <summary>The mapping.</summary>
    public SyncMapping Mapping { get; } = mapping;

    /// <summary>What is to do; <see langword="null"/> until it was compared.</summary>
    public MappingPlan? Plan { get; set; }

    /// <summary>The group and what is known of it; <see langword="null"/> until it was found.</summary>
    public GroupTarget? Target { get; set; }

    /// <summary>What the guards decided; <see langword="null"/> until they have.</summary>
    public GuardDecision? Decision { get; set; }

    /// <summary>Accounts that are in no mapped group any more, and what becomes of them; some of them a guard may hold.</summary>
    public List<MembershipChange> Orphans { get; } = [];

    /// <summary>What of <see cref="Orphans"/> the guards allow.</summary>
    public IReadOnlyList<MembershipChange> AllowedOrphans { get; set; } = [];

    /// <summary>The links that stand for the mapping; <see langword="null"/> until they were loaded.</summary>
    public LoadedLinks? Links { get; set; }

    /// <summary>What earlier runs know of it.</summary>
    public MappingMemory Memory { get; set; } = MappingMemory.None;

    /// <summary>What the plan that is applied approves; <see langword="null"/> where none is.</summary>
    public MappingApproval? Approval { get; init; }

    /// <summary>What the reads found; <see langword="null"/> where that was not asked for, or nothing was read.</summary>
    public ReadFingerprints? Fingerprints { get; set; }

    /// <summary>Why the mapping failed as a whole.</summary>
    public string? Error { get; set; }

    /// <summary>The vendor group, where it was found before the mapping is read.</summary>
    public VendorGroup? Group { get; set; }

    /// <summary>Who is in the vendor group; <see langword="null"/> until it was read.</summary>
    public VendorSide? Accounts { get; set; }

    /// <summary>How long it took so far.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Changes that are due, but are nothing that this vendor can do.</summary>
    public List<ChangeOutcome> Withheld { get; } = [];

    /// <summary>What became of its changes.</summary>
    public IReadOnlyList<ChangeOutcome> Outcomes
    {
        get
        {
            lock (_gate)
                return [.. _outcomes];
        }
    }

    /// <summary>Fails the mapping as a whole, whatever was planned for it.</summary>
    public void Refuse(string message)
    {
        Error ??= message;
        Plan = null;
    }

    /// <summary>Records what became of a change.</summary>
    public void Record(ChangeOutcome outcome)
    {
        lock (_gate)
            _outcomes.Add(outcome);
    }

    /// <summary>Corrects outcomes, once more is known about them.</summary>
    public void Correct(Func<ChangeOutcome, ChangeOutcome> correct)
    {
        lock (_gate)
        {
            for (var i = 0; i < _outcomes.Count; i++)
                _outcomes[i] = correct(_outcomes[i]);
        }
    }

    /// <summary>Notes something worth a warning.</summary>
    public void Note(string message)
    {
        lock (_gate)
            _notes.Add(message);
    }

    /// <summary>Whether it is known who is in the vendor group; changes that were handed in are made without reading it.</summary>
    public bool KnowsMembers =>
        Plan is { VendorCompleteness.HoldsNothing: true } plan && (plan.SourceMembers is not null || plan.Removals.Count > 0);

    /// <summary>What is held, and by which rule: first additions, then removals.</summary>
    public IReadOnlyList<GuardHold> Holds =>
        Plan?.HeldAdditions is { } additions ? [additions, .. Decision?.Holds ?? []] : Decision?.Holds ?? [];

    /// <summary>Whether a guard doubts what was read of the source.</summary>
    public bool DoubtsSource { get; set; }

    /// <summary>
    /// Whom the run adds, or has added by now, and who is needed in the group though it does not: because a plan does not have it, or because it is
    /// not certain who they are.
    /// </summary>
    /// <param name="evenDisabled">Whether those are meant too whom the source lists and who are disabled there.</param>
    public JoiningPeople FindJoining(bool evenDisabled = false) => JoiningPeople.Of(
        [.. Outcomes.Select(outcome => outcome.Change).Concat(Plan?.Adds ?? []).Where(change => change.Action == ChangeAction.Add)],
        [.. Plan?.Wanted ?? [], .. evenDisabled ? Plan?.DisabledAtSource ?? [] : []],
        Links?.Members ?? new MemberLinks([]),
        Mapping.Policy.MatchOn);

    /// <summary>The mapping's part of the run's result.</summary>
    public GroupRun ToResult() => new()
    {
        Mapping = Mapping.Reference,
        SourceMembers = Plan?.SourceMembers,
        VendorMembers = Plan?.VendorMembers,
        Completeness = Plan?.Completeness ?? CompletenessStatus.Failed,
        Reasons = Reasons(),
        Error = Error ?? (Plan is null ? "The run ended before its turn." : null),
        Totals = Totals(),
        Unrecognised = Plan?.Problems.Count ?? 0,
        DoubtsSource = Decision?.DoubtsSource == true || Plan?.ExclusionDoubts.Count > 0,
        BlockedBy = [.. Holds.Where(hold => !hold.IsWait).Select(hold => hold.Message)],
        HeldAdditions = Plan?.HeldAdditions?.Changes.Count ?? 0,
        Fingerprints = Fingerprints,
        Duration = Duration,
    };

    private List<string> Reasons()
    {
        if (Plan is null)
            return [.. _notes];
        var reads = Plan.SourceCompleteness.Reasons.Concat(Plan.VendorCompleteness.Reasons).Select(reason => reason.Message);
        var lifted = Decision?.Lifted.Select(hold => $"Lifted for this run: {hold.Message}") ?? [];
        var waits = Decision?.Holds.Where(hold => hold.IsWait).Select(hold => hold.Message) ?? [];
        return [.. reads.Concat(Plan.Problems.Select(problem => problem.Message)).Concat(lifted).Concat(waits).Concat(_notes).Distinct()];
    }

    private SyncTotals Totals()
    {
        var outcomes = Outcomes;
        var done = outcomes.Where(outcome => outcome.Result is ChangeResult.Applied or ChangeResult.Planned).ToList();
        return new SyncTotals
        {
            Added = done.Count(outcome => outcome.Change.Action == ChangeAction.Add),
            Removed = done.Count(outcome => outcome.Change.IsRemoval),
            Updated = done.Count(outcome => outcome.Change.Action is ChangeAction.Update or ChangeAction.Enable),
            Unchanged = Plan?.Unchanged ?? 0,
            Failed = outcomes.Count(outcome => outcome.Result == ChangeResult.Failed) + (Error is null ? 0 : 1),
            Skipped = outcomes.Count(outcome => outcome.Result == ChangeResult.Skipped) + (Plan?.Problems.Count ?? 0),
            Blocked = outcomes.Count(outcome => outcome.Result == ChangeResult.Blocked),
        };
    }
}
