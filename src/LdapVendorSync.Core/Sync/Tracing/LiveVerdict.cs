namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Draws the answer about now from what was found, in one sentence.</summary>
internal static class LiveVerdict
{
    // What keeps somebody out of the source group, the most telling first.
    private static readonly TraceFindingKind[] Causes =
    [
        TraceFindingKind.LeftOutByExcept,
        TraceFindingKind.LeftOutAsDisabled,
        TraceFindingKind.NotAPerson,
        TraceFindingKind.LeftOutByFilter,
        TraceFindingKind.LeftOutByBase,
        TraceFindingKind.LeftOutBySettings,
        TraceFindingKind.NestingNotFollowed,
        TraceFindingKind.Dangling,
        TraceFindingKind.NotSourceMember,
        TraceFindingKind.NoSourceEntry,
        TraceFindingKind.NoMapping,
    ];

    /// <summary>The sentence.</summary>
    /// <param name="name">Whom it is about.</param>
    /// <param name="where">The group and vendor: "'SRE' at 'Grafana'".</param>
    /// <param name="membership">Whether they are in the group.</param>
    /// <param name="next">What a run would do.</param>
    /// <param name="findings">What was found.</param>
    public static string Of(
        string name,
        string where,
        TracedMembership membership,
        NextRunExplanation next,
        IReadOnlyList<TraceFinding> findings) => membership switch
    {
        TracedMembership.Member => OfMember($"{name} is in {where}", $"{name} is still in {where}", next, findings),
        TracedMembership.NotMember => OfAbsent($"{name} is not in {where}", next, findings),
        _ => OfUnknown($"Whether {name} is in {where}", findings),
    };

    private static string OfMember(
        string isIn, string isStillIn, NextRunExplanation next, IReadOnlyList<TraceFinding> findings) => next.Step switch
    {
        NextStep.Remove when Find(findings, TraceFindingKind.Unmanaged) is not null =>
            $"{isIn}, but neither the source nor a run put them there; a run would take them out (unmanaged_members: remove).",
        NextStep.Remove when FindCause(findings) is { } cause => $"{isIn}, but a run would take that away because {TraceText.Clause(cause)}",
        NextStep.Remove => $"{isIn}, but a run would take that away: {next.Why}",
        NextStep.Held => $"{isStillIn} because the removal is held. {next.Why}",
        NextStep.Waits => $"{isStillIn} because the removal waits: {next.Why}.",
        NextStep.Unmanaged => $"{isIn}, but neither the source nor a run put them there; unmanaged_members leaves them alone.",
        NextStep.Doubt => $"{isIn} and stays there because it is not certain who they are: {next.Why}",
        NextStep.Nothing when Find(findings, TraceFindingKind.SourceMember) is { } member => $"{isIn} because {TraceText.Clause(member)}",
        _ when Find(findings, TraceFindingKind.NoMapping) is { } none => $"{isIn}, but not by this configuration: {TraceText.Clause(none)}",
        _ when Find(findings, TraceFindingKind.SourceUnreadable) is { } unread => $"{isIn}; why cannot be said now: {TraceText.Clause(unread)}",
        _ when next.Why is { } why => $"{isIn}; the group is not synced now: {why}",
        _ => $"{isIn}.",
    };

    private static string OfAbsent(string isNotIn, NextRunExplanation next, IReadOnlyList<TraceFinding> findings)
    {
        switch (next.Step)
        {
            case NextStep.Add:
                var member = Find(findings, TraceFindingKind.SourceMember) is { } found ? $" although {TraceText.Clause(found)[..^1]}" : string.Empty;
                return $"{isNotIn}{member}; a run would add them.";
            case NextStep.HeldAdd:
                return $"{isNotIn} because the addition is held. {next.Why}";
            case NextStep.CannotAdd:
                return $"{isNotIn} because a run cannot add them: {next.Why}";
            case NextStep.Doubt:
                return $"{isNotIn} because it is not certain who they are: {next.Why}";
            default:
                break;
        }

        if (Find(findings, TraceFindingKind.SourceUnreadable) is { } unread)
            return $"{isNotIn}; why cannot be said now: {TraceText.Clause(unread)}";
        if (next.Why is { } why)
            return $"{isNotIn}; the group is not synced now: {why}";
        return FindCause(findings) is { } cause ? $"{isNotIn} because {TraceText.Clause(cause)}" : $"{isNotIn}.";
    }

    private static string OfUnknown(string whether, IReadOnlyList<TraceFinding> findings)
    {
        TraceFindingKind[] reasons = [TraceFindingKind.VendorUnreadable, TraceFindingKind.NotRecognised, TraceFindingKind.IncompleteRead];
        var reason = reasons.Select(kind => Find(findings, kind)).FirstOrDefault(finding => finding is not null);
        return reason switch
        {
            null => $"{whether} is not known.",
            { Kind: TraceFindingKind.VendorUnreadable } => $"{whether} is not known: {reason.Data["error"]}",
            _ => $"{whether} is not known: {TraceText.Clause(reason)}",
        };
    }

    private static TraceFinding? FindCause(IReadOnlyList<TraceFinding> findings) =>
        Causes.Select(kind => Find(findings, kind)).FirstOrDefault(finding => finding is not null);

    private static TraceFinding? Find(IReadOnlyList<TraceFinding> findings, TraceFindingKind kind) =>
        findings.FirstOrDefault(finding => finding.Kind == kind);
}
