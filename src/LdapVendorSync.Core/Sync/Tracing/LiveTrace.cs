using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Answers a question about now: both sides are read, and compared as in a dry run.</summary>
internal sealed class LiveTrace(SyncSession session, VendorSettings settings)
{
    /// <summary>Answers the question.</summary>
    public async Task<MembershipTrace> AnswerAsync(TraceRequest request, CancellationToken cancellationToken)
    {
        var history = await HistoryCopy.TakeAsync(session, NullLogger.Instance, cancellationToken).ConfigureAwait(false);
        await using var deleteCopy = history.ConfigureAwait(false);
        var (vendor, error) = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var scope = await ReadAsync(request.Group, vendor, error, history, cancellationToken).ConfigureAwait(false);
            var subject = await new PersonResolver(scope).ResolveAsync(request.Person, cancellationToken).ConfigureAwait(false);
            return await ExplainAsync(scope, subject, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (vendor is not null)
                await vendor.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<(VendorConnection? Vendor, string? Error)> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await session.ConnectVendorAsync(settings, cancellationToken).ConfigureAwait(false), null);
        }
        catch (VendorException error)
        {
            return (null, error.Message);
        }
    }

    private async Task<TraceScope> ReadAsync(
        string group, VendorConnection? vendor, string? error, HistoryCopy history, CancellationToken cancellationToken)
    {
        var mapping = await FindMappingAsync(group, vendor, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> sources = mapping is null
            ? [.. session.Configuration.Sources.Select(source => source.Name)]
            : [.. mapping.Sources];
        var name = mapping?.Reference.VendorGroup ?? group;
        var scope = new TraceScope
        {
            Session = session,
            Settings = settings,
            Group = name,
            History = history,
            Connection = vendor,
            VendorError = error,
            Sources = sources,
            Links = await ReadLinksAsync(history.Database, sources, cancellationToken).ConfigureAwait(false),
            Journal = await history.Database.Journal.GetChangesOfGroupAsync(settings.Target, name, cancellationToken).ConfigureAwait(false),
        };
        return mapping is null
            ? await ReadUnmappedAsync(scope, cancellationToken).ConfigureAwait(false)
            : await CompareAsync(scope, mapping, cancellationToken).ConfigureAwait(false);
    }

    // The configuration's name of the group, or whatever else the vendor takes for the same group.
    private async Task<SyncMapping?> FindMappingAsync(string group, VendorConnection? vendor, CancellationToken cancellationToken)
    {
        if (session.FindMapping(settings.Name, group) is { } mapping || vendor is null)
            return session.FindMapping(settings.Name, group);
        try
        {
            if (await vendor.Provider.FindGroupAsync(group, cancellationToken).ConfigureAwait(false) is not { } found)
                return null;
            foreach (var candidate in SyncMapping.Of(settings, session.Configuration.Sources))
            {
                var mapped = await vendor.Provider.FindGroupAsync(candidate.Reference.VendorGroup, cancellationToken).ConfigureAwait(false);
                if (mapped?.Id == found.Id)
                    return candidate;
            }
        }
        catch (VendorException)
        {
            // Reading the group meets the same fault and reports it.
        }

        return null;
    }

    private async Task<TraceScope> CompareAsync(TraceScope scope, SyncMapping mapping, CancellationToken cancellationToken)
    {
        var comparison = await LiveComparison
            .RunAsync(session, settings, scope.Connection, mapping, scope.History.Database, cancellationToken)
            .ConfigureAwait(false);
        return scope with
        {
            Comparison = comparison,
            VendorContent = comparison.VendorContent,
            VendorError = scope.VendorError ?? comparison.VendorError,
        };
    }

    private static async Task<TraceScope> ReadUnmappedAsync(TraceScope scope, CancellationToken cancellationToken)
    {
        if (scope.Connection is not { } vendor)
            return scope;
        try
        {
            if (await vendor.Provider.FindGroupAsync(scope.Group, cancellationToken).ConfigureAwait(false) is not { } group)
                return scope with { IsUnknownGroup = true, VendorContent = new GroupContent([], Completeness.Complete) };
            var read = vendor.Provider.ReadGroupMembers(group, cancellationToken);
            var content = await GroupContent.ReadAsync(read, null, cancellationToken).ConfigureAwait(false);
            return scope with { VendorContent = content, VendorError = content.Completeness.Error?.Message };
        }
        catch (VendorException error)
        {
            return scope with { VendorError = error.Message };
        }
    }

    private async Task<List<Link>> ReadLinksAsync(
        HistoryDatabase history, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        var links = new List<Link>();
        foreach (var source in sources)
            links.AddRange(await history.Links.GetLinksAsync(settings.Target, source, cancellationToken).ConfigureAwait(false));
        return links;
    }

    private async Task<MembershipTrace> ExplainAsync(TraceScope scope, TraceSubject subject, CancellationToken cancellationToken)
    {
        var vendor = new VendorExplanation(scope, subject);
        var next = new NextRunExplanation(scope, subject);
        var past = new HistoryExplanation(scope.Group, subject, scope.Journal, scope.History.Database);
        List<TraceFinding> findings =
        [
            .. DescribeMapping(scope),
            .. await new SourceExplanation(scope, subject).ExplainAsync(cancellationToken).ConfigureAwait(false),
            .. vendor.Explain(),
            .. await next.ExplainAsync(cancellationToken).ConfigureAwait(false),
        ];
        if (vendor.Membership == TracedMembership.Member
            && !HasSourceMember(findings)
            && past.ExplainUnmanaged(subject.Link is not null) is { } unmanaged)
        {
            findings.Add(unmanaged);
        }

        findings.AddRange(await ExplainHistoryAsync(scope, subject, past, vendor.Membership, cancellationToken).ConfigureAwait(false));
        var verdict = LiveVerdict.Of(subject.Name, $"'{scope.Group}' at '{scope.Vendor}'", vendor.Membership, next, findings);
        if (next.Step == NextStep.Add && past.LastFailure is { Error: { } error })
            verdict += $" The last try failed: {error}";
        return new MembershipTrace
        {
            Person = subject.ToPerson(),
            Vendor = scope.Vendor,
            Group = scope.Group,
            AnsweredAt = session.Environment.TimeProvider.GetUtcNow(),
            Membership = vendor.Membership,
            Verdict = verdict,
            Findings = findings,
            ExitCode = ExitCodeOf(scope, findings),
        };
    }

    private static IEnumerable<TraceFinding> DescribeMapping(TraceScope scope)
    {
        if (scope.Comparison is { } comparison)
            return comparison.Mapping.Parts.Select(part => Describe(part, comparison.Mapping));
        var mapped = scope.Settings.Groups.Select(group => group.VendorGroup).Distinct(StringComparer.OrdinalIgnoreCase);
        return
        [
            TraceFinding.Of(
                TraceFindingKind.NoMapping,
                $"No mapping of the configuration leads to '{scope.Group}' at '{scope.Vendor}'; it leads to "
                    + $"'{string.Join("', '", mapped)}'.",
                ("vendor", scope.Vendor),
                ("group", scope.Group)),
        ];
    }

    private static TraceFinding Describe(MappingSettings part, SyncMapping mapping) => TraceFinding.Of(
        TraceFindingKind.Mapping,
        mapping.Parts.Count == 1
            ? $"'{part.VendorGroup}' at '{mapping.Reference.Vendor}' follows the group '{part.SourceGroup}' of source '{part.Source}'{Without(part)}."
            : $"'{part.VendorGroup}' at '{mapping.Reference.Vendor}' follows several groups together; one is '{part.SourceGroup}' "
                + $"of source '{part.Source}'{Without(part)}.",
        ("source", part.Source),
        ("sourceGroup", part.SourceGroup),
        ("vendor", mapping.Reference.Vendor),
        ("vendorGroup", part.VendorGroup),
        ("parts", mapping.Parts.Count),
        ("except", part.Except.Count == 0 ? null : part.Except.Select(except => except.ToString()).ToList()));

    private static string Without(MappingSettings part) =>
        part.Except.Count == 0 ? string.Empty : $", without the people of {string.Join(" and of ", part.Except)}";

    private static bool HasSourceMember(IEnumerable<TraceFinding> findings) =>
        findings.Any(finding => finding.Kind == TraceFindingKind.SourceMember);

    private async Task<List<TraceFinding>> ExplainHistoryAsync(
        TraceScope scope,
        TraceSubject subject,
        HistoryExplanation past,
        TracedMembership membership,
        CancellationToken cancellationToken)
    {
        if (scope.History.IsDamaged)
            return [NoHistory("The history is damaged, so that what runs did is not known; the next run sets it aside.")];
        var findings = await past.ExplainChangesAsync(_ => true, cancellationToken).ConfigureAwait(false);
        if (past.ExplainDifference(membership) is { } elsewhere)
            findings.Add(elsewhere);
        var runs = await scope.History.Database.Runs
            .ListRunsOfGroupAsync(settings.Target, scope.Group, until: null, limit: 1, cancellationToken)
            .ConfigureAwait(false);
        if (runs is [var (last, _)])
        {
            var unsent = await scope.History.Database.Unsent.GetAsync(last.Start.Id, cancellationToken).ConfigureAwait(false);
            findings.AddRange(UnsentExplanation.Explain(unsent, scope.Group, settings.Target, subject));
        }

        findings.Add(runs is [var (run, result)]
            ? HistoryExplanation.DescribeRun("The last run of the group", run, result)
            : NoHistory(scope.History.Exists
                ? "No run of this group is in the history."
                : "There is no history yet: no run was made, or state_dir is another one."));
        return findings;
    }

    private static TraceFinding NoHistory(string sentence) => TraceFinding.Of(TraceFindingKind.NoHistory, sentence);

    private static SyncExitCode ExitCodeOf(TraceScope scope, List<TraceFinding> findings)
    {
        if (findings.Exists(finding => finding.Kind == TraceFindingKind.SourceUnreadable))
            return SyncExitCode.NoSourceReadable;
        return scope.VendorError is not null || scope.History.IsDamaged ? SyncExitCode.FinishedWithFailures : SyncExitCode.Done;
    }
}
