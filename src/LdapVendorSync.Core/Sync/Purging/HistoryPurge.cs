using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync.Purging;

/// <summary>
/// Takes one person out of the history of a configuration, while no run is under way, and says what remains (the right to erasure, Article 17
/// GDPR); or cuts what earlier runs kept down to what the configuration wants kept now.
/// </summary>
/// <param name="configuration">The configuration.</param>
/// <param name="environment">The surroundings.</param>
public sealed class HistoryPurge(SyncConfiguration configuration, SyncEnvironment environment)
{
    private const string ComesBack =
        "Whom the directory still lists in a group, the next run knows again, by the match key. Until then the sync has no link for the "
        + "person: do not rename the account or the entry in between.";

    private const string NoSearch =
        "Not searched: plan files, mails and webhooks that were sent, backups, and copies of logs and reports elsewhere.";

    private readonly ILogger _logger = environment.LoggerFactory.CreateLogger<HistoryPurge>();

    /// <summary>Purges.</summary>
    /// <param name="person">An id at a source or vendor, a user name, a mail address, a name or a reference of the person, in any case.</param>
    /// <param name="dryRun">Whether to say only what would be removed.</param>
    /// <param name="command">What was asked for, for whoever waits for the lock.</param>
    /// <param name="cancellationToken">Ends it; nothing is removed then.</param>
    /// <exception cref="HistoryException">The history cannot be read or written.</exception>
    public async Task<PurgeResult> PurgePersonAsync(string person, bool dryRun, string command, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        var result = await PurgeLockedAsync(session => PersonPurger.Purge(session, person, dryRun, new LinkNeed(configuration, session).Find), dryRun, command, cancellationToken)
            .ConfigureAwait(false);
        if (result.Status is not (PurgeStatus.Purged or PurgeStatus.NotFound))
            return result;
        if (result is { Status: PurgeStatus.Purged, DryRun: false })
            _logger.LogInformation("One person was removed from the history: {Count} records", result.Erased.Values.Sum());
        return Complete(result, person);
    }

    /// <summary>Cuts what earlier runs kept of people's profiles down to what <c>history.profile_data</c> says.</summary>
    /// <param name="dryRun">Whether to say only what would be cut.</param>
    /// <param name="command">What was asked for, for whoever waits for the lock.</param>
    /// <param name="cancellationToken">Ends it; nothing is cut then.</param>
    /// <exception cref="HistoryException">The history cannot be read or written.</exception>
    public Task<PurgeResult> PurgeProfilesAsync(bool dryRun, string command, CancellationToken cancellationToken)
    {
        var trimmer = new SyncSession(configuration, environment).History.Trimmer;
        return PurgeLockedAsync(
            session => new PurgeResult
            {
                Status = PurgeStatus.Purged,
                DryRun = dryRun,
                Erased = HistoryEncryption.Rehearse(
                    session, dryRun, () => ProfilePurger.Purge(session, configuration.History.ProfileData, trimmer)),
            },
            dryRun,
            command,
            cancellationToken);
    }

    private async Task<PurgeResult> PurgeLockedAsync(
        Func<SqliteSession, PurgeResult> purge, bool dryRun, string command, CancellationToken cancellationToken)
    {
        var location = new SyncSession(configuration, environment).History;
        var now = environment.TimeProvider.GetUtcNow();
        var claim = new RunStart { Id = RunStart.NewId(now), StartedAt = now, Command = command, DryRun = dryRun };
        using var locks = RunLocks.Acquire(
            configuration.StateDirectory, dryRun ? [] : configuration.Vendors.Select(vendor => vendor.Target), claim);
        if (locks.Refusal is { } refusal)
            return new PurgeResult { Status = PurgeStatus.Locked, DryRun = dryRun, Refusal = refusal };

        if (!File.Exists(location.Path))
            return new PurgeResult { Status = PurgeStatus.NotFound, DryRun = dryRun };
        try
        {
            return await PurgeHistoryAsync(location, purge, dryRun, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryException error) when (error.Failure == HistoryFailure.Busy)
        {
            return new PurgeResult { Status = PurgeStatus.Locked, DryRun = dryRun, Refusal = error.Message };
        }
    }

    private async Task<PurgeResult> PurgeHistoryAsync(
        HistoryLocation location, Func<SqliteSession, PurgeResult> purge, bool dryRun, CancellationToken cancellationToken)
    {
        // Runs of other configurations may share the file, and work with what is to be removed.
        var result = await WithHistoryAsync(
            location, alone: !dryRun, history => history.WriteAsync(purge, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (dryRun || result.Status != PurgeStatus.Purged)
            return result;

        // What was removed is wiped from the file when it is opened.
        var isWipeDue = await WithHistoryAsync(
            location,
            alone: false,
            history => history.ReadAsync(HistoryEncryption.IsWipeDue, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return isWipeDue
            ? result with { Remarks = [.. result.Remarks, "Another process has the history open: traces in free pages of the file are wiped by the next run."] }
            : result;
    }

    private async Task<T> WithHistoryAsync<T>(
        HistoryLocation location, bool alone, Func<HistoryDatabase, Task<T>> work, CancellationToken cancellationToken)
    {
        var open = alone
            ? HistoryDatabase.OpenAloneAsync(location, environment.TimeProvider, _logger, cancellationToken)
            : HistoryDatabase.OpenAsync(location, environment.TimeProvider, _logger, cancellationToken);
        var history = await open.ConfigureAwait(false);
        await using var close = history.ConfigureAwait(false);
        return await work(history).ConfigureAwait(false);
    }

    private PurgeResult Complete(PurgeResult result, string person)
    {
        var files = new PersonFiles(configuration);
        var names = result.People.SelectMany(known => known.Texts).Append(person);
        var copies = files.FindCopiesOfHistory();
        List<string> remarks = [.. result.Remarks];
        if (result.Status == PurgeStatus.Purged)
            remarks.Add(ComesBack);
        if (copies.Count > 0)
            remarks.Add($"Damaged histories that were set aside may hold the person, and are left as they are: {string.Join(", ", copies)}");
        remarks.Add(NoSearch);
        return result with { Files = files.FindNaming(new TextEraser(names)), Remarks = remarks };
    }
}
