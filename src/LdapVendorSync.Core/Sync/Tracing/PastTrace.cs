using LdapVendorSync.Core.Configuration;
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
        var mapping = session.FindMapping(settings.Name, request.Group);
        var group = mapping?.Reference.VendorGroup ?? request.Group;
        var scope = await new PastScope(settings, group, at, history.Database)
            .ReadAsync(session.Configuration.Sources.Select(source => source.Name), cancellationToken)
            .ConfigureAwait(false);
        var subject = new PastPersonResolver(scope, mapping?.Policy.MatchOn ?? settings.MatchOn).Resolve(request.Person);
        var explanation = new PastExplanation(scope, subject);
        List<TraceFinding> findings = [.. await explanation.ExplainAsync(cancellationToken).ConfigureAwait(false)];
        if (history.IsDamaged)
            findings.Add(TraceFinding.Of(TraceFindingKind.NoHistory, "The history is damaged, so that nothing of it is known."));
        return new MembershipTrace
        {
            Person = subject.ToPerson(),
            Vendor = settings.Name,
            Group = group,
            At = at,
            AnsweredAt = session.Environment.TimeProvider.GetUtcNow(),
            Membership = explanation.Membership,
            Verdict = explanation.Verdict(findings),
            Findings = findings,
            ExitCode = scope.Before.IsKept ? SyncExitCode.Done : SyncExitCode.FinishedWithFailures,
        };
    }
}
