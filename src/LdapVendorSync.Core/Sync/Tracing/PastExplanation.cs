using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Explains a membership in the past: what both sides had, what the run did and did not do, and what came after.</summary>
internal sealed class PastExplanation(PastScope scope, TraceSubject subject)
{
    private const int MostRuns = 5;
    private const string LastRun = "The last run before that moment";

    private readonly HistoryExplanation _changes = new(scope.Group, subject, scope.Journal, scope.History);

    private string Where => $"'{scope.Group}' at '{scope.Vendor.Name}'";

    /// <summary>Whether they were in the group: as the run before read it, with what was changed until the moment.</summary>
    public TracedMembership Membership => Changes(scope.Before.ReadAt, scope.At)
        .Aggregate(scope.Before.MembershipOf(subject), (membership, change) => (change.Intent.Operation, change.Result) switch
        {
            (JournalOperation.AddMember, JournalResult.Succeeded) => TracedMembership.Member,
            (JournalOperation.RemoveMember, JournalResult.Succeeded) => TracedMembership.NotMember,
            (JournalOperation.AddMember or JournalOperation.RemoveMember, null or JournalResult.Unknown) => TracedMembership.Unknown,
            _ => membership,
        });

    /// <summary>Everything that is to be said.</summary>
    public async Task<List<TraceFinding>> ExplainAsync(CancellationToken cancellationToken)
    {
        var findings = new List<TraceFinding>();
        findings.AddRange(await DescribeRunsAsync(cancellationToken).ConfigureAwait(false));
        if (scope.Before.IsKept)
        {
            findings.AddRange(DescribeSource(scope.Before));
            if (subject.Link is { } link)
                findings.Add(Recognised(link));
            findings.Add(DescribeVendor(scope.Before));
        }

        findings.AddRange(await _changes
            .ExplainChangesAsync(change => change.IntendedAt <= scope.At, cancellationToken)
            .ConfigureAwait(false));
        findings.AddRange(await DescribeUnsentAsync(cancellationToken).ConfigureAwait(false));
        findings.AddRange(await _changes
            .ExplainChangesAsync(change => change.IntendedAt > scope.At, cancellationToken)
            .ConfigureAwait(false));
        if (scope.After.IsKept)
            findings.Add(DescribeNext());
        return findings;
    }

    /// <summary>The answer in one sentence.</summary>
    public string Verdict(IReadOnlyList<TraceFinding> findings)
    {
        var when = TraceText.Time(scope.At);
        var member = Find(findings, TraceFindingKind.SourceMember);
        var absent = Find(findings, TraceFindingKind.NotSourceMember);
        var unsent = Find(findings, TraceFindingKind.Unsent);
        return Membership switch
        {
            TracedMembership.Member when member is not null => $"At {when} {subject.Name} was in {Where} because {Clause(member)}",
            TracedMembership.Member when unsent is not null => $"At {when} {subject.Name} was in {Where}: {Clause(unsent)}",
            TracedMembership.Member when absent is not null => $"At {when} {subject.Name} was in {Where} although {Clause(absent)}",
            TracedMembership.Member => $"At {when} {subject.Name} was in {Where}.",
            TracedMembership.NotMember when unsent is not null => $"At {when} {subject.Name} was not in {Where}: {Clause(unsent)}",
            TracedMembership.NotMember when absent is not null => $"At {when} {subject.Name} was not in {Where} because {Clause(absent)}",
            TracedMembership.NotMember when member is not null => $"At {when} {subject.Name} was not in {Where} although {Clause(member)}",
            TracedMembership.NotMember => $"At {when} {subject.Name} was not in {Where}.",
            _ when Find(findings, TraceFindingKind.NothingKept) is { } nothing =>
                $"Whether {subject.Name} was in {Where} at {when} is not known: {Clause(nothing)}{LastChange()}",
            _ => $"Whether {subject.Name} was in {Where} at {when} is not known.",
        };
    }

    // The journal is kept for longer than what runs read; it says nothing of what others did.
    private string LastChange() => _changes.Changes.LastOrDefault(IsEffectBefore) is { } change
        ? $" The last change by a run was that run {change.RunId} "
            + (change.Intent.Operation == JournalOperation.AddMember ? "added" : "removed")
            + $" them, {TraceText.Time(change.IntendedAt)}."
        : string.Empty;

    private bool IsEffectBefore(JournalEntry change) =>
        change.Intent.Operation is JournalOperation.AddMember or JournalOperation.RemoveMember
        && change.Result == JournalResult.Succeeded
        && change.IntendedAt <= scope.At;

    private async Task<List<TraceFinding>> DescribeRunsAsync(CancellationToken cancellationToken)
    {
        var runs = await scope.History.Runs
            .ListRunsOfGroupAsync(scope.Vendor.Target, scope.Group, scope.At, MostRuns, cancellationToken)
            .ConfigureAwait(false);
        if (!scope.Before.IsKept)
            return [NothingKept(), .. runs.Take(1).Select(run => HistoryExplanation.DescribeRun(LastRun, run.Run, run.Group))];

        // Runs after the one whose reads are kept: those could not read both sides.
        var described = runs
            .TakeWhile(run => run.Run.Start.Id != scope.Before.RunId)
            .Reverse()
            .Select(run => HistoryExplanation.DescribeRun("A later run, which kept nothing of what it read", run.Run, run.Group));
        var kept = runs
            .Where(run => run.Run.Start.Id == scope.Before.RunId)
            .Select(run => HistoryExplanation.DescribeRun(LastRun, run.Run, run.Group));
        return [.. kept, .. described];
    }

