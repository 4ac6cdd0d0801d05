using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Exclusion;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Settling;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Reads both sides of a mapping at the same time and plans the changes.</summary>
/// <param name="context">What the vendors of the run share.</param>
/// <param name="vendor">The vendor.</param>
/// <param name="links">Its links.</param>
/// <param name="health">Whether the vendor may still be used.</param>
/// <param name="slots">The requests that may be under way at once.</param>
/// <param name="groups">Creates groups that are not there.</param>
/// <param name="logger">Hears what was read.</param>
internal sealed class MappingReader(
    VendorRunContext context,
    VendorConnection vendor,
    LinkBook links,
    VendorHealth health,
    VendorSlots slots,
    GroupCreator groups,
    ILogger logger) : IMappingPlanReader
{
    private readonly MappingMemoryReader _memory = new(context, vendor.Settings.Target);

    /// <inheritdoc />
    public int AtOnce => vendor.Concurrency;

    /// <inheritdoc />
    public async Task ReadAsync(MappingRun mapping, CancellationToken cancellationToken)
    {
        var started = context.TimeProvider.GetTimestamp();
        try
        {
            await PlanAsync(mapping, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // One bad group does not stop the others, whatever is wrong with it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(mapping, error, context.Session.Configuration.Redactor.Redact(error.Message));
        }
        finally
        {
            mapping.Duration += context.TimeProvider.GetElapsedTime(started);
        }
    }

    private async Task PlanAsync(MappingRun run, CancellationToken cancellationToken)
    {
        if (run.Error is not null)
            return;
        if (health.StopReason is { } reason)
        {
            run.Error = $"Not read, because the vendor was given up: {reason}";
            return;
        }

        var readingSource = Task.WhenAll(run.Mapping.Parts.Select(part => context.Sources.ReadAsync(part, cancellationToken)));
        if (run.Accounts is null)
            await ReadVendorSideAsync(run, cancellationToken).ConfigureAwait(false);
        var (group, content, readAt) = run.Accounts!;
        var parts = await readingSource.ConfigureAwait(false);
        var isUsable = IsUsable(run, parts, content);
        if (!isUsable || !run.Mapping.Except.Any())
            Keep(run, parts, content, readAt);
        if (!isUsable)
            return;
        group ??= await groups.CreateAsync(run).ConfigureAwait(false);
        if (group is null)
            return;

        run.Links = await links.LoadAsync(run.Mapping, cancellationToken).ConfigureAwait(false);
        var planner = new ChangePlanner(
            run.Mapping,
            await DisabledHereAsync(run.Mapping, cancellationToken).ConfigureAwait(false),
            await new ExclusionMemoryReader(context, vendor.Settings.Target)
                .ReadAsync(run.Mapping, parts, cancellationToken)
                .ConfigureAwait(false));
        run.Target = new GroupTarget(group, run.Mapping.Policy, planner, run.Links.Members) { Approval = run.Approval };
        run.Plan = planner.Plan(parts, content, run.Links.Members);
        if (run.Mapping.Except.Any())
            Keep(run, run.Plan.SourceParts, content, readAt);
        if (group.ReadOnlyReason is { } owner && run.Plan.Adds.Count + run.Plan.Removals.Count > 0)
        {
            (run.Plan, run.Target) = (null, null);
            Fail(run, null, owner);
            return;
        }

        run.Memory = await _memory.ReadAsync(run.Plan, run.Links, cancellationToken).ConfigureAwait(false);
        if (context.TakesFingerprints)
            run.Fingerprints = new ReadFingerprinter(run.Mapping.Policy).Take(parts, content);
        Annotate(run, run.Plan, parts);
        Log(run, run.Plan);
    }

    private void Annotate(MappingRun run, MappingPlan plan, GroupContent[] parts)
    {
        if (!ComparableText.CanNormalize && plan.Problems.Any(problem => problem.Kind == IdentityProblemKind.NoKey))
        {
            run.Note(
                "This process has no Unicode data (invariant globalization), so names with combining characters recognise nobody. "
                + "Install ICU.");
        }

        foreach (var (mapping, part) in run.Mapping.Parts.Zip(parts))
            Tell(run, NonPersonMembers.Describe(mapping.SourceGroup, part.NonPeople));
        foreach (var sentence in ExclusionText.Describe(plan))
            Tell(run, sentence);
        foreach (var sentence in AccountStateSummary.Describe(parts, run.Mapping.Policy.DisabledMembers))
            run.Note(sentence);
        if (run.Mapping.Policy.UnmanagedMembers == UnmanagedMembers.Report && plan.Unmanaged.Count > 0)
            run.Note($"Not managed, and left in the group: {string.Join(", ", plan.Unmanaged.Select(member => member.Label))}.");
    }

    private void Keep(MappingRun run, IReadOnlyList<GroupContent> parts, GroupContent content, DateTimeOffset readAt)
    {
        if (!context.DryRun && !vendor.Settings.DryRun)
            context.Snapshots?.Take(vendor.Settings.Target, run.Mapping, parts, content, readAt);
    }

    private async Task<IReadOnlySet<string>?> DisabledHereAsync(SyncMapping mapping, CancellationToken cancellationToken)
    {
        if (mapping.Policy.DisabledMembers != DisabledMembers.Disable && vendor.Settings.Orphans != OrphanAccounts.Disable)
            return null;
        var accounts = await context.History.Journal
            .GetDisabledAccountsAsync(vendor.Settings.Target, cancellationToken)
            .ConfigureAwait(false);
        return accounts.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Reads the vendor group of a mapping.</summary>
    public async Task ReadVendorSideAsync(MappingRun run, CancellationToken cancellationToken)
    {
        Report(run, 0);
        var readAt = context.TimeProvider.GetUtcNow();
        var (group, content) = await ReadVendorAsync(run, cancellationToken).ConfigureAwait(false);
        run.Accounts = new VendorSide(group, content, readAt);
    }

    private async Task<(VendorGroup? Group, GroupContent Content)> ReadVendorAsync(MappingRun run, CancellationToken cancellationToken)
    {
        // Changes of an earlier group may be under way.
        using var slot = await slots.EnterAsync(cancellationToken).ConfigureAwait(false);
        var group = run.Group
            ?? await vendor.Provider.FindGroupAsync(run.Mapping.Reference.VendorGroup, cancellationToken).ConfigureAwait(false);
        if (group is null)
            return (null, new GroupContent([], Completeness.Complete));
        var read = vendor.Provider.ReadGroupMembers(group, cancellationToken);
        return (group, await GroupContent.ReadAsync(read, count => Report(run, count), cancellationToken).ConfigureAwait(false));
    }

    private bool IsUsable(MappingRun run, GroupContent[] parts, GroupContent vendorContent)
    {
        foreach (var (mapping, part) in run.Mapping.Parts.Zip(parts))
        {
            if (part.Completeness.Error is not { } error)
                continue;
            var message = $"The source group '{mapping.SourceGroup}' of '{mapping.Source}' could not be read: {error.Message}";
            return Fail(run, error, message);
        }

        foreach (var group in parts.SelectMany(part => part.Except))
        {
            if (group.Content.Completeness.Error is { } error)
                return Fail(run, error, ExclusionText.Unreadable(group));
        }

        if (vendorContent.Completeness.Error is { } vendorError)
        {
            var message = $"The vendor group '{run.Mapping.Reference.VendorGroup}' could not be read: {vendorError.Message}";
            return Fail(run, vendorError, message);
        }

        var excluded = parts.SelectMany(part => part.Except).Select(group => group.Content);
        if (vendor.Provider.Capabilities.ReplacesWholeGroup
            && TryOutLimit.Exceeds(parts.Sum(part => part.Members.Count), run.Mapping.Policy))
            return Fail(
                run, null, "The vendor is written by replacing the whole group, which is not done for a part of its people (max_members).");
        var complete = parts
            .Concat(excluded)
            .Append(vendorContent)
            .All(content => content.Completeness.Status == CompletenessStatus.Complete);
        return complete || !vendor.Provider.Capabilities.ReplacesWholeGroup
            || Fail(run, null, "The vendor is written by replacing the whole group, which is not done from an incomplete read.");
    }

    private bool Fail(MappingRun run, Exception? error, string message)
    {
        run.Error = message;
        if (error is VendorException or HistoryException)
            health.ReportRead(error);
        if (error is not null)
            logger.LogDebug(error, "{Vendor}/{Group} failed", run.Mapping.Reference.Vendor, run.Mapping.Reference.VendorGroup);
        logger.LogError("{Vendor}/{Group}: {Message}", run.Mapping.Reference.Vendor, run.Mapping.Reference.VendorGroup, message);
        return false;
    }

    private void Tell(MappingRun run, string? sentence)
    {
        if (sentence is null)
            return;
        run.Note(sentence);
        logger.LogInformation("{Vendor}/{Group}: {Message}", run.Mapping.Reference.Vendor, run.Mapping.Reference.VendorGroup, sentence);
    }

    private void Report(MappingRun run, int done) =>
        context.Progress?.Report(new SyncProgress(SyncStage.Reading, vendor.Settings.Name, run.Mapping.Reference, done));

    private void Log(MappingRun run, MappingPlan plan)
    {
        logger.LogInformation(
            "{Vendor}/{Group}: {SourceMembers} people at the source, {VendorMembers} at the vendor ({Completeness}); "
                + "to do: {Adds} adds, {Updates} updates, {Removals} removals",
            run.Mapping.Reference.Vendor,
            run.Mapping.Reference.VendorGroup,
            plan.SourceMembers,
            plan.VendorMembers,
            plan.Completeness,
            plan.Adds.Count,
            plan.Updates.Count,
            plan.Removals.Count);
        if (plan.HeldAdditions is { } held)
            logger.LogWarning("{Vendor}/{Group}: {Message}", run.Mapping.Reference.Vendor, run.Mapping.Reference.VendorGroup, held.Message);
        var reasons = plan.SourceCompleteness.Reasons.Concat(plan.VendorCompleteness.Reasons).Select(reason => reason.Message);
        foreach (var message in reasons.Concat(plan.Problems.Select(problem => problem.Message)).Distinct())
            logger.LogWarning("{Vendor}/{Group}: {Message}", run.Mapping.Reference.Vendor, run.Mapping.Reference.VendorGroup, message);
    }
}
