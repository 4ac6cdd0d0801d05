using System.Globalization;
using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Explains what runs did to somebody's membership, and what they did not do.</summary>
/// <param name="group">The vendor group.</param>
/// <param name="subject">The person.</param>
/// <param name="journal">What runs changed in the group and at the vendor's accounts.</param>
/// <param name="history">Knows the runs.</param>
internal sealed class HistoryExplanation(
    string group, TraceSubject subject, IReadOnlyList<JournalEntry> journal, HistoryDatabase history)
{
    private const int Shown = 20;

    private readonly List<JournalEntry> _changes = [.. journal.Where(entry => IsAbout(entry.Intent, group, subject))];
    private readonly Dictionary<string, RunStart?> _runs = new(StringComparer.Ordinal);

    /// <summary>What concerns the person and the group, the oldest first.</summary>
    public IReadOnlyList<JournalEntry> Changes => _changes;

    /// <summary>The last change of the membership that had its effect; <see langword="null"/> where none is known.</summary>
    public JournalEntry? LastEffect => _changes.FindLast(entry => entry.Result == JournalResult.Succeeded && IsMembership(entry));

    /// <summary>The last try to change the membership, where it failed; <see langword="null"/> where it did not.</summary>
    public JournalEntry? LastFailure => _changes.FindLast(IsMembershipOrAccount) is { Result: JournalResult.Failed } last ? last : null;

    /// <summary>Some of the changes, the oldest first; of many the last.</summary>
    public async Task<List<TraceFinding>> ExplainChangesAsync(Func<JournalEntry, bool> isMeant, CancellationToken cancellationToken)
    {
        var findings = new List<TraceFinding>();
        foreach (var entry in _changes.Where(isMeant).TakeLast(Shown))
            findings.Add(Describe(entry, await FindRunAsync(entry.RunId, cancellationToken).ConfigureAwait(false)));
        return findings;
    }

    /// <summary>Whether somebody else than the sync changed the membership since its last change.</summary>
    /// <param name="membership">Whether they are in the group now.</param>
    public TraceFinding? ExplainDifference(TracedMembership membership)
    {
        if (LastEffect is not { } last || _changes.Exists(change => change.Id > last.Id && IsMembership(change) && IsOpen(change)))
            return null;
        var sentence = (last.Intent.Operation, membership) switch
        {
            (JournalOperation.AddMember, TracedMembership.NotMember) =>
                $"Run {last.RunId} added them on {TraceText.Time(last.IntendedAt)}, and no run of this history removed them since: "
                    + "somebody or something else took them out at the vendor.",
            (JournalOperation.RemoveMember, TracedMembership.Member) =>
                $"Run {last.RunId} removed them on {TraceText.Time(last.IntendedAt)}, and no run of this history added them since: "
                    + "somebody or something else put them in at the vendor.",
            _ => null,
        };
        return sentence is null
            ? null
            : TraceFinding.Of(
                TraceFindingKind.ChangedElsewhere,
                sentence,
                ("runId", last.RunId),
                ("lastChange", last.Intent.Operation),
                ("at", last.IntendedAt));
    }

    /// <summary>That nothing shows that the sync put them into the group; <see langword="null"/> where something does.</summary>
    public TraceFinding? ExplainUnmanaged(bool isLinked) => isLinked || _changes.Exists(IsAddition)
        ? null
        : TraceFinding.Of(
            TraceFindingKind.Unmanaged,
            "No run that the history knows added them, and none ever saw them at the source: somebody else put them into the group.",
            ("linked", false));

    /// <summary>A run of the group.</summary>
    public static TraceFinding DescribeRun(string what, RunRecord run, GroupRun result)
    {
        var came = result.Error is { } error
            ? $"failed for it: {error}"
            : $"read {result.SourceMembers?.ToString(CultureInfo.InvariantCulture) ?? "no"} people at the source and "
                + $"{result.VendorMembers ?? 0} at the vendor ({result.Completeness}), added {result.Totals.Added}, "
                + $"removed {result.Totals.Removed}, updated {result.Totals.Updated}, failed {result.Totals.Failed}, "
                + $"held {result.Totals.Blocked}.";
        var held = result.BlockedBy.Count == 0 ? string.Empty : " " + string.Join(" ", result.BlockedBy);
        return TraceFinding.Of(
            TraceFindingKind.Run,
            $"{what}, {TraceRuns.Name(run.Start)}, {came}{held}",
            ("runId", run.Start.Id),
            ("at", run.Start.StartedAt),
            ("command", run.Start.Command),
            ("user", run.Start.User),
            ("host", run.Start.Host),
            ("status", run.Status),
            ("completeness", result.Completeness),
            ("error", result.Error),
            ("blockedBy", result.BlockedBy));
    }

    private async Task<RunStart?> FindRunAsync(string runId, CancellationToken cancellationToken)
    {
        if (_runs.TryGetValue(runId, out var known))
            return known;
        var run = await history.Runs.FindRunAsync(runId, cancellationToken).ConfigureAwait(false);
        return _runs[runId] = run?.Start;
    }

    private static TraceFinding Describe(JournalEntry entry, RunStart? run) => TraceFinding.Of(
        TraceFindingKind.Change,
        $"{TraceText.Time(entry.IntendedAt)}: run {(run is null ? entry.RunId : TraceRuns.NameWithoutTime(run))} {Outcome(entry)}. "
            + entry.Intent.Reason,
        ("runId", entry.RunId),
        ("at", entry.IntendedAt),
        ("command", run?.Command),
        ("user", run?.User),
        ("host", run?.Host),
        ("operation", entry.Intent.Operation),
        ("result", entry.Result),
        ("reason", entry.Intent.Reason),
        ("error", entry.Error),
        ("requestId", entry.RequestId),
        ("matchKey", entry.Intent.MatchKey),
        ("attributes", entry.Intent.Differences.Select(difference => difference.Attribute).ToList()),
        ("resolvedBy", entry.ResolvedBy));

    private static string Outcome(JournalEntry entry)
    {
        var verb = entry.Intent.Operation switch
        {
            JournalOperation.CreateUser => ("created their account", "create their account"),
            JournalOperation.UpdateUser => ("updated their account", "update their account"),
            JournalOperation.EnableUser => ("enabled their account", "enable their account"),
            JournalOperation.DisableUser => ("disabled their account", "disable their account"),
            JournalOperation.DeleteUser => ("deleted their account", "delete their account"),
            JournalOperation.AddMember => ("added them", "add them"),
            _ => ("removed them", "remove them"),
        };
        var resolved = entry.ResolvedBy is { } by ? $" (found out by run {by})" : string.Empty;
        return entry.Result switch
        {
            JournalResult.Succeeded => verb.Item1 + resolved,
            JournalResult.Failed => $"could not {verb.Item2}{resolved}: {entry.Error?.TrimEnd('.')}",
            JournalResult.Unknown => $"tried to {verb.Item2}, and it is not known whether that had its effect: {entry.Error?.TrimEnd('.')}",
            _ => $"was about to {verb.Item2}; it is under way, or its process died",
        };
    }

    private static bool IsAbout(JournalIntent intent, string group, TraceSubject subject) =>
        intent.Operation != JournalOperation.CreateGroup
        && (intent.Group is null || intent.Group.Equals(group, StringComparison.OrdinalIgnoreCase))
        && subject.IsMeantBy(intent.Source, intent.SourceId, intent.VendorId);

    private static bool IsAddition(JournalEntry entry) => entry.Intent.Operation == JournalOperation.AddMember;

    private static bool IsOpen(JournalEntry entry) => entry.Result is null or JournalResult.Unknown;

    private static bool IsMembership(JournalEntry entry) =>
        entry.Intent.Operation is JournalOperation.AddMember or JournalOperation.RemoveMember;

    private static bool IsMembershipOrAccount(JournalEntry entry) =>
        IsMembership(entry) || entry.Intent.Operation == JournalOperation.CreateUser;
}

/// <summary>How the sentences name runs.</summary>
internal static class TraceRuns
{
    /// <summary>With the moment it began.</summary>
    public static string Name(RunStart run) => $"run {NameWithoutTime(run)} of {TraceText.Time(run.StartedAt)}";

    /// <summary>By its id, and who began it.</summary>
    public static string NameWithoutTime(RunStart run) => $"{run.Id} ({run.Command ?? "sync"} by {run.User} on {run.Host})";
}
