using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Answers a question about a moment in the past from the history alone: no server is asked.</summary>
internal sealed class PastTrace(SyncSession session, VendorSettings settings)
{
    /// <summary>Answers the question.</summary>
    public async Task<MembershipTrace> AnswerAsync(TraceRequest request, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var history = await HistoryCopy.TakeAsync(session, NullLogger.Instance, cancellationToken).ConfigureAwait(false);
        await using var deleteCopy = history.ConfigureAwait(false);
        if (history.IsDamaged || !history.Exists)
            return Unanswered(request, at, history);
        var mapping = session.FindMapping(settings.Name, request.Group);
        var group = mapping?.Reference.VendorGroup ?? request.Group;
        var scope = await new PastScope(settings, group, at, history.Database)
            .ReadAsync(session.Configuration.Sources.Select(source => source.Name), cancellationToken)
            .ConfigureAwait(false);
        var subject = new PastPersonResolver(scope, mapping?.Policy.MatchOn ?? settings.MatchOn, ProjectionOf(mapping)).Resolve(request.Person);
        var explanation = new PastExplanation(scope, subject);
        var findings = await explanation.ExplainAsync(cancellationToken).ConfigureAwait(false);
        return new MembershipTrace
        {
            Person = subject.ToPerson(),
            Vendor = settings.Name,
            Group = group,
            At = at,
            AnsweredAt = session.Environment.TimeProvider.GetUtcNow(),
            Membership = explanation.Membership.AtMoment,
            Verdict = new PastVerdict(scope, subject, explanation.Membership, findings).Sentence(),
            Findings = findings,
            ExitCode = scope.Before.IsKept && scope.RunWithoutChanges is null ? SyncExitCode.Done : SyncExitCode.FinishedWithFailures,
        };
    }

    // By the configuration as it is now; of what is not kept of a person nothing can be made.
    private static Func<GroupMember, GroupMember> ProjectionOf(SyncMapping? mapping) => mapping is null
        ? person => person
        : new AttributeProjection(mapping.Policy).Project;

    // Where there is no history nobody can be found in it, so that nobody is said to be unknown.
    private MembershipTrace Unanswered(TraceRequest request, DateTimeOffset at, HistoryCopy history)
    {
        var why = TraceFinding.Of(
            TraceFindingKind.NoHistory,
            history.IsDamaged
                ? "The history is damaged, so that nothing of it is known; the next run sets it aside."
                : "There is no history yet: no run was made, or state_dir is another one.");
        return new MembershipTrace
        {
            Person = new TracedPerson { Name = request.Person },
            Vendor = settings.Name,
            Group = request.Group,
            At = at,
            AnsweredAt = session.Environment.TimeProvider.GetUtcNow(),
            Membership = TracedMembership.Unknown,
            Verdict = $"Whether {request.Person} was in '{request.Group}' at '{settings.Name}' at {TraceText.Time(at)} is not known: "
                + TraceText.Clause(why),
            Findings = [why],
            ExitCode = SyncExitCode.FinishedWithFailures,
        };
    }
}
