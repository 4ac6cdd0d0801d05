using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Exclusion;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Draws up the result of a run, and remembers it.</summary>
/// <param name="start">The run.</param>
/// <param name="context">What its vendors shared.</param>
/// <param name="vendors">Its vendors.</param>
/// <param name="logger">Hears the result.</param>
internal sealed class RunConclusion(RunStart start, VendorRunContext context, IReadOnlyList<VendorRunner> vendors, ILogger logger)
{
    /// <summary>Whether nothing was applied, because not all of the plan could be.</summary>
    public bool IsPlanRefused { get; init; }

    private IEnumerable<MappingRun> Mappings => vendors.SelectMany(vendor => vendor.Mappings);

    /// <summary>Concludes.</summary>
    /// <param name="isUnexpected">Whether something happened that nobody expected.</param>
    /// <param name="isCancelled">Whether the run was cancelled.</param>
    /// <returns>The result, which the history has too.</returns>
    public async Task<SyncRun> ConcludeAsync(bool isUnexpected, bool isCancelled)
    {
        var outside = context.Approval?.Conclude(Mappings) ?? context.Undo?.Conclude(Mappings) ?? [];
        var results = vendors.Select(vendor => vendor.ToResult()).ToList();
        List<ChangeOutcome> changes = [.. Mappings.SelectMany(InReadingOrder), .. outside];
        var plan = context.Approval?.Describe(changes, results.SelectMany(vendor => vendor.Groups));
        var undo = context.Undo?.Describe(changes);
        var exitCode = SyncExitCodes.Worst([.. ExitCodes(results, isUnexpected, isCancelled), .. ExitCodes(plan), .. ExitCodes(undo)]);
        var run = new SyncRun
        {
            RunId = start.Id,
            StartedAt = start.StartedAt,
            FinishedAt = context.TimeProvider.GetUtcNow(),
            DryRun = start.DryRun,
            Status = SyncExitCodes.StatusOf(exitCode),
            ExitCode = exitCode,
            Error = ErrorOf(exitCode),
            SetAsideHistory = context.LostHistory,
            Vendors = results,
            Changes = changes,
            Plan = plan,
            Undo = undo,
        };
        if (context.Snapshots is { } snapshots)
        {
            if (isCancelled)
                snapshots.GiveUp();
            await snapshots.CompleteAsync().ConfigureAwait(false);
        }

        run = await TryRememberAsync(run).ConfigureAwait(false);
        Log(run);
        return run;
    }

    // Requests end in any order; a plan is to be compared with the one before.
    private static IEnumerable<ChangeOutcome> InReadingOrder(MappingRun mapping) =>
        mapping.Outcomes.OrderBy(outcome => outcome.Change.Action).ThenBy(outcome => outcome.Change.User, StringComparer.Ordinal);

    private string? ErrorOf(SyncExitCode exitCode) => exitCode switch
    {
        SyncExitCode.Cancelled => CancelledRun.Describe(start.DryRun, [.. Mappings]),
        SyncExitCode.NoSourceReadable => "No source could be read; nothing was changed.",
        SyncExitCode.PlanRefused when IsPlanRefused => PlanRefusal.StrictReason,
        _ => null,
    };

    private IEnumerable<SyncExitCode> ExitCodes(List<VendorRun> results, bool isUnexpected, bool isCancelled)
    {
        if (isCancelled)
            yield return SyncExitCode.Cancelled;
        if (isUnexpected)
            yield return SyncExitCode.Unexpected;
        if (context.Sources.AnyReachable == false)
            yield return SyncExitCode.NoSourceReadable;
        if (results.Exists(vendor => vendor.IsMisconfigured))
            yield return SyncExitCode.ConfigurationInvalid;
        if (results.Exists(vendor =>
            vendor.Error is not null || vendor.Totals.Failed > 0 || vendor.Groups.Any(group => group.IsMostlyUnrecognised)))
            yield return SyncExitCode.FinishedWithFailures;
        if (results.Exists(vendor => vendor.Totals.Blocked > 0))
            yield return SyncExitCode.RemovalsHeld;
    }

    private IEnumerable<SyncExitCode> ExitCodes(PlanUse? plan)
    {
        if (IsPlanRefused || plan is { Strict: true, Refused: > 0 } or { Strict: true, Held: > 0 })
            yield return SyncExitCode.PlanRefused;
        if (plan is not null && plan.Refused > plan.NoLongerNeeded)
            yield return SyncExitCode.FinishedWithFailures;
    }

    private static IEnumerable<SyncExitCode> ExitCodes(UndoUse? undo)
    {
        if (undo is { NotUndone: > 0 })
            yield return SyncExitCode.FinishedWithFailures;
    }

    // What was done was done, and has to be told all the more.
    private async Task<SyncRun> TryRememberAsync(SyncRun run)
    {
        // Outcomes are written behind the requests: whether all of them arrived is part of how the run ended.
        var told = await TryAsync(run, () => context.History.FlushAsync(CancellationToken.None)).ConfigureAwait(false);
        return await TryAsync(told, () => RememberAsync(told)).ConfigureAwait(false);
    }

    private async Task<SyncRun> TryAsync(SyncRun run, Func<Task> record)
    {
        try
        {
            await record().ConfigureAwait(false);
            return run;
        }
        catch (HistoryException error)
        {
            var message = $"The run could not be recorded to its end: {error.Message} "
                + "The next run asks the vendors what became of open requests.";
            logger.LogError("{Message}", message);
            var exitCode = SyncExitCodes.Worst([run.ExitCode, SyncExitCode.Unexpected]);
            return run with
            {
                Status = SyncExitCodes.StatusOf(exitCode),
                ExitCode = exitCode,
                Error = run.Error is null ? message : $"{run.Error}\n{message}",
            };
        }
    }

