using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>What a run would do for somebody.</summary>
internal enum NextStep
{
    /// <summary>Nothing can be said: the mapping cannot be compared.</summary>
    Unknown,

    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>They would be added.</summary>
    Add,

    /// <summary>They are to be added, and cannot be.</summary>
    CannotAdd,

    /// <summary>They are to be added, and a guard holds that.</summary>
    HeldAdd,

    /// <summary>They would be removed, or their account disabled.</summary>
    Remove,

    /// <summary>A guard holds the removal.</summary>
    Held,

    /// <summary>The removal waits for its time.</summary>
    Waits,

    /// <summary>They are left alone, since it is not certain who they are.</summary>
    Doubt,

    /// <summary>They stay, since nothing shows that the sync put them there.</summary>
    Unmanaged,
}

/// <summary>Explains what a run would do for somebody, by the code that would do it.</summary>
internal sealed class NextRunExplanation(TraceScope scope, TraceSubject subject)
{
    /// <summary>What it comes to.</summary>
    public NextStep Step { get; private set; } = NextStep.Unknown;

    /// <summary>What keeps the change back or makes it fail; for the verdict.</summary>
    public string? Why { get; private set; }

    /// <summary>Everything that is to be said.</summary>
    public async Task<List<TraceFinding>> ExplainAsync(CancellationToken cancellationToken)
    {
        if (scope.Comparison is not { } comparison)
            return [];
        if (scope.Plan is not { } plan)
            return [Failed(comparison)];
        var findings = await ExplainAsync(comparison, plan, cancellationToken).ConfigureAwait(false);
        if (scope.Session.Configuration.DryRun || scope.Settings.DryRun)
            findings.Add(Finding("dry_run is set, so that runs change nothing.", "dryRun"));
        return findings;
    }

    private async Task<List<TraceFinding>> ExplainAsync(LiveComparison comparison, MappingPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Adds.FirstOrDefault(change => scope.IsMeant(change.SourceMember, subject)) is { } add)
            return [ExplainAdd(await comparison.TryAsync(add, cancellationToken).ConfigureAwait(false))];
        if (plan.HeldAdditions is { } held
            && held.Changes.Any(change => change.Action == ChangeAction.Add && scope.IsMeant(change.SourceMember, subject)))
        {
            Step = NextStep.HeldAdd;
            return [Held(held, "addition")];
        }

        if (plan.Removals.FirstOrDefault(IsTheirs) is { } removal)
            return await ExplainRemovalAsync(comparison, removal, cancellationToken).ConfigureAwait(false);
        if (scope.FindProblems(subject) is [var problem, ..])
        {
            (Step, Why) = (NextStep.Doubt, problem.Message);
            return [Finding("A run would neither add, update nor remove them, since it is not certain who they are.", "none")];
        }

        Step = NextStep.Nothing;
        if (plan.Unmanaged.Any(member => member.Id == subject.VendorId))
        {
            Step = NextStep.Unmanaged;
            var policy = comparison.Mapping.Policy.UnmanagedMembers;
            var sentence = $"A run would leave them in the group (unmanaged_members: {Lower(policy)}).";
            return [Finding(sentence, "none", ("unmanagedMembers", policy))];
        }

