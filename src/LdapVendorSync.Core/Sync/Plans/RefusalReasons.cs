using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>Finds out why the fresh comparison of a mapping does not yield a change of the plan.</summary>
internal sealed class RefusalReasons
{
    private const string NotNeeded = "No longer needed: ";

    private readonly MappingRun _run;
    private readonly IReadOnlyDictionary<PlannedKey, string> _differing;
    private readonly string _source;
    private readonly Lazy<HashSet<string>> _added;
    private readonly Dictionary<string, IdentityProblem> _problems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MembershipChange> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MatchedMember> _matched = new(StringComparer.Ordinal);

    /// <param name="run">The mapping in the run.</param>
    /// <param name="fresh">The fresh comparison; <see langword="null"/> where there is none.</param>
    /// <param name="differing">What is known of changes that the comparison yields with other values.</param>
    public RefusalReasons(MappingRun run, MappingPlan? fresh, IReadOnlyDictionary<PlannedKey, string> differing)
    {
        _run = run;
        _differing = differing;
        _source = run.Mapping.Reference.Source;
        _added = new(() => Added(run));
        if (fresh is null)
            return;
        foreach (var problem in fresh.Problems)
            _problems.TryAdd(problem.Side == ReadSide.Source ? SourceKey(problem.Member) : VendorKey(problem.Member), problem);
        foreach (var change in fresh.Adds.Concat(fresh.Updates).Concat(fresh.Removals))
            Index(_changes, change.SourceMember, change.VendorMember, change);
        foreach (var pair in fresh.Matched)
            Index(_matched, pair.Source, pair.Vendor, pair);
    }

    /// <summary>Why a change is refused, in a sentence, and whether there is something left to do for it.</summary>
    public (string Why, bool IsNeeded) Of(PlannedKey key, PlannedChange change)
    {
        if (_run.Error is { } error)
            return ($"Not compared: {error}", true);
        if (_run.Plan is null)
            return ("Not compared: the run ended before its turn.", true);
        if (_differing.TryGetValue(key, out var contradiction))
            return (contradiction, true);
        if (Find(_problems, change) is { } problem)
            return ($"It is no longer certain who the person is: {problem.Message}", true);
        if (IsOrphan(change) && Find(_matched, change) is null)
            return ("Not made: the account may be needed in a group after all, or is gone (orphans).", true);
        if (Find(_changes, change) is { } other && Contradicts(change, other))
            return ($"Differs now: the comparison gives {other.Action} instead.", true);
        return Find(_matched, change) is { } pair ? OfMatched(change, pair) : OfNobody(change);
    }

    // An update of somebody who was to be added or removed only says that they are a member by now, or still.
    private static bool Contradicts(PlannedChange change, MembershipChange other) =>
        other.IsRemoval || (IsOfAccount(change) && IsOfAccount(other) && change.Action != other.Action);

    private bool IsOrphan(PlannedChange change) => change is { SourceMember: null, Action: ChangeAction.Disable or ChangeAction.Delete }
        && Find(_changes, change) is null or { Action: ChangeAction.Remove };

    private static bool IsOfAccount(MembershipChange change) => change.Action is ChangeAction.Update or ChangeAction.Enable;

    private static (string Why, bool IsNeeded) OfMatched(PlannedChange change, MatchedMember pair) => change.Action switch
    {
        ChangeAction.Add => ($"{NotNeeded}the person is in the vendor group by now.", false),
        ChangeAction.Remove => ($"{NotNeeded}the person is in the source group (again).", false),
        ChangeAction.Update when pair.Differences.Count > 0 =>
            ("Not made: another mapping or source speaks for the account, or the vendor cannot update it.", true),
        _ => ($"{NotNeeded}nothing differs any more.", false),
    };

    private (string Why, bool IsNeeded) OfNobody(PlannedChange change) => change.Action switch
    {
        ChangeAction.CreateGroup => ($"{NotNeeded}the vendor has the group by now.", false),
        ChangeAction.Add => ($"{NotNeeded}the person is not in the source group any more, or is disabled.", false),
        ChangeAction.Remove => ($"{NotNeeded}the account is not in the vendor group any more.", false),
        ChangeAction.Update when Find(_changes, change) is not null && !_added.Value.Contains(change.VendorMember!.Id) =>
            ("Not made: the account belongs to a person who was not added.", true),
        _ => ($"{NotNeeded}nothing differs any more, or the person is not in both groups.", false),
    };

    private static HashSet<string> Added(MappingRun run) =>
    [
        .. run.Outcomes
            .Where(outcome => outcome is { Change.Action: ChangeAction.Add, Result: ChangeResult.Applied or ChangeResult.Planned })
            .Select(outcome => outcome.Change.VendorMember?.Id)
            .OfType<string>(),
    ];

    private static T? Find<T>(Dictionary<string, T> index, PlannedChange change)
        where T : class
    {
        if (change.VendorMember is { } account && index.TryGetValue(VendorKey(account), out var byAccount))
            return byAccount;
        return PlannedKey.SourceOf(change) is { } person ? index.GetValueOrDefault($"s{person}") : null;
    }

    private void Index<T>(Dictionary<string, T> index, GroupMember? person, GroupMember? account, T value)
    {
        if (person is not null)
            index.TryAdd(SourceKey(person), value);
        if (account is not null)
            index.TryAdd(VendorKey(account), value);
    }

    private string SourceKey(GroupMember person) => $"s{PlannedKey.SourceOf(person, _source)}";

    private static string VendorKey(GroupMember account) => $"v{account.Id}";
}
