using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Draws the answer about a moment in the past from what was found, in one sentence and what is to be added to it.</summary>
/// <param name="scope">What the history keeps around the moment.</param>
/// <param name="subject">The person.</param>
/// <param name="membership">Whether they were in the group.</param>
/// <param name="findings">What was found.</param>
internal sealed class PastVerdict(
    PastScope scope, TraceSubject subject, PastMembership membership, IReadOnlyList<TraceFinding> findings)
{
    // What kept somebody out of the source group, the most telling first.
    private static readonly TraceFindingKind[] Causes =
        [TraceFindingKind.LeftOutByFilter, TraceFindingKind.Dangling, TraceFindingKind.NotSourceMember];

    // What keeps it from being known, the most telling first.
    private static readonly TraceFindingKind[] Doubts =
        [TraceFindingKind.NothingKept, TraceFindingKind.ChangedElsewhere, TraceFindingKind.NotVendorMember];

    private string Where => $"'{scope.Group}' at '{scope.Vendor.Name}'";

    private string When => TraceText.Time(scope.At);

    /// <summary>The sentence.</summary>
    public string Sentence() => membership.AtMoment switch
    {
        TracedMembership.Member => $"{OfMember($"At {When} {subject.Name} was in {Where}")}{LaterRemoval()}{LastRead()}",
        TracedMembership.NotMember => $"{OfAbsent($"At {When} {subject.Name} was not in {Where}")}{LastRead()}",
        _ => OfUnknown($"Whether {subject.Name} was in {Where} at {When} is not known"),
    };

    private string OfMember(string wasIn)
    {
        if (FindUnsent(nameof(ChangeAction.Remove), nameof(ChangeAction.Disable)) is { } kept)
            return $"{wasIn}: {TraceText.Clause(kept)}";
        if (Find(TraceFindingKind.SourceMember) is { } member)
            return $"{wasIn} because {TraceText.Clause(member)}";
        if (Find(TraceFindingKind.Unmanaged) is not null)
            return $"{wasIn}, but neither the source nor a run that the history knows put them there.";
        return FindCause() is { } absent ? $"{wasIn} although {TraceText.Clause(absent)}" : $"{wasIn}.";
    }

    private string OfAbsent(string wasNotIn)
    {
        if (FindUnsent(nameof(ChangeAction.Add), null) is { } kept)
            return $"{wasNotIn}: {TraceText.Clause(kept)}";
        if (Find(TraceFindingKind.SourceMember) is not { } member)
            return FindCause() is { } absent ? $"{wasNotIn} because {TraceText.Clause(absent)}" : $"{wasNotIn}.";
        return membership.LastEffect(scope.At) is { Intent.Operation: JournalOperation.RemoveMember } removal
            ? $"{wasNotIn} because run {removal.RunId} removed them on {TraceText.Time(removal.IntendedAt)}: {removal.Intent.Reason}"
            : $"{wasNotIn} although {TraceText.Clause(member)}{LastFailure()}";
    }

    private string OfUnknown(string unknown)
    {
        if (FindUnsent(null) is { } doubt && Find(TraceFindingKind.NothingKept) is null)
            return $"{unknown}: {TraceText.Clause(doubt)}";
        return Doubts.Select(Find).FirstOrDefault(finding => finding is not null) switch
        {
            { Kind: TraceFindingKind.NothingKept } nothing => $"{unknown}: {TraceText.Clause(nothing)}{LastChange()}",
            { } reason when !reason.Data.ContainsKey("member") => $"{unknown}: {TraceText.Clause(reason)}",
            _ when membership.HasErasedChange =>
                $"{unknown}: a run changed the membership of people whose data was removed since (history purge), and they may be one of them.",
            _ => $"{unknown}: a change was under way then, or it is not known whether it had its effect.",
        };
    }

    private string LaterRemoval() => membership.NextRemoval is { } removal
        ? $" Run {removal.RunId} removed them later, on {TraceText.Time(removal.IntendedAt)}."
        : string.Empty;

    // The journal is kept for longer than what runs read; it says nothing of what others did.
    private string LastChange() => membership.LastEffect(scope.At) is { } change
        ? $" The last change by a run was that run {change.RunId} "
            + (change.Intent.Operation == JournalOperation.AddMember ? "added" : "removed")
            + $" them, {TraceText.Time(change.IntendedAt)}."
        : string.Empty;

    private string LastFailure() =>
        findings.LastOrDefault(finding => finding.Kind == TraceFindingKind.Change && IsBefore(finding)) is { } last
        && last.Data.GetValueOrDefault("result") is nameof(JournalResult.Failed)
        && last.Data.TryGetValue("error", out var error)
            ? $" The last try failed: {error}"
            : string.Empty;

    // What others did since is not known where nobody looked.
    private string LastRead() => scope.After.IsKept
        ? string.Empty
        : $" That is what run {scope.Before.RunId} read on {TraceText.Time(scope.Before.ReadAt!.Value)}, with what runs changed since; "
            + "no later run kept what it read.";

    private bool IsBefore(TraceFinding finding) => finding.Data["at"] is DateTimeOffset at && at <= scope.At;

    private TraceFinding? FindUnsent(params ReadOnlySpan<string?> actions)
    {
        foreach (var finding in findings)
        {
            if (finding.Kind == TraceFindingKind.Unsent && actions.Contains(finding.Data.GetValueOrDefault("action") as string))
                return finding;
        }

        return null;
    }

    private TraceFinding? FindCause() => Causes.Select(Find).FirstOrDefault(finding => finding is not null);

    private TraceFinding? Find(TraceFindingKind kind) => findings.FirstOrDefault(finding => finding.Kind == kind);
}
