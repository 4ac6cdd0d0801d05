using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Explains a membership in the past: what both sides had, what the run did and did not do, and what came after.</summary>
internal sealed class PastExplanation(PastScope scope, TraceSubject subject)
{
    private const int MostRuns = 5;

    private readonly HistoryExplanation _changes = ChangesOf(scope, subject);

    private string Where => $"'{scope.Group}' at '{scope.Vendor.Name}'";

    /// <summary>Whether they were in the group.</summary>
    public PastMembership Membership { get; } = new(scope, subject, ChangesOf(scope, subject).Changes);

    /// <summary>Everything that is to be said.</summary>
    public async Task<List<TraceFinding>> ExplainAsync(CancellationToken cancellationToken)
    {
        var findings = new List<TraceFinding>();
        findings.AddRange(await DescribeRunsAsync(cancellationToken).ConfigureAwait(false));
        if (scope.Before.IsKept)
        {
            findings.AddRange(new PastSourceExplanation(scope.Before, subject).Explain());
            if (subject.Link is { } link)
                findings.Add(Recognised(link));
            findings.Add(DescribeVendor(scope.Before));
        }

        findings.AddRange(await _changes
            .ExplainChangesAsync(change => change.IntendedAt <= scope.At, cancellationToken)
            .ConfigureAwait(false));
        findings.AddRange(await DescribeUnsentAsync(cancellationToken).ConfigureAwait(false));
        if (IsUnmanaged(findings) && _changes.ExplainUnmanaged(subject.Link is not null) is { } unmanaged)
            findings.Add(unmanaged);
        findings.AddRange(await _changes
            .ExplainChangesAsync(change => change.IntendedAt > scope.At, cancellationToken)
            .ConfigureAwait(false));
        if (scope.After.IsKept)
            findings.Add(DescribeNext());
        if (Membership.ChangedElsewhere)
            findings.Add(ChangedElsewhere());
        return findings;
    }

    private bool IsUnmanaged(List<TraceFinding> findings) =>
        Membership.AtMoment == TracedMembership.Member && findings.TrueForAll(finding => finding.Kind != TraceFindingKind.SourceMember);

    private async Task<List<TraceFinding>> DescribeRunsAsync(CancellationToken cancellationToken)
    {
        var runs = await ListRunsAsync(scope.At, MostRuns, cancellationToken).ConfigureAwait(false);
        if (scope.Before.ReadAt is not { } readAt)
            return [NothingKept(), .. runs.Take(1).Select(run => HistoryExplanation.DescribeRun("The last run before that moment", run.Run, run.Group))];

        var later = runs.TakeWhile(run => run.Run.Start.Id != scope.Before.RunId).Reverse().ToList();
        var kept = (await ListRunsAsync(readAt, 1, cancellationToken).ConfigureAwait(false))
            .Where(run => run.Run.Start.Id == scope.Before.RunId)
            .Select(run => HistoryExplanation.DescribeRun(
                later.Count == 0 ? "The last run before that moment" : "The last run before that moment that kept what it read",
                run.Run,
                run.Group));
        return [.. kept, .. later.Select(DescribeLater), .. scope.RunWithoutChanges is { } run ? [ChangesNotKept(run)] : Array.Empty<TraceFinding>()];
    }

    private TraceFinding DescribeLater((RunRecord Run, GroupRun Group) later) => HistoryExplanation.DescribeRun(
        later.Run.Start.Id == scope.After.RunId
            ? "A run that was under way, and read both sides after that moment"
            : "A later run, which kept nothing of what it read",
        later.Run,
        later.Group);

