using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Notifications;
using LdapVendorSync.Core.Storage;
using LdapVendorSync.Core.Sync.Incremental;
using LdapVendorSync.Core.Sync.Plans;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Runs the sync over some or all vendors: lock, compare, let gain, guard, take away, verify, remember. What is expected to go
/// wrong is part of the result, never an exception.
/// </summary>
/// <param name="configuration">The configuration.</param>
/// <param name="environment">The surroundings.</param>
public sealed class SyncRunner(SyncConfiguration configuration, SyncEnvironment environment)
{
    private readonly ILogger _logger = environment.LoggerFactory.CreateLogger<SyncRunner>();
    private readonly TimeProvider _time = environment.TimeProvider;

    // More than clocks of machines that are kept in time differ.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Runs once.</summary>
    /// <param name="options">What is asked of this run.</param>
    /// <param name="progress">Hears where the run stands.</param>
    /// <param name="cancellationToken">Ends the run: what is under way is finished and recorded, nothing new is begun.</param>
    public Task<SyncRun> RunAsync(SyncOptions options, IProgress<SyncProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync(options, RunSelection.Of(configuration, options), progress, cancellationToken);

    /// <summary>
    /// Applies changes that were compared elsewhere, as in a pipeline: through the same lock, journal and guards as any run.
    /// </summary>
    /// <param name="changes">The changes; removals are applied last, whatever their place.</param>
    /// <param name="options">What is asked of this run; its selection of vendors and groups is not looked at.</param>
    /// <param name="progress">Hears where the run stands.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public Task<SyncRun> ApplyAsync(
        IReadOnlyList<MembershipChange> changes,
        SyncOptions options,
        IProgress<SyncProgress>? progress,
        CancellationToken cancellationToken) =>
        changes.Any(change => change is PlannedChange)
            ? ApplyPlannedAsync(changes, options, progress, cancellationToken)
            : RunAsync(options, RunSelection.Of(configuration, changes), progress, cancellationToken);

