using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>
/// What a plan approves for one mapping. A change that the fresh comparison yields is made only if the plan has the same one: the same
/// action on the same person, by the ids of both sides, with the same values after it.
/// </summary>
internal sealed class MappingApproval
{
    private const int Shown = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<PlannedKey, PlannedChange> _open = [];
    private readonly Dictionary<PlannedKey, PlannedChange> _adds = [];
    private readonly Dictionary<PlannedKey, string> _differing = [];
    private readonly List<MembershipChange> _leftOut = [];
    private MappingPlan? _fresh;

    /// <param name="planned">The changes of the plan that are the mapping's.</param>
    public MappingApproval(IReadOnlyList<PlannedChange> planned)
    {
        foreach (var change in planned)
            _open.TryAdd(PlannedKey.Of(change), change);
        Count = _open.Count;
    }

    /// <summary>How many changes the plan has for the mapping.</summary>
    public int Count { get; }

    /// <summary>Accounts that the sync created after the plan was made: the person, and the account's id.</summary>
    public IReadOnlySet<(string Person, string VendorId)> CreatedAccounts { get; set; } = new HashSet<(string, string)>();

    /// <summary>How many changes were due that the plan does not have.</summary>
    public int LeftOut => _leftOut.Count;

    /// <summary>How many changes of the plan were refused because there is nothing left to do for them.</summary>
    public int NoLongerNeeded { get; private set; }

    /// <summary>What of a fresh comparison the plan has too.</summary>
    public MappingPlan Narrow(MappingPlan plan)
    {
        _fresh = plan;
        var narrowed = plan with
        {
            Adds = [.. plan.Adds.Where(IsApproved)],
            HeldAdditions = plan.HeldAdditions is { } held && held.Changes.Where(IsApproved).ToList() is { Count: > 0 } approved
                ? held with { Changes = approved }
                : null,
            Updates = [.. plan.Updates.Where(IsApproved)],
            Removals = [.. plan.Removals.Where(IsApproved)],
        };
        return narrowed;
    }

    /// <summary>Whether a change that was just found is one of the plan's. Each is taken up once.</summary>
    public bool IsApproved(MembershipChange change)
    {
        lock (_gate)
        {
            var key = PlannedKey.Of(change);
            if (!_open.TryGetValue(key, out var planned))
            {
                _leftOut.Add(change);
                return false;
            }

            // Of somebody new the values are compared once it is known that they have no account.
            if (change.Action != ChangeAction.Add && PlannedKey.Contradiction(planned, change.Differences) is { } contradiction)
            {
                _differing[key] = contradiction;
                return false;
            }

            _open.Remove(key);
            if (change.Action == ChangeAction.Add)
                _adds[key] = planned;
            return true;
        }
    }

    /// <summary>
    /// Why a person who was approved to be added is not, now that their account was looked up; <see langword="null"/> where they are.
    /// </summary>
    /// <param name="change">The addition.</param>
    /// <param name="account">The account that was found; <see langword="null"/> where one has to be created.</param>
    /// <param name="isCertain">Whether the account is known to be the person's: this run created it, or a link says so.</param>
    /// <param name="profile">What a new account would be created with.</param>
    public string? RefuseAccount(
        MembershipChange change, GroupMember? account, bool isCertain, IReadOnlyList<AttributeDifference> profile)
    {
        PlannedChange planned;
        lock (_gate)
            planned = _adds[PlannedKey.Of(change)];
        return (planned.VendorMember, account) switch
        {
            (null, null) => PlannedKey.Contradiction(planned, profile),
            (null, { } found) when isCertain || CreatedAccounts.Contains((PlannedKey.SourceOf(change)!, found.Id)) => null,
            (null, { } found) =>
                $"Differs now: the plan creates an account, but there is one by now ('{found.Label}', id '{found.Id}').",
            ({ } known, null) => $"Differs now: the account with id '{known.Id}' is gone, and the plan does not create another one.",
            ({ } known, { } found) when known.Id == found.Id => null,
            ({ } known, { } found) =>
                $"Differs now: the plan adds the account with id '{known.Id}', but the person's is '{found.Label}' (id '{found.Id}').",
        };
    }

    /// <summary>Records for each change that was not taken up why not, and what the plan does not have.</summary>
    public void Conclude(MappingRun run)
    {
        lock (_gate)
        {
            if (_open.Count > 0)
            {
                var reasons = new RefusalReasons(run, _fresh, _differing);
                foreach (var (key, change) in _open)
                {
                    var (why, isNeeded) = reasons.Of(key, change);
                    NoLongerNeeded += isNeeded ? 0 : 1;
                    run.Record(new ChangeOutcome(change, ChangeResult.Refused, why) { Rule = ChangeRules.Plan });
                }

                _open.Clear();
            }

            // A different variant of a planned change is told as that, not as something new.
            if (_leftOut.Count > 0)
                run.Note(DescribeLeftOut());
        }
    }

    private string DescribeLeftOut()
    {
        var names = string.Join(", ", _leftOut.Take(Shown).Select(change => $"{change.Action} {change.User}"));
        var more = _leftOut.Count > Shown ? $" and {_leftOut.Count - Shown} more" : string.Empty;
        return $"Left out, because the plan does not have them: {_leftOut.Count} change(s): {names}{more}.";
    }
}
