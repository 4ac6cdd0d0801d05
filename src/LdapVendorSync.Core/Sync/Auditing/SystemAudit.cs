using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync.Auditing;

/// <summary>Takes snapshots of the sources and vendors of a configuration. It writes to its history alone, and needs no lock.</summary>
/// <param name="session">The configuration at work.</param>
public sealed class SystemAudit(SyncSession session)
{
    private readonly ILogger _logger = session.Environment.LoggerFactory.CreateLogger<SystemAudit>();

    /// <summary>Which source or vendor a name means.</summary>
    /// <param name="name">The name, in any case, with <c>source:</c> or <c>vendor:</c> before it where both sides have it.</param>
    /// <exception cref="SourceException">There is no such system, or the name means two.</exception>
    public SystemReference Find(string name)
    {
        var meant = SystemReference.OfSystem(name);
        var source = session.Configuration.Sources.FirstOrDefault(source => IsSame(source.Name, meant.System));
        var vendor = session.Configuration.Vendors.FirstOrDefault(vendor => IsSame(vendor.Name, meant.System));
        return (meant.Side, source, vendor) switch
        {
            (null, not null, not null) => throw new SourceException(
                SourceFailure.Unavailable, $"A source and a vendor are called '{name}'; say source:{name} or vendor:{name}."),
            (null or SystemSide.Source, not null, _) => meant with { System = source.Name, Side = SystemSide.Source },
            (null or SystemSide.Vendor, _, not null) => meant with { System = vendor.Name, Side = SystemSide.Vendor },
            _ => throw new SourceException(
                SourceFailure.Unavailable, $"There is no source or vendor '{name}'; the configuration has {Names()}."),
        };
    }

    /// <summary>Reads a whole system, stores what was read, and forgets what is over its time.</summary>
    /// <param name="system">The system, as <see cref="Find"/> gives it.</param>
    /// <param name="cancellationToken">Ends it; nothing is stored then.</param>
    /// <returns>The snapshot; one that may lack something says so, and is stored all the same.</returns>
    /// <exception cref="SourceException">The source cannot be read at all.</exception>
    /// <exception cref="VendorException">The vendor cannot be read at all, or has no lists of its people and groups.</exception>
    /// <exception cref="HistoryException">The snapshot cannot be stored.</exception>
    public async Task<SystemSnapshot> TakeAsync(SystemReference system, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        var (draft, reading) = system.Side == SystemSide.Vendor
            ? await ReadVendorAsync(system.System!, cancellationToken).ConfigureAwait(false)
            : await ReadSourceAsync(system.System!, cancellationToken).ConfigureAwait(false);
        var history = await HistoryDatabase
            .OpenAsync(session.History, session.Environment.TimeProvider, _logger, cancellationToken).ConfigureAwait(false);
        await using var close = history.ConfigureAwait(false);
        reading = await DoubtHiddenAsync(draft, reading, cancellationToken).ConfigureAwait(false);
        var snapshot = await history.Systems.SaveAsync(draft with
        {
            StartedAt = reading.StartedAt,
            TakenAt = reading.TakenAt,
            Doubts = reading.Doubts,
            DoubtfulParts = reading.DoubtfulParts,
        }, reading.Content, cancellationToken).ConfigureAwait(false);
        Tell(snapshot);
        await ForgetAsync(history, snapshot).ConfigureAwait(false);
        return snapshot;
    }

    private async Task<(SystemSnapshot Draft, SystemReading Reading)> ReadSourceAsync(string name, CancellationToken cancellationToken)
    {
        var settings = session.GetSourceSettings(name);
        var reader = new SystemReader(session.Environment.TimeProvider, _logger);
        return (Draft(settings.Name, SystemSide.Source, settings.Type, null),
            await reader.ReadAsync(session.GetSource(name), cancellationToken).ConfigureAwait(false));
    }