    /// <summary>Makes a plan: a dry run, whose changes can be looked at and applied later.</summary>
    /// <param name="options">Which vendors and groups; whatever it says, nothing is written.</param>
    /// <param name="expiresAfter">How long the plan may be applied; <see langword="null"/> for what the configuration says.</param>
    /// <param name="progress">Hears where the run stands.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<PlanningResult> PlanAsync(
        SyncOptions options, TimeSpan? expiresAfter, IProgress<SyncProgress>? progress, CancellationToken cancellationToken)
    {
        var dry = options with { DryRun = true, Plan = null, TakeFingerprints = true };
        var run = await RunAsync(dry, progress, cancellationToken).ConfigureAwait(false);
        var isWhole = run is { Error: null, Status: not SyncStatus.Cancelled };
        return new PlanningResult(
            run, isWhole ? new PlanBuilder(configuration).Build(run, expiresAfter ?? configuration.PlanExpiresAfter) : null);
    }

    // Changes of a plan are old by the time they come here, so they are never made as they are.
    private async Task<SyncRun> ApplyPlannedAsync(
        IReadOnlyList<MembershipChange> changes,
        SyncOptions options,
        IProgress<SyncProgress>? progress,
        CancellationToken cancellationToken)
    {
        const string Mixed = "The changes come from different plans, or some of them from none. Apply those of each plan on their own.";
        return SyncPlan.Of(changes) is { } plan
            ? await RunAsync(options with { Plan = plan, Vendors = [], Groups = [] }, progress, cancellationToken).ConfigureAwait(false)
            : Refuse(Start(options), SyncExitCode.PlanRefused, Mixed);
    }

    private async Task<SyncRun> RunAsync(
        SyncOptions options,
        RunSelection selection,
        IProgress<SyncProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var cancellation = new RunCancellation(_time, environment.StopGrace, cancellationToken);
        var run = await RunOnceAsync(options, selection, progress, cancellation).ConfigureAwait(false);
        using var scope = _logger.BeginRun(run.RunId);
        if (RunNotifier.Create(configuration, _time, environment.LoggerFactory.CreateLogger<RunNotifier>()) is { } notifier)
            await notifier.NotifyAsync(run, cancellation).ConfigureAwait(false);
        return run;
    }

    private async Task<SyncRun> RunOnceAsync(
        SyncOptions options,
        RunSelection selection,
        IProgress<SyncProgress>? progress,
        RunCancellation cancellation)
    {
        var start = Start(options);
        using var scope = _logger.BeginRun(start.Id);
        try
        {
            if (selection.Error is { } error)
                return Refuse(start, SyncExitCode.ConfigurationInvalid, error);
            if (options.Plan is { } plan && PlanCheck.FindRefusal(plan, configuration, start.StartedAt) is { } reason)
                return PlanRefusal.OfAll(Refuse(start, SyncExitCode.PlanRefused, reason), plan, options.Strict);
            return await RunLockedAsync(start, selection, options, progress, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsRequested)
        {
            return Refuse(start, SyncExitCode.Cancelled, "Cancelled before anything was read.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PrivateFiles.IsDiskFull(error)
                ? Refuse(start, SyncExitCode.Unexpected, $"Without journal nothing is written: {StateFault(error)} Free space on its disk.")
                : Refuse(start, SyncExitCode.ConfigurationInvalid, $"{StateFault(error)} Name a folder that this account may write.");
        }
        catch (HistoryException error) when (error.Failure is HistoryFailure.EncryptionKey or HistoryFailure.SchemaTooNew)
        {
            return Refuse(start, SyncExitCode.ConfigurationInvalid, error.Message);
        }
        catch (HistoryException error)
        {
            return Refuse(start, SyncExitCode.Unexpected, $"Without journal nothing is written: {error.Message}");
        }
    }

    private string StateFault(Exception error) => $"state_dir '{configuration.StateDirectory}' cannot be used: {error.Message}";

    private RunStart Start(SyncOptions options)
    {
        var now = _time.GetUtcNow();
        return new RunStart
        {
            Id = RunStart.NewId(now),
            StartedAt = now,
            Command = options.Command,
            DryRun = options.DryRun == true || configuration.DryRun,
            AllowRemovals = options.AllowRemovals,
            UndoOf = options.Undo?.RunId,
            ConfigPath = configuration.FilePath,
            ConfigHash = ConfigurationFingerprint.Of(configuration),
        };
    }

    private SyncRun Refuse(RunStart start, SyncExitCode exitCode, string error)
    {
        _logger.LogError("{Message}", error);
        return new SyncRun
        {
            RunId = start.Id,
            StartedAt = start.StartedAt,
            FinishedAt = _time.GetUtcNow(),
            DryRun = start.DryRun,
            Status = exitCode == SyncExitCode.Cancelled ? SyncStatus.Cancelled : SyncStatus.Failed,
            ExitCode = exitCode,
            Error = error,
        };
    }

    private async Task<SyncRun> RunLockedAsync(
        RunStart start,
        RunSelection selection,
        SyncOptions options,
        IProgress<SyncProgress>? progress,
        RunCancellation cancellation)
    {
        var targets = start.DryRun
            ? []
            : selection.Vendors.Where(vendor => !vendor.Settings.DryRun).Select(vendor => vendor.Settings.Target);
        using var locks = RunLocks.Acquire(configuration.StateDirectory, targets, start);
        if (locks.Refusal is { } refusal)
            return Refuse(start, SyncExitCode.Locked, refusal);

        var session = new SyncSession(configuration, environment) { Stopping = cancellation.Stop, IsDryRun = start.DryRun };
        await using var closeSession = session.ConfigureAwait(false);
        var selected = selection.Vendors.Select(vendor => vendor.Settings);
        if (await session.FindCapabilityFaultsAsync(selected).ConfigureAwait(false) is { Count: > 0 } faults)
            return Refuse(start, SyncExitCode.ConfigurationInvalid, string.Join('\n', faults));
        var history = await HistoryDatabase.OpenAsync(session.History, _time, _logger, cancellation.Stop).ConfigureAwait(false);
        await using var closeHistory = history.ConfigureAwait(false);
        session.OpenHistory = history;
        if (selection.Undo is { } undo && await undo.IsOutdatedAsync(history.Journal, cancellation.Stop).ConfigureAwait(false))
            return Refuse(start, SyncExitCode.Locked, $"The run {undo.RunId} was still under way. Nothing was undone; do it again.");
        start = await FollowAsync(history, start, cancellation.Stop).ConfigureAwait(false);
        using var scope = _logger.BeginRun(start.Id);
        await history.Runs.BeginRunAsync(start, cancellation.Stop).ConfigureAwait(false);
        _logger.LogInformation("Run {RunId} begins{DryRun}", start.Id, start.DryRun ? " (dry run: nothing is written)" : string.Empty);

        var snapshots = new SnapshotTaker(history.Snapshots, start.Id, _logger);
        await using var closeSnapshots = snapshots.ConfigureAwait(false);
        var sources = new SourceReads(
            session.GetSource,
            new SourceGroupMemory(history, start.Id, _time, configuration),
            new SourceMemories(session, history.KeptReads, options.FullRead));
        var context = new VendorRunContext(start.Id, start.DryRun, session, history, sources, progress)
        {
            ConfigurationHash = start.ConfigHash,
            GivenChanges = selection.GivenChanges,
            Undo = selection.Undo,
            Approval = PlanApproval.Of(options),
            TakesFingerprints = options.TakeFingerprints || options.Plan is not null,
            Snapshots = snapshots,
            AllowRemovals = start.AllowRemovals,
            LostHistory = await history.Runs.FindUntoldLossAsync(start.Id, cancellation.Stop).ConfigureAwait(false),
        };
        // What is refused is known for certain only once everything was compared and every account looked up: strict tries it first.
        if (context.Approval is { IsStrict: true }
            && await RunAsync(start, selection, context with { DryRun = true, IsRehearsal = true }, cancellation).ConfigureAwait(false)
                is { } result)
        {
            return result;
        }

        var fresh = context with { Approval = PlanApproval.Of(options), Ownership = new GroupOwnership() };
        return (await RunAsync(start, selection, fresh, cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Puts a run behind the one before, and tells where the clock was set back.</summary>
    private async Task<RunStart> FollowAsync(HistoryDatabase history, RunStart start, CancellationToken cancellationToken)
    {
        if (await history.Runs.FindLatestAsync(start.Id, cancellationToken).ConfigureAwait(false) is not { } latest)
            return start;
        if (latest.StartedAt - start.StartedAt > ClockTolerance)
        {
            _logger.LogWarning(
                "By the clock of this machine it is {Now:u}, but run {RunId} began at {Latest:u}: the clock was set, or was wrong then. "
                    + "What counts from a time to come (remove_after, dangling_grace) counts from now.",
                start.StartedAt,
                latest.Id,
                latest.StartedAt);
        }

        return start.After(latest.Id);
    }

    /// <returns>The result; <see langword="null"/> for a rehearsal without a refusal, after which the run itself is due.</returns>
    private async Task<SyncRun?> RunAsync(
        RunStart start, RunSelection selection, VendorRunContext context, RunCancellation cancellation)
    {
        var vendors = selection.Vendors.Select(vendor => new VendorRunner(context, vendor.Settings, vendor.Mappings)).ToList();
        try
        {
            var isUnexpected = !await new VendorLanes(configuration, vendors, _logger)
                .RunAsync(start.AllowRemovals, cancellation)
                .ConfigureAwait(false);
            var isPlanRefused = context.IsRehearsal && context.Approval!.RefusesAny(vendors);
            if (context.IsRehearsal && !isPlanRefused && !start.DryRun)
                return null;
            if (!context.DryRun && !cancellation.IsRequested && configuration.History.ProfileData != ProfileData.None)
                await SaveReadsAsync(context).ConfigureAwait(false);
            return await new RunConclusion(start, context, vendors, _logger) { IsPlanRefused = isPlanRefused }
                .ConcludeAsync(isUnexpected, cancellation.IsRequested)
                .ConfigureAwait(false);
        }
        finally
        {
            foreach (var vendor in vendors)
                await vendor.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task SaveReadsAsync(VendorRunContext context)
    {
        try
        {
            await context.Sources.SaveAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (HistoryException error)
        {
            _logger.LogWarning("What was read is not kept, the next run reads everything: {Reason}", error.Message);
        }
    }
}