    private Task<List<(RunRecord Run, GroupRun Group)>> ListRunsAsync(
        DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        scope.History.Runs.ListRunsOfGroupAsync(scope.Vendor.Target, scope.Group, until, limit, cancellationToken);

    private TraceFinding ChangesNotKept(RunStart run) => TraceFinding.Of(
        TraceFindingKind.NothingKept,
        $"Whom {TraceRuns.Name(run)} added and removed after it had read {Where} is not kept any more (history.changes_retention_days).",
        ("runId", run.Id));

    private TraceFinding NothingKept() => TraceFinding.Of(
        TraceFindingKind.NothingKept,
        scope.After.ReadAt is { } nearest
            ? $"Nothing is kept of {Where} at that moment or before; the first that is kept was read {TraceText.Time(nearest)} "
                + $"by run {scope.After.RunId}."
            : $"Nothing is kept of what runs read of {Where}.",
        ("nearest", scope.After.ReadAt),
        ("nearestRunId", scope.After.RunId));

    private TraceFinding Recognised(Link link) => TraceFinding.Of(
        TraceFindingKind.Recognised,
        $"A link says that the entry {link.SourceId} of source '{link.Source}' is the account {link.VendorId} at '{scope.Vendor.Name}'; "
            + $"it was last confirmed {TraceText.Time(link.ConfirmedAt)}.",
        ("by", "link"),
        ("source", link.Source),
        ("sourceId", link.SourceId),
        ("vendorId", link.VendorId),
        ("confirmedAt", link.ConfirmedAt));

    private TraceFinding DescribeVendor(PastRead read)
    {
        var membership = read.MembershipOf(subject);
        return TraceFinding.Of(
            membership == TracedMembership.Member ? TraceFindingKind.VendorMember : TraceFindingKind.NotVendorMember,
            membership switch
            {
                TracedMembership.Member => $"{Where} had them when the run read it.",
                TracedMembership.NotMember => $"{Where} did not have them when the run read it.",
                _ => WhyUnknown(read),
            },
            ("vendor", scope.Vendor.Name),
            ("group", scope.Group),
            ("member", membership == TracedMembership.Unknown ? null : membership == TracedMembership.Member),
            ("vendorId", subject.VendorId),
            ("readAt", read.ReadAt));
    }

    private string WhyUnknown(PastRead read)
    {
        if (read.Vendor is not var (snapshot, members))
            return $"What the run read of {Where} is not kept.";
        if (snapshot.Completeness != CompletenessStatus.Complete)
            return $"They were not found in {Where}, as far as the run could read it: "
                + string.Join(" ", snapshot.Details.Reasons.Select(reason => reason.Message));
        return PastRead.HasErased(members)
            ? $"They are not in what is kept of {Where}, from which the data of some people was removed since (history purge)."
            : $"Which account at '{scope.Vendor.Name}' was theirs is not known.";
    }

    private async Task<List<TraceFinding>> DescribeUnsentAsync(CancellationToken cancellationToken)
    {
        if (scope.Before.RunId is not { } runId)
            return [];
        var unsent = await scope.History.Unsent.GetAsync(runId, cancellationToken).ConfigureAwait(false);
        return [.. UnsentExplanation.Explain(unsent, scope.Group, scope.Vendor.Target, subject)];
    }

    private TraceFinding DescribeNext()
    {
        var had = scope.After.Find(subject).Any();
        var membership = scope.After.MembershipOf(subject);
        return TraceFinding.Of(
            TraceFindingKind.Run,
            $"The next run, {scope.After.RunId}, read both sides {TraceText.Time(scope.After.ReadAt!.Value)}: the source group "
                + (had ? "had them" : "did not bring them")
                + membership switch
                {
                    TracedMembership.Member => ", the vendor group had them.",
                    TracedMembership.NotMember => ", the vendor group did not have them.",
                    _ => ", and whether the vendor group had them is not known.",
                },
            ("runId", scope.After.RunId),
            ("at", scope.After.ReadAt),
            ("atSource", had),
            ("atVendor", membership));
    }

    private TraceFinding ChangedElsewhere()
    {
        var wasMember = scope.After.MembershipOf(subject) == TracedMembership.NotMember;
        return TraceFinding.Of(
            TraceFindingKind.ChangedElsewhere,
            $"Between {TraceText.Time(scope.Before.ReadAt!.Value)}, when run {scope.Before.RunId} read the group, and "
                + $"{TraceText.Time(scope.After.ReadAt!.Value)}, when run {scope.After.RunId} did, somebody or something else than a run "
                + (wasMember ? "took them out" : "put them in")
                + ", and when that was is not known.",
            ("runId", scope.After.RunId),
            ("lastChange", Membership.LastEffect(scope.After.ReadAt!.Value)?.Intent.Operation),
            ("at", scope.After.ReadAt));
    }

    private static HistoryExplanation ChangesOf(PastScope scope, TraceSubject subject) =>
        new(scope.Group, subject, scope.Journal, scope.History);
}
