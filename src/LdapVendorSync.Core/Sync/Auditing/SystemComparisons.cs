using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.History.Systems;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync.Auditing;

/// <summary>
/// Compares snapshots of the history of a configuration, and stores what it found there. It reads no source and no vendor, writes to
/// neither, and needs no lock.
/// </summary>
/// <param name="session">The configuration at work.</param>
public sealed class SystemComparisons(SyncSession session)
{
    private readonly ILogger _logger = session.Environment.LoggerFactory.CreateLogger<SystemComparisons>();

    /// <summary>Compares.</summary>
    /// <param name="request">Which snapshots, and how.</param>
    /// <param name="cancellationToken">Ends it; nothing is stored then.</param>
    /// <returns>What was found; with its number where it is stored.</returns>
    /// <exception cref="HistoryException">
    /// <see cref="HistoryFailure.SnapshotNotFound"/>: a snapshot is not there, or the only one of its system.
    /// <see cref="HistoryFailure.Refused"/>: both are the same, a name means two systems, or what is asked for makes no difference.
    /// Otherwise the history cannot be read or written.
    /// </exception>
    public async Task<SystemComparison> CompareAsync(ComparisonRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (before, after) = await FindAsync(request, cancellationToken).ConfigureAwait(false);
        RequireTermsThatCount(request, before, after);
        var configured = await new ComparisonTerms(session, request).OfAsync(before, after, cancellationToken).ConfigureAwait(false);
        var reference = await ReadAsync(before, configured.ProjectReference, cancellationToken).ConfigureAwait(false);
        var difference = await ReadAsync(after, configured.ProjectDifference, cancellationToken).ConfigureAwait(false);
        var comparison = await Task.Run(
            () => SystemComparer.Compare(reference, difference, configured.Options, session.Environment.TimeProvider.GetUtcNow()),
            cancellationToken).ConfigureAwait(false);
        if (request.IsStored)
            comparison = await StoreAsync(comparison, cancellationToken).ConfigureAwait(false);
        Tell(comparison);
        return comparison;
    }

    // What would change nothing is a mistake, and not passed over.
    private static void RequireTermsThatCount(ComparisonRequest request, SystemSnapshot before, SystemSnapshot after)
    {
        if (ComparedSystem.IsSame(before, after) && (request.MatchOn is not null || request.GroupPairs.Count > 0))
        {
            throw new HistoryException(HistoryFailure.Refused, FormattableString.Invariant(
                $"Snapshots {before.Number} and {after.Number} are of one system, whose people and groups are recognised by their ids: ")
                + "what to match on and which groups to pair can be said of two systems alone.");
        }
    }

    private async Task<(SystemSnapshot Before, SystemSnapshot After)> FindAsync(
        ComparisonRequest request, CancellationToken cancellationToken)
    {
        var reference = await SystemSnapshotViewer.GetAsync(session.History, request.Reference, cancellationToken).ConfigureAwait(false);
        if (request.Difference is null)
            return (await FindEarlierAsync(reference, request.Since, cancellationToken).ConfigureAwait(false), reference);
        var difference = await SystemSnapshotViewer.GetAsync(session.History, request.Difference, cancellationToken).ConfigureAwait(false);
        return reference.Number == difference.Number
            ? throw new HistoryException(
                HistoryFailure.Refused,
                $"'{request.Reference}' and '{request.Difference}' both mean snapshot {reference.Number}; there is nothing to compare.")
            : (reference, difference);
    }

    private async Task<SystemSnapshot> FindEarlierAsync(SystemSnapshot newest, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var system = new SystemReference { System = newest.System, Side = newest.Side, At = since };
        var all = await SystemSnapshotViewer.ListAsync(session.History, system, null, cancellationToken).ConfigureAwait(false);
        return all.Find(snapshot => snapshot.Number < newest.Number) ?? throw new HistoryException(
            HistoryFailure.SnapshotNotFound,
            since is { } moment
                ? FormattableString.Invariant(
                    $"There is no snapshot of '{newest.System}' from {moment:u} or earlier to compare snapshot {newest.Number} with.")
                : FormattableString.Invariant(
                    $"Snapshot {newest.Number} is the only one of '{newest.System}'; there is nothing to compare it with."));
    }

    private async Task<ComparedSystem> ReadAsync(
        SystemSnapshot snapshot, Func<SystemContent, SystemContent>? project, CancellationToken cancellationToken)
    {
        // Another process may have forgotten it since.
        var content = await SystemSnapshotViewer.ReadAsync(session.History, snapshot.Number, cancellationToken).ConfigureAwait(false)
            ?? throw new HistoryException(
                HistoryFailure.SnapshotNotFound, FormattableString.Invariant($"Snapshot {snapshot.Number} is no longer there."));

        // Nothing can be said of people who were taken out of the history; that groups have members whom nobody knows, stays.
        content = content with { Users = [.. content.Users.Where(user => !SnapshotEraser.IsErased(user))] };
        return new ComparedSystem(snapshot, project is null ? content : project(content));
    }

    private async Task<SystemComparison> StoreAsync(SystemComparison comparison, CancellationToken cancellationToken)
    {
        var history = await HistoryDatabase
            .OpenAsync(session.History, session.Environment.TimeProvider, _logger, cancellationToken).ConfigureAwait(false);
        await using var close = history.ConfigureAwait(false);
        var stored = await history.SystemComparisons.SaveAsync(comparison, cancellationToken).ConfigureAwait(false);
        await ForgetAsync(history, stored).ConfigureAwait(false);
        return stored;
    }

    // The comparison is there: that older ones are kept for longer is no reason to fail.
    private async Task ForgetAsync(HistoryDatabase history, SystemComparison comparison)
    {
        try
        {
            var settings = session.Configuration.History;
            var now = await history.SystemComparisons.ConfirmTimeAsync(comparison, CancellationToken.None).ConfigureAwait(false);
            var before = now - TimeSpan.FromDays(settings.SystemComparisonsRetentionDays);
            await history.SystemComparisons
                .PruneAsync(before, settings.SystemComparisonsKeep, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (HistoryException error)
        {
            _logger.LogWarning("Old comparisons could not be forgotten: {Reason}", error.Message);
        }
    }

    private void Tell(SystemComparison comparison)
    {
        _logger.LogInformation(
            "Comparison {Number} of snapshots {Reference} and {Difference}: {Findings} findings, {High} of high severity",
            comparison.Number,
            comparison.Reference.Number,
            comparison.Difference.Number,
            comparison.Total,
            comparison.CountOf(FindingSeverity.High));
        foreach (var doubt in comparison.Doubts)
            _logger.LogWarning("{Count} times {Kind} is not known: {Reason}", doubt.Count, doubt.Kind, doubt.Reason);
    }
}
