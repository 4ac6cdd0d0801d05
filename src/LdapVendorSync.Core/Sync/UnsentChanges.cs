using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>Finds what a mapping decided in a run and did not send, for the history.</summary>
/// <param name="run">The mapping, at the end of the run.</param>
/// <param name="matchOn">The attributes that recognise people at the vendor.</param>
internal sealed class UnsentChanges(MappingRun run, IReadOnlyList<string> matchOn)
{
    // One reason for everybody whom it concerns, which may differ from run to run.
    private static readonly string[] CommonRules = [ChangeRules.VendorGivenUp, ChangeRules.Cancelled];

    /// <summary>The changes, those that are certain first.</summary>
    public IReadOnlyList<UnsentChange> ToList()
    {
        var rules = FindRules();
        var waits = Holds.Where(hold => hold.IsWait).Select(hold => hold.Rule).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. run.Outcomes
                .Concat(run.Withheld)
                .Where(IsUnsent)
                .Select(outcome => Describe(outcome, rules, outcome.Rule is { } rule && waits.Contains(rule))),
            .. run.Plan?.Problems.Select(Describe) ?? [],
        ];
    }

    /// <summary>What each rule says that concerns several people.</summary>
    public IReadOnlyDictionary<string, string> FindRules()
    {
        var holds = Holds.Select(hold => (hold.Rule, hold.Message));
        var others = run.Outcomes
            .Where(outcome => CommonRules.Contains(outcome.Rule) && outcome.Message is not null)
            .Select(outcome => (Rule: outcome.Rule!, Message: outcome.Message!))
            .DistinctBy(pair => pair.Rule);
        return holds.Concat(others)
            .GroupBy(pair => pair.Rule, StringComparer.Ordinal)
            .ToDictionary(rule => rule.Key, rule => string.Join('\n', rule.Select(pair => pair.Message).Distinct()), StringComparer.Ordinal);
    }

    private IReadOnlyList<Guards.GuardHold> Holds => run.Holds;

    private static bool IsUnsent(ChangeOutcome outcome) => outcome.Result switch
    {
        ChangeResult.Skipped or ChangeResult.Blocked or ChangeResult.Refused => true,
        ChangeResult.Failed => outcome.Rule == ChangeRules.LookUp,
        _ => false,
    };

    private UnsentChange Describe(ChangeOutcome outcome, IReadOnlyDictionary<string, string> rules, bool isWait)
    {
        var change = outcome.Change;
        var person = change.SourceMember;
        return new UnsentChange
        {
            Result = isWait ? UnsentResult.Waiting : ResultOf(outcome.Result),
            Rule = outcome.Rule,
            Message = outcome.Rule is { } rule && rules.ContainsKey(rule) ? null : outcome.Message,
            Action = change.Action,
            Source = person is null ? null : ProfileAuthority.SourceOf(change),
            SourceId = person is null ? null : SourceIdentity.Unqualify(person.Id),
            VendorId = change.VendorMember?.Id,
            Person = change.User,
            MatchKey = KeyOf(person ?? change.VendorMember),
            Differences = change.Differences,
            Reason = change.Reason,
        };
    }

    private UnsentChange Describe(IdentityProblem problem)
    {
        var isPerson = problem.Side == ReadSide.Source;
        var mapping = run.Mapping.Reference;
        return new UnsentChange
        {
            Result = UnsentResult.Skipped,
            Rule = problem.Kind.ToString(),
            Message = problem.Message,
            Source = isPerson ? problem.Member.Read?.System ?? mapping.Source : null,
            SourceId = isPerson ? SourceIdentity.Unqualify(problem.Member.Id) : null,
            VendorId = isPerson ? null : problem.Member.Id,
            Person = problem.Member.Label,
            MatchKey = KeyOf(problem.Member),
            Reason = $"Member of '{(isPerson ? mapping.SourceGroup : mapping.VendorGroup)}'.",
        };
    }

    private string? KeyOf(GroupMember? member) => member is null ? null : PersonKey.Best(member, matchOn)?.ToString();

    private static UnsentResult ResultOf(ChangeResult result) => result switch
    {
        ChangeResult.Blocked => UnsentResult.Held,
        ChangeResult.Refused => UnsentResult.Refused,
        ChangeResult.Failed => UnsentResult.Failed,
        _ => UnsentResult.Skipped,
    };
}