    private async Task<(SystemSnapshot Draft, SystemReading Reading)> ReadVendorAsync(string name, CancellationToken cancellationToken)
    {
        var settings = session.GetVendor(name);
        var vendor = await session.ConnectVendorAsync(settings, cancellationToken).ConfigureAwait(false);
        await using var close = vendor.ConfigureAwait(false);
        var reader = new SystemReader(session.Environment.TimeProvider, _logger) { Concurrency = vendor.Concurrency };
        return (Draft(settings.Name, SystemSide.Vendor, settings.Module, settings.Target),
            await reader.ReadAsync(settings.Name, vendor.Provider, cancellationToken).ConfigureAwait(false));
    }

    private SystemSnapshot Draft(string name, SystemSide side, string kind, string? target) => new()
    {
        Number = 0,
        System = name,
        Side = side,
        Kind = kind,
        Target = target,
        StartedAt = session.Environment.TimeProvider.GetUtcNow(),
        TakenAt = session.Environment.TimeProvider.GetUtcNow(),
    };

    // Whoever a filter leaves out now and was there before may only have become invisible.
    private async Task<SystemReading> DoubtHiddenAsync(SystemSnapshot draft, SystemReading reading, CancellationToken cancellationToken)
    {
        if (reading.Hidden.Count == 0)
            return reading;
        var earlier = await SystemSnapshotViewer
            .ListAsync(session.History, new SystemReference { System = draft.System, Side = draft.Side }, null, cancellationToken)
            .ConfigureAwait(false);
        if (earlier.Find(snapshot => snapshot.Proves(SystemParts.Users)) is not { } last
            || await SystemSnapshotViewer.ReadAsync(session.History, last.Number, cancellationToken)
                .ConfigureAwait(false) is not { } content)
            return reading;
        var hidden = reading.Hidden.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lost = content.Users.Count(user => hidden.Contains(user.DistinguishedName ?? user.Id));
        return lost == 0 ? reading : reading with
        {
            DoubtfulParts = reading.DoubtfulParts | SystemParts.Users,
            Doubts = [.. reading.Doubts, $"{lost} people of snapshot {last.Number} are left out by the filter now, perhaps only because an attribute of theirs may not be read."],
        };
    }

    private void Tell(SystemSnapshot snapshot)
    {
        _logger.LogInformation(
            "Snapshot {Number} of {System}: {Users} people, {Groups} groups, {Memberships} memberships, {Nestings} groups within groups",
            snapshot.Number,
            snapshot.System,
            snapshot.Users,
            snapshot.Groups,
            snapshot.Memberships,
            snapshot.Nestings);
        foreach (var doubt in snapshot.Doubts)
            _logger.LogWarning("Snapshot {Number} of {System} is not complete: {Doubt}", snapshot.Number, snapshot.System, doubt);
    }

    // The snapshot is there: that older ones are kept for longer is no reason to fail.
    private async Task ForgetAsync(HistoryDatabase history, SystemSnapshot snapshot)
    {
        try
        {
            var settings = session.Configuration.History;
            var now = await history.Systems.ConfirmTimeAsync(snapshot, CancellationToken.None).ConfigureAwait(false);
            var limits = new SystemRetentionLimits(
                now - TimeSpan.FromDays(settings.SystemSnapshotsRetentionDays), now - TimeSpan.FromDays(settings.LegacyPeopleRetentionDays))
            {
                SnapshotsAtMost = settings.SystemSnapshotsKeep,
            };
            var forgotten = await history.Systems.PruneAsync(limits, CancellationToken.None).ConfigureAwait(false);
            if (forgotten > 0)
                _logger.LogInformation("{Count} snapshots are older than the history keeps them, and were forgotten", forgotten);
        }
        catch (HistoryException error)
        {
            _logger.LogWarning("Old snapshots could not be forgotten: {Reason}", error.Message);
        }
    }

    private string Names() => string.Join(", ", session.Configuration.Sources.Select(source => $"source:{source.Name}")
        .Concat(session.Configuration.Vendors.Select(vendor => $"vendor:{vendor.Name}")));

    private static bool IsSame(string one, string? other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