    private async Task RememberAsync(SyncRun run)
    {
        // What is handed over together is committed together.
        var runs = context.History.Runs;
        await Task
            .WhenAll(
            [
                .. vendors.SelectMany(vendor => vendor.Mappings.Select(mapping => RememberAsync(run, vendor, mapping))),
                .. vendors.Zip(run.Vendors, (vendor, result) => vendor.RememberAsync(result)),
            ])
            .ConfigureAwait(false);
        await runs.FinishRunAsync(run, CancellationToken.None).ConfigureAwait(false);
        await ForgetAsync(runs).ConfigureAwait(false);
    }

    private async Task RememberAsync(SyncRun run, VendorRunner vendor, MappingRun mapping)
    {
        await context.History.Runs
            .RecordMappingAsync(run.RunId, vendor.Settings.Target, mapping.ToResult(), CancellationToken.None)
            .ConfigureAwait(false);
        if (mapping.Plan is null || vendor.IsDryRun)
            return;
        await RememberUnsentAsync(vendor, mapping).ConfigureAwait(false);
        await new ExclusionMemoryReader(context, vendor.Settings.Target)
            .RememberAsync(mapping, CancellationToken.None)
            .ConfigureAwait(false);
    }

    private async Task RememberUnsentAsync(VendorRunner vendor, MappingRun mapping)
    {
        var unsent = new UnsentChanges(mapping, vendor.Settings.MatchOn);
        try
        {
            await context.History.Unsent
                .RecordAsync(
                    start, vendor.Settings.Target, mapping.Mapping.Reference, unsent.ToList(), unsent.FindRules(), CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (HistoryException error)
        {
            // Nothing was sent for these: the next run decides anew.
            logger.LogWarning(
                "{Vendor}/{Group}: what was held or skipped is not kept in the history: {Reason}",
                vendor.Settings.Name,
                mapping.Mapping.Reference.VendorGroup,
                error.Message);
        }
    }

    private async Task ForgetAsync(RunHistory runs)
    {
        try
        {
            var now = await runs.ConfirmTimeAsync(start.Id, context.TimeProvider.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
            var forgotten = await runs.PruneAsync(RetentionLimits(now), CancellationToken.None).ConfigureAwait(false);
            if (forgotten > 0)
                logger.LogInformation("{Count} runs are older than the history keeps them, and were forgotten", forgotten);
        }
        catch (HistoryException error)
        {
            logger.LogWarning("Old runs could not be forgotten: {Reason}", error.Message);
        }
    }

    private RetentionLimits RetentionLimits(DateTimeOffset now)
    {
        var settings = context.Session.Configuration.History;
        return new RetentionLimits(Before(settings.RetentionDays), Before(settings.LinksRetentionDays), Before(settings.ReadsRetentionDays))
        {
            RunsAtMost = settings.RetentionRuns,
            Changes = settings.ChangesRetentionDays is { } changes ? Before(changes) : null,
            Snapshots = settings.SnapshotsRetentionDays is { } snapshots ? Before(snapshots) : null,
            TargetsReadWhole = start.DryRun ? [] : [.. TargetsReadWhole()],
        };

        DateTimeOffset Before(int days) => now - TimeSpan.FromDays(days);
    }

    private IEnumerable<string> TargetsReadWhole()
    {
        var configuration = context.Session.Configuration;
        var whole = vendors.Where(vendor => vendor is { Settings.DryRun: false, IsSettled: false } && IsWhole(vendor)).Select(vendor => vendor.Settings.Name).ToHashSet();
        return configuration.Vendors
            .GroupBy(vendor => vendor.Target, StringComparer.Ordinal)
            .Where(target => target.All(vendor => whole.Contains(vendor.Name)))
            .Select(target => target.Key);
    }

    private bool IsWhole(VendorRunner vendor) =>
        vendor.Mappings.Count == SyncMapping.Of(vendor.Settings, context.Session.Configuration.Sources).Count
        && vendor.Mappings
            .Select(mapping => mapping.ToResult())
            .All(result =>
                result is { Error: null, Completeness: CompletenessStatus.Complete, SourceMembers: not null, VendorMembers: not null });

    private void Log(SyncRun run)
    {
        var totals = run.Totals;
        foreach (var drift in run.Plan?.Drift ?? [])
            logger.LogInformation("{Drift}", drift);
        if (run.Plan is { } plan)
            logger.LogInformation("{Plan}", PlanRefusal.Describe(plan));
        if (run.Undo is { } undo)
            logger.LogInformation("{Undo}", UndoText.Describe(undo));
        logger.LogInformation(
            "Run {RunId} ends: {Status}, exit code {ExitCode}; {Added} added, {Removed} removed, {Updated} updated, "
                + "{Unchanged} unchanged, {Failed} failed, {Skipped} skipped, {Blocked} blocked in {Seconds:0.0} s",
            run.RunId,
            run.Status,
            (int)run.ExitCode,
            totals.Added,
            totals.Removed,
            totals.Updated,
            totals.Unchanged,
            totals.Failed,
            totals.Skipped,
            totals.Blocked,
            run.Duration.TotalSeconds);
    }
}