    private TraceFinding NothingKept() => TraceFinding.Of(
        TraceFindingKind.NothingKept,
        scope.After.ReadAt is { } nearest
            ? $"Nothing is kept of {Where} at that moment or before; the first that is kept was read {TraceText.Time(nearest)} "
                + $"by run {scope.After.RunId}."
            : $"Nothing is kept of what runs read of {Where}.",
        ("nearest", scope.After.ReadAt),
        ("nearestRunId", scope.After.RunId));

    private IEnumerable<TraceFinding> DescribeSource(PastRead read)
    {
        var found = read.Find(subject).ToList();
        if (found.Count > 0)
            yield return DescribeEntry(found[0].Member, read.ReadAt);
        foreach (var (snapshot, _) in read.Sources)
        {
            var member = found.Find(pair => pair.Snapshot == snapshot).Member;
            yield return member is null ? NotMember(snapshot) : DescribeWay(snapshot, member);
        }
    }

    private TraceFinding DescribeEntry(GroupMember member, DateTimeOffset? readAt) => TraceFinding.Of(
        TraceFindingKind.SourceEntry,
        $"Source '{subject.Source}' had them as '{member.DistinguishedName ?? member.Label}' (id {member.Id}); "
            + (member.AccountState is { } state ? $"the account was {Lower(state)}" : "nothing said whether the account may be used")
            + (member.Enabled == false ? ", so that it counted as disabled." : "."),
        ("source", subject.Source),
        ("sourceId", member.Id),
        ("dn", member.DistinguishedName),
        ("userName", member.UserName),
        ("email", member.Email),
        ("accountState", member.AccountState),
        ("enabled", member.Enabled),
        ("readAt", readAt));

    private static TraceFinding DescribeWay(GroupSnapshot snapshot, GroupMember member) => TraceFinding.Of(
        TraceFindingKind.SourceMember,
        member.GroupPath.Count == 0
            ? $"The source group '{snapshot.Details.Group}' had them as a direct member."
            : $"The source group '{snapshot.Details.Group}' had them through the nested groups "
                + $"{string.Join(" > ", member.GroupPath.Select(group => $"'{group}'"))}.",
        ("source", snapshot.Details.System),
        ("sourceGroup", snapshot.Details.Group),
        ("groupDn", snapshot.Details.GroupDistinguishedName),
        ("path", member.GroupPath),
        ("readAt", snapshot.ReadAt));

    private TraceFinding NotMember(GroupSnapshot snapshot)
    {
        var details = snapshot.Details;
        var dangling = details.Reasons.FirstOrDefault(reason => PersonText.SameName(reason.Reference, subject.Link?.SourceReference));
        var doubt = details.Doubtful.FirstOrDefault(member => PersonText.SameName(member.Reference, subject.Link?.SourceReference));
        if (dangling is not null)
        {
            return TraceFinding.Of(
                TraceFindingKind.Dangling,
                dangling.Message,
                ("source", details.System),
                ("sourceGroup", details.Group),
                ("reference", dangling.Reference));
        }

        var sentence = (doubt, snapshot.Completeness) switch
        {
            (not null, _) => $"The source group '{details.Group}' listed them, but the filter left them out: "
                + $"{string.Join(", ", doubt.Attributes)} was absent, or could not be read.",
            (_, CompletenessStatus.Complete) => $"The source group '{details.Group}' did not have them.",
            _ => $"They were not found in the source group '{details.Group}', as far as it could be read: "
                + string.Join(" ", details.Reasons.Select(reason => reason.Message)),
        };
        return TraceFinding.Of(
            TraceFindingKind.NotSourceMember,
            sentence,
            ("source", details.System),
            ("sourceGroup", details.Group),
            ("groupDn", details.GroupDistinguishedName),
            ("completeness", snapshot.Completeness),
            ("readAt", snapshot.ReadAt));
    }

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
        var sentence = membership switch
        {
            TracedMembership.Member => $"{Where} had them when the run read it.",
            TracedMembership.NotMember => $"{Where} did not have them when the run read it.",
            _ => read.Vendor is null
                ? $"What the run read of {Where} is not kept."
                : $"They were not found in {Where}, as far as the run could read it.",
        };
        return TraceFinding.Of(
            membership == TracedMembership.Member ? TraceFindingKind.VendorMember : TraceFindingKind.NotVendorMember,
            sentence,
            ("vendor", scope.Vendor.Name),
            ("group", scope.Group),
            ("member", membership == TracedMembership.Unknown ? null : membership == TracedMembership.Member),
            ("vendorId", subject.VendorId),
            ("readAt", read.ReadAt));
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

    // What had its effect after the read and before the moment.
    private IEnumerable<JournalEntry> Changes(DateTimeOffset? since, DateTimeOffset until) => since is { } from
        ? _changes.Changes.Where(change => change.IntendedAt >= from && (change.FinishedAt ?? change.IntendedAt) <= until)
        : [];

    private static TraceFinding? Find(IReadOnlyList<TraceFinding> findings, TraceFindingKind kind) =>
        findings.FirstOrDefault(finding => finding.Kind == kind);

    private static string Clause(TraceFinding finding) => char.ToLowerInvariant(finding.Sentence[0]) + finding.Sentence[1..];

    private static string Lower(AccountState state) => state switch
    {
        AccountState.Active => "active",
        AccountState.Disabled => "disabled",
        AccountState.Expired => "expired",
        _ => "locked",
    };
}