        if (plan.Updates.FirstOrDefault(IsTheirs) is { } update)
            return [ExplainUpdate(update)];
        return [Finding("A run would change nothing for them in this group.", "none")];
    }

    private bool IsTheirs(MembershipChange change) =>
        (subject.VendorId is not null && change.VendorMember?.Id == subject.VendorId) || scope.IsMeant(change.SourceMember, subject);

    private TraceFinding Failed(LiveComparison comparison)
    {
        Why = comparison.Run.Error ?? scope.VendorError;
        return TraceFinding.Of(
            TraceFindingKind.MappingFailed,
            $"A run would do nothing for the group: {Why}",
            ("mapping", comparison.Mapping.Reference.ToString()),
            ("error", Why));
    }

    private TraceFinding ExplainAdd(IReadOnlyList<ChangeOutcome> outcomes)
    {
        var outcome = outcomes[0];
        if (outcome.Result == ChangeResult.Planned)
        {
            Step = NextStep.Add;
            return Finding(
                outcome.Message is null ? "A run would add them to the group." : "A run would create an account and add them to the group.",
                "add",
                ("createsAccount", outcome.Message is not null),
                ("vendorId", outcome.Change.VendorMember?.Id));
        }

        (Step, Why) = (NextStep.CannotAdd, outcome.Message);
        return Finding($"A run could not add them: {outcome.Message}", "none", ("error", outcome.Message));
    }

    private static TraceFinding ExplainUpdate(MembershipChange update) => Finding(
        update.Action == ChangeAction.Enable
            ? "A run would enable their account at the vendor."
            : $"A run would leave them in the group and update their account: {string.Join("; ", update.Differences)}.",
        update.Action == ChangeAction.Enable ? "enable" : "update",
        ("attributes", update.Differences.Select(difference => difference.Attribute).ToList()));

    private async Task<List<TraceFinding>> ExplainRemovalAsync(
        LiveComparison comparison, MembershipChange removal, CancellationToken cancellationToken)
    {
        Why = removal.Reason;
        var hold = comparison.Run.Decision!.Holds.FirstOrDefault(hold => hold.Changes.Any(change => ReferenceEquals(change, removal)));
        var action = removal.Action switch
        {
            ChangeAction.Disable => "disable their account",
            ChangeAction.Delete => "delete their account",
            _ => "remove them",
        };
        if (hold is null)
        {
            Step = NextStep.Remove;
            return [Finding(
                $"A run of this group alone would {action}: {removal.Reason} "
                    + "The limits over the vendor and the whole run count removals of other groups too, which were not read for this."
                    + AfterTheLastGroup(removal),
                removal.Action.ToString().ToLowerInvariant(),
                ("reason", removal.Reason))];
        }

        Step = hold.IsWait ? NextStep.Waits : NextStep.Held;
        var due = Finding($"A run would {action}: {removal.Reason}", hold.IsWait ? "wait" : "held", ("reason", removal.Reason));
        return hold.IsWait
            ? [due, await ExplainWaitAsync(comparison, removal, cancellationToken).ConfigureAwait(false)]
            : [due, Held(hold, "removal")];
    }

    // Other groups are not read for an explanation.
    private string AfterTheLastGroup(MembershipChange removal) => (removal.Action, scope.Settings.Orphans) switch
    {
        (ChangeAction.Remove, OrphanAccounts.Disable) => " If that is their last group, their account is disabled then (orphans: disable).",
        (ChangeAction.Remove, OrphanAccounts.Delete) => " If that is their last group, their account is deleted then (orphans: delete).",
        _ => string.Empty,
    };

    private TraceFinding Held(GuardHold hold, string what)
    {
        // The real file is where it was; only a run sets it aside.
        var message = hold.Rule == "history lost"
            ? "History lost: it is damaged, or was, so that it is not known who was linked to whom. A complete run makes the links anew."
            : hold.Message;
        Why = message;
        return TraceFinding.Of(
            TraceFindingKind.Held,
            $"The rule '{hold.Rule}' holds the {what}. {message}",
            ("rule", hold.Rule),
            ("message", message),
            ("held", hold.Changes.Count));
    }

    private async Task<TraceFinding> ExplainWaitAsync(
        LiveComparison comparison, MembershipChange removal, CancellationToken cancellationToken)
    {
        var grace = comparison.Mapping.Policy.RemoveAfter!;
        var absence = await comparison.FindAbsenceAsync(removal.VendorMember!.Id, cancellationToken).ConfigureAwait(false);
        int? runs = grace.Runs is { } needed ? needed + 2 - absence.CompleteRuns : null;
        var time = grace.Time - absence.Age;
        var ends = new[]
        {
            runs is { } count ? $"with the {TraceText.Ordinal(count)} complete run from now" : null,
            time is { } left ? $"in {TraceText.Span(left)}" : null,
        }.OfType<string>();
        Why = $"remove_after '{grace}' is not over; it is {string.Join(" or ", ends)}";
        return TraceFinding.Of(
            TraceFindingKind.Waiting,
            $"The removal waits, because they have to be gone from the source group for '{grace}' first (remove_after). "
                + (absence.CompleteRuns > 1 ? $"They have been gone since {TraceText.Time(absence.FirstSeenAt)}. " : string.Empty)
                + $"That is over {string.Join(", or ", ends)}.",
            ("removeAfter", grace.ToString()),
            ("goneSince", absence.FirstSeenAt),
            ("runsLeft", runs),
            ("hoursLeft", time?.TotalHours));
    }

    private static string Lower(UnmanagedMembers policy) => policy == UnmanagedMembers.Keep ? "keep" : "report";

    private static TraceFinding Finding(string sentence, string action, params ReadOnlySpan<(string Name, object? Value)> data) =>
        TraceFinding.Of(TraceFindingKind.NextRun, sentence, [("action", action), .. data]);
}
