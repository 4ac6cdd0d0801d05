using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Works out whether somebody was in a group at a moment: as a run read it, with what runs changed afterwards.</summary>
/// <param name="scope">What the history keeps around the moment.</param>
/// <param name="subject">The person.</param>
/// <param name="changes">What concerns the person and the group, the oldest first.</param>
internal sealed class PastMembership(PastScope scope, TraceSubject subject, IReadOnlyList<JournalEntry> changes)
{
    /// <summary>Whether they were in the group at the moment.</summary>
    public TracedMembership AtMoment =>
        ChangedElsewhere || scope.RunWithoutChanges is not null ? TracedMembership.Unknown : At(scope.At);

    /// <summary>
    /// Whether the next run read what neither the run before nor a change explains. Somebody else had a hand in it then, at a time that
    /// nobody knows: before the moment or after it.
    /// </summary>
    public bool ChangedElsewhere => scope.RunWithoutChanges is null
        && scope.After.VendorReadAt is { } next
        && scope.After.MembershipOf(subject) is not TracedMembership.Unknown and var read
        && At(next) is not TracedMembership.Unknown and var expected
        && read != expected;

    /// <summary>The last change that had its effect by a moment; <see langword="null"/> where none is known.</summary>
    public JournalEntry? LastEffect(DateTimeOffset until) =>
        changes.LastOrDefault(change => IsMembership(change) && EffectOf(change, until) is TracedMembership.Member or TracedMembership.NotMember);

    /// <summary>The first change after the moment that took the membership away.</summary>
    public JournalEntry? NextRemoval => changes.FirstOrDefault(change =>
        change.IntendedAt > scope.At
        && change is { Intent.Operation: JournalOperation.RemoveMember, Result: JournalResult.Succeeded });

    /// <summary>Whether a run changed the membership of somebody who was purged since: it may have been theirs.</summary>
    public bool HasErasedChange => Between(scope.At).Any(PersonEraser.IsErased);

    private TracedMembership At(DateTimeOffset until) => Between(until)
        .Aggregate(scope.Before.MembershipOf(subject), (membership, change) => EffectOf(change, until) is not { } effect
            ? membership
            : PersonEraser.IsErased(change) && effect != membership ? TracedMembership.Unknown : effect);

    // What runs did since the read, to them or to nobody knows whom.
    private IEnumerable<JournalEntry> Between(DateTimeOffset until) => changes
        .Concat(scope.Journal.Where(PersonEraser.IsErased))
        .OrderBy(change => change.Id)
        .Where(change => IsMembership(change) && change.IntendedAt >= scope.Before.VendorReadAt && change.IntendedAt <= until);

    // What was under way is not known; what a later run found out had its effect when it was sent.
    private static TracedMembership? EffectOf(JournalEntry change, DateTimeOffset until) => change switch
    {
        { Result: JournalResult.Failed } => null,
        { Result: null or JournalResult.Unknown } => TracedMembership.Unknown,
        { ResolvedBy: null } when change.FinishedAt > until => TracedMembership.Unknown,
        { Intent.Operation: JournalOperation.AddMember } => TracedMembership.Member,
        _ => TracedMembership.NotMember,
    };

    private static bool IsMembership(JournalEntry change) =>
        change.Intent.Operation is JournalOperation.AddMember or JournalOperation.RemoveMember or JournalOperation.DeleteUser;
}
