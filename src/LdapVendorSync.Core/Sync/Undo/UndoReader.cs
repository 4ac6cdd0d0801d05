using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>
/// Plans the inverse of what a run did in one mapping. The vendor is read afresh, because the journal tells what was, not what is; the
/// source is not read, because an undo goes against it.
/// </summary>
/// <param name="undo">What is to be undone.</param>
/// <param name="context">What the vendors of the run share.</param>
/// <param name="vendor">The vendor.</param>
/// <param name="links">Its links.</param>
/// <param name="health">Whether the vendor may still be used.</param>
/// <param name="logger">Hears what cannot be done.</param>
internal sealed class UndoReader(
    UndoScope undo,
    VendorRunContext context,
    VendorConnection vendor,
    LinkBook links,
    VendorHealth health,
    ILogger logger) : IMappingPlanReader
{
    private readonly SecretRedactor _redactor = context.Session.Configuration.Redactor;
    private LaterChanges? _later;
    private ILookup<MappingReference, JournalEntry>? _changes;

    /// <inheritdoc />
    public int AtOnce => 1;

    /// <inheritdoc />
    public async Task ReadAsync(MappingRun run, CancellationToken cancellationToken)
    {
        var started = context.TimeProvider.GetTimestamp();
        var changes = await LoadAsync(run.Mapping.Reference, cancellationToken).ConfigureAwait(false);
        try
        {
            if (health.StopReason is { } reason)
                run.Error ??= $"Not read, because the vendor was given up: {reason}";
            if (run.Error is null)
                await PlanAsync(run, changes, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // One bad group does not stop the others, whatever is wrong with it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            run.Error = _redactor.Redact(error.Message);
            health.ReportRead(error);
        }

        if (run.Error is { } message)
            logger.LogError("{Vendor}/{Group}: {Message}", vendor.Settings.Name, run.Mapping.Reference.VendorGroup, message);
        run.Duration += context.TimeProvider.GetElapsedTime(started);
    }

    private async Task PlanAsync(MappingRun run, IReadOnlyList<JournalEntry> changes, CancellationToken cancellationToken)
    {
        Report(run);
        var name = run.Mapping.Reference.VendorGroup;
        var group = run.Group ?? await vendor.Provider.FindGroupAsync(name, cancellationToken).ConfigureAwait(false);
        if (FindError(run, group) is { } unowned)
        {
            run.Error = unowned;
            return;
        }

        var content = await ReadGroupAsync(group, cancellationToken).ConfigureAwait(false);
        if (FindError(content) is { } error)
        {
            run.Error = error;
            return;
        }

        run.Links = await links.LoadAsync(run.Mapping, cancellationToken).ConfigureAwait(false);
        var state = await LookAsync(group, content, run.Links, changes, cancellationToken).ConfigureAwait(false);
        var planner = new InversePlanner(run.Mapping, state, _later!);
        var outcomes = changes.SelectMany(planner.Plan).ToList();

        // Of a group that is gone only accounts are left to change, for which its name will do.
        run.Target = new GroupTarget(
            group ?? new VendorGroup(name, name), run.Mapping.Policy, new ChangePlanner(run.Mapping), run.Links.Members);
        run.Plan = ToPlan(run.Mapping, content, outcomes);
        run.Memory = await new MappingMemoryReader(context, vendor.Settings.Target)
            .ReadAsync(run.Plan, run.Links, cancellationToken)
            .ConfigureAwait(false);
        foreach (var outcome in outcomes.Where(outcome => outcome.Result != ChangeResult.Planned))
            Record(run, outcome with { Message = _redactor.Redact(outcome.Message!) });
    }

    private static MappingPlan ToPlan(SyncMapping mapping, GroupContent content, List<ChangeOutcome> outcomes)
    {
        var due = outcomes.Where(outcome => outcome.Result == ChangeResult.Planned).Select(outcome => outcome.Change).ToList();
        return new MappingPlan
        {
            Mapping = mapping,
            SourceMembers = null,
            VendorMembers = content.Members.Count,
            Accounts = content.Members,
            EmptyParts = [],
            SourceCompleteness = Completeness.Complete,
            VendorCompleteness = content.Completeness,
            Adds = due.FindAll(change => change.Action == ChangeAction.Add),
            Updates = due.FindAll(change => change.Action is ChangeAction.Update or ChangeAction.Enable),
            Removals = due.FindAll(change => change.IsRemoval),
            Unchanged = outcomes.Count(outcome => outcome.Change is InverseChange { Verdict: UndoVerdict.NothingToDo }),
        };
    }

    private async Task<VendorState> LookAsync(
        VendorGroup? group,
        GroupContent content,
        LoadedLinks known,
        IReadOnlyList<JournalEntry> changes,
        CancellationToken cancellationToken)
    {
        var members = content.Members.DistinctBy(member => member.Id).ToDictionary(member => member.Id, StringComparer.Ordinal);
        var accounts = await new AccountFinder(vendor, members, known).FindAsync(changes, cancellationToken).ConfigureAwait(false);
        foreach (var error in accounts.Values.Select(sighting => sighting.Error).OfType<VendorException>())
            Report(error);
        return new VendorState(
            group,
            members,
            content.Completeness.Status == CompletenessStatus.Complete,
            accounts,
            vendor.Provider.Capabilities,
            known);
    }

    private async Task<GroupContent> ReadGroupAsync(VendorGroup? group, CancellationToken cancellationToken) => group is null
        ? new GroupContent([], Completeness.Complete)
        : await GroupContent
            .ReadAsync(vendor.Provider.ReadGroupMembers(group, cancellationToken), null, cancellationToken)
            .ConfigureAwait(false);

    // Under another name the group may be protected, or have to keep somebody: the policy of that name counts.
    private string? FindError(MappingRun run, VendorGroup? group)
    {
        var owner = group is null ? null : context.Ownership.FindOwner(vendor.Settings.Target, group);
        return owner is null || owner == run.Mapping.Reference
            ? null
            : $"The vendor group '{group!.Name}' (id '{group.Id}') that the run called '{run.Mapping.Reference.VendorGroup}' is mapped as "
                + $"'{owner.VendorGroup}' now. Call it in the configuration as the run did, and undo then.";
    }

    private string? FindError(GroupContent content)
    {
        if (content.Completeness.Error is { } error)
        {
            health.ReportRead(error);
            return $"The vendor group could not be read: {_redactor.Redact(error.Message)}";
        }

        return vendor.Provider.Capabilities.ReplacesWholeGroup && content.Completeness.Status != CompletenessStatus.Complete
            ? "The vendor is written by replacing the whole group, which is not done from an incomplete read."
            : null;
    }

    private async Task<IReadOnlyList<JournalEntry>> LoadAsync(MappingReference mapping, CancellationToken cancellationToken)
    {
        var journal = context.History.Journal;
        _changes ??= await undo.ReadAsync(journal, cancellationToken).ConfigureAwait(false);
        _later ??= new LaterChanges(
            await journal.GetLaterChangesAsync(vendor.Settings.Target, undo.RunId, cancellationToken).ConfigureAwait(false));
        return [.. _changes[mapping]];
    }

    private void Record(MappingRun run, ChangeOutcome outcome)
    {
        var change = outcome.Change;
        logger.Log(
            change is InverseChange { Verdict: UndoVerdict.NothingToDo } ? LogLevel.Debug : LogLevel.Warning,
            "{Vendor}/{Group}: {Action} {Person}: {Message}",
            change.Vendor,
            change.Group,
            change.Action,
            change.User,
            outcome.Message);
        run.Record(outcome);
    }

    // Somebody who cannot be looked up is a change that failed.
    private void Report(VendorException error)
    {
        if (error.NotSent)
            health.ReportRead(error);
        else
            health.Report(error);
    }

    private void Report(MappingRun run) =>
        context.Progress?.Report(new SyncProgress(SyncStage.Reading, vendor.Settings.Name, run.Mapping.Reference, 0));
}
