using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History;

/// <summary>A change as the history knows it: one that was sent, or one that a run decided on and did not send.</summary>
public sealed record RecordedChange
{
    /// <summary>The run; for what several runs in a row held, the last of them.</summary>
    public required string RunId { get; init; }

    /// <summary>When it was decided; for what several runs in a row held, by the last of them.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The vendor's name in the config.</summary>
    public required string Vendor { get; init; }

    /// <summary>The vendor group; <see langword="null"/> for a change of an account alone.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// What it does, or would have done; <see langword="null"/> where that cannot be told, since it is not certain who the person is.
    /// </summary>
    public JournalOperation? Operation { get; init; }

    /// <summary>The name by which messages call the person (or the group, where a group is created).</summary>
    public required string Person { get; init; }

    /// <summary>What became of it.</summary>
    public required RecordedOutcome Outcome { get; init; }

    /// <summary>What kept it from being sent, by name; <see langword="null"/> for what was sent.</summary>
    public string? Rule { get; init; }

    /// <summary>Why it failed, is unknown, or was not sent.</summary>
    public string? Message { get; init; }

    /// <summary>What differs, before and after.</summary>
    public IReadOnlyList<AttributeDifference> Differences { get; init; } = [];

    /// <summary>Why it was due.</summary>
    public required string Reason { get; init; }

    /// <summary>The vendor target (its canonical address).</summary>
    public required string Target { get; init; }

    /// <summary>The name of the source, where the person is known there.</summary>
    public string? Source { get; init; }

    /// <summary>The person's id at the source.</summary>
    public string? SourceId { get; init; }

    /// <summary>The account's id at the vendor.</summary>
    public string? VendorId { get; init; }

    /// <summary>The match key that recognised the person, <c>userName=jdoe</c>.</summary>
    public string? MatchKey { get; init; }

    /// <summary>From sending to the answer, retries included.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The vendor's own id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>When the outcome was recorded.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The later run that found out what became of it.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>The first of several runs in a row that held it; else <see cref="RunId"/>.</summary>
    public required string FirstRunId { get; init; }

    /// <summary>When that was.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>How many runs in a row decided so.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>Whether some text may mean the person.</summary>
    /// <param name="person">A name, an id, or a match key with or without its attribute; in any case.</param>
    public bool Concerns(string person) =>
        new[] { Person, SourceId, VendorId, MatchKey, MatchKey?[(MatchKey.IndexOf('=', StringComparison.Ordinal) + 1)..] }
            .Contains(person, StringComparer.OrdinalIgnoreCase);

    internal static RecordedChange Of(JournalEntry entry) => new()
    {
        RunId = entry.RunId,
        At = entry.IntendedAt,
        Vendor = entry.Intent.Vendor,
        Group = entry.Intent.Group,
        Operation = entry.Intent.Operation,
        Person = entry.Intent.Person,
        Outcome = OutcomeOf(entry.Result),
        Message = entry.Error,
        Differences = entry.Intent.Differences,
        Reason = entry.Intent.Reason,
        Target = entry.Intent.Target,
        Source = entry.Intent.Source,
        SourceId = entry.Intent.SourceId,
        VendorId = entry.Intent.VendorId,
        MatchKey = entry.Intent.MatchKey,
        Duration = entry.Duration,
        RequestId = entry.RequestId,
        FinishedAt = entry.FinishedAt,
        ResolvedBy = entry.ResolvedBy,
        FirstRunId = entry.RunId,
        FirstAt = entry.IntendedAt,
    };

    internal static RecordedChange Of(UnsentEntry entry) => new()
    {
        RunId = entry.LastRunId,
        At = entry.LastAt,
        Vendor = entry.Mapping.Vendor,
        Group = entry.Mapping.VendorGroup,
        Operation = OperationOf(entry.Change.Action),
        Person = entry.Change.Person,
        Outcome = OutcomeOf(entry.Change.Result),
        Rule = entry.Change.Rule,
        Message = entry.Change.Message,
        Differences = entry.Change.Differences,
        Reason = entry.Change.Reason,
        Target = entry.Target,
        Source = entry.Change.Source,
        SourceId = entry.Change.SourceId,
        VendorId = entry.Change.VendorId,
        MatchKey = entry.Change.MatchKey,
        FirstRunId = entry.FirstRunId,
        FirstAt = entry.FirstAt,
        Runs = entry.Runs,
    };

    private static RecordedOutcome OutcomeOf(JournalResult? result) => result switch
    {
        JournalResult.Succeeded => RecordedOutcome.Applied,
        JournalResult.Failed => RecordedOutcome.Failed,
        _ => RecordedOutcome.Unknown,
    };

    private static RecordedOutcome OutcomeOf(UnsentResult result) => result switch
    {
        UnsentResult.Held => RecordedOutcome.Held,
        UnsentResult.Waiting => RecordedOutcome.Waiting,
        UnsentResult.Failed => RecordedOutcome.Failed,
        UnsentResult.Refused => RecordedOutcome.Refused,
        _ => RecordedOutcome.Skipped,
    };

    private static JournalOperation? OperationOf(ChangeAction? action) => action switch
    {
        null => null,
        ChangeAction.CreateGroup => JournalOperation.CreateGroup,
        ChangeAction.Add => JournalOperation.AddMember,
        ChangeAction.Update => JournalOperation.UpdateUser,
        ChangeAction.Enable => JournalOperation.EnableUser,
        ChangeAction.Disable => JournalOperation.DisableUser,
        ChangeAction.Delete => JournalOperation.DeleteUser,
        ChangeAction.Remove => JournalOperation.RemoveMember,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "There is no such action."),
    };
}

/// <summary>What became of a change that the history knows.</summary>
public enum RecordedOutcome
{
    /// <summary>Done at the vendor.</summary>
    Applied,

    /// <summary>The vendor did not do it, or what had to be known before could not be found out.</summary>
    Failed,

    /// <summary>The request left, and nothing tells yet whether it had its effect.</summary>
    Unknown,

    /// <summary>Held by a guard.</summary>
    Held,

    /// <summary>Waits for its time, as the settings ask for.</summary>
    Waiting,

    /// <summary>Not tried.</summary>
    Skipped,

    /// <summary>A plan has it, but a comparison made afresh did not yield it in the same way.</summary>
    Refused,
}
