using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync.Settling;

/// <summary>
/// Spares comparing a vendor of which nothing is different from when a run last compared it and found nothing to do: no source group by
/// the word of its source, no vendor group by what was read now, no link, no setting. It is settled as a whole or not at all, because
/// mappings of one vendor depend on each other. Whatever is in doubt is compared.
/// </summary>
/// <param name="context">What the vendors of the run share.</param>
/// <param name="vendor">The vendor.</param>
/// <param name="logger">Hears what is settled.</param>
internal sealed class VendorSettler(VendorRunContext context, VendorConnection vendor, ILogger logger)
{
    // So that links are confirmed, and what nobody thought of is compared.
    private static readonly TimeSpan CompareEvery = TimeSpan.FromDays(1);

    private readonly ComparisonInputs _inputs = new(context);
    private readonly Dictionary<MappingReference, SettledMapping> _found = [];
    private readonly DateTimeOffset _beganAt = context.TimeProvider.GetUtcNow();

    /// <summary>Whether the vendor was settled without comparing.</summary>
    public bool IsSettled { get; private set; }

    private string Target => vendor.Settings.Target;

    /// <summary>
    /// Gives every mapping the plan that comparing would come to, where that is known. Otherwise what is known is forgotten, before
    /// anything is written; what was read at the vendor meanwhile stays with the mappings.
    /// </summary>
    public async Task<bool> TrySettleAsync(IReadOnlyList<MappingRun> runs, IMappingPlanReader reader, CancellationToken cancellationToken)
    {
        if (reader is MappingReader both && MaySettle(runs)
            && await RecallAsync(runs, cancellationToken).ConfigureAwait(false) is { } known
            && await FindSourcesAsync(runs, cancellationToken).ConfigureAwait(false) is { } sources
            && await AreAsTheyWereAsync(runs, known, sources, both, cancellationToken).ConfigureAwait(false))
        {
            foreach (var run in runs)
                Settle(run, known[run.Mapping.Reference]);
            IsSettled = true;
            return true;
        }

        await context.History.Settled.ForgetAsync(Target, cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <summary>Takes note of a comparison that came to nothing, before anything else is decided for its mapping.</summary>
    public async Task NoteAsync(MappingRun run, CancellationToken cancellationToken)
    {
        if (run is not { Plan: { SourceParts: [{ Read: { } read }] } plan, Accounts: { } accounts }
            || !CameToNothing(plan) || !MaySettle(run.Mapping))
            return;
        if (await context.Sources.FindKeptAsync(run.Mapping.Policy, read, cancellationToken).ConfigureAwait(false) is { } source
            && _inputs.Of(run.Mapping.Reference, source, accounts) is { } inputs)
        {
            _found[run.Mapping.Reference] = new SettledMapping(run.Mapping.Reference, inputs, plan.VendorMembers, _beganAt);
        }
    }

    /// <summary>Keeps for the next run what this one found.</summary>
    /// <param name="runs">The vendor's mappings.</param>
    /// <param name="result">What the run came to for the vendor.</param>
    /// <param name="haveLinksChanged">Whether the run changed links, so that the next comparison may come to something else.</param>
    public async Task RememberAsync(IReadOnlyList<MappingRun> runs, VendorRun result, bool haveLinksChanged)
    {
        try
        {
            if (IsSettled)
                await context.History.Settled.RepeatAsync(context.RunId, Target, _beganAt, CancellationToken.None).ConfigureAwait(false);
            else if (!haveLinksChanged && MaySettle(runs) && IsNothingLeft(result))
                await context.History.Settled.RecordAsync(context.RunId, Target, _found.Values, CancellationToken.None).ConfigureAwait(false);
        }
        catch (HistoryException error)
        {
            logger.LogWarning("{Vendor}: that nothing is to do is not kept in the history: {Reason}", result.Name, error.Message);
        }
    }

    private bool MaySettle(IReadOnlyList<MappingRun> runs)
    {
        var configuration = context.Session.Configuration;
        return context is { ConfigurationHash: not null, Approval: null, TakesFingerprints: false, LostHistory: null }
            && vendor.Provider.Capabilities.ChangeMemberships
            && vendor.Settings.Orphans == OrphanAccounts.Keep
            && configuration.Vendors.Count(other => other.Target == Target) == 1
            && runs.Count == SyncMapping.Of(vendor.Settings, configuration.Sources).Count
            && runs.All(run => run.Error is null && MaySettle(run.Mapping));
    }

    // What else a mapping can ask for depends on more than both sides, or says something to whoever reads the result.
    private static bool MaySettle(SyncMapping mapping) => mapping is
    {
        Parts: [{ Except.Count: 0, DisabledMembers: not DisabledMembers.Disable, MaxMembers: null }],
    };

    private static bool CameToNothing(MappingPlan plan) => plan is
    {
        VendorMembers: > 0,
        SourceCompleteness: { Status: CompletenessStatus.Complete, Reasons.Count: 0 },
        Adds.Count: 0,
        Updates.Count: 0,
        Removals.Count: 0,
        HeldAdditions: null,
        Problems.Count: 0,
        Doubtful.Count: 0,
        Unmanaged.Count: 0,
        Wanted.Count: 0,
        DisabledAtSource.Count: 0,
    } && plan.SourceMembers == plan.VendorMembers && plan.Unchanged == plan.VendorMembers;

    private bool IsNothingLeft(VendorRun result) => result is { Status: SyncStatus.Succeeded, Error: null }
        && result.Groups.All(group => _found.TryGetValue(group.Mapping, out var found)
            && group is { Error: null, Completeness: CompletenessStatus.Complete, DoubtsSource: false, Reasons.Count: 0, BlockedBy.Count: 0 }
            && group.Totals == new SyncTotals { Unchanged = found.Members });

    private async Task<Dictionary<MappingReference, SettledMapping>?> RecallAsync(
        IReadOnlyList<MappingRun> runs, CancellationToken cancellationToken)
    {
        var known = await LoadAsync(cancellationToken).ConfigureAwait(false);
        var fresh = known.Where(settled => settled.ComparedAt <= _beganAt && _beganAt - settled.ComparedAt < CompareEvery)
            .ToDictionary(settled => settled.Mapping);
        return runs.All(run => fresh.ContainsKey(run.Mapping.Reference)) ? fresh : null;
    }

    private async Task<List<SettledMapping>> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await context.History.Settled.LoadAsync(Target, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryException error)
        {
            logger.LogWarning("{Vendor}: everything is compared: {Reason}", vendor.Settings.Name, error.Message);
            return [];
        }
    }

    /// <returns>The hashes of what was read of the source groups; <see langword="null"/> where one is to be read.</returns>
    private async Task<Dictionary<MappingRun, string>?> FindSourcesAsync(
        IReadOnlyList<MappingRun> runs, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<MappingRun, string>();
        var asked = Pipelined.RunAsync(
            runs,
            vendor.Concurrency,
            async (run, _) => (run, await context.Sources.FindUnchangedAsync(run.Mapping.Policy, cancellationToken).ConfigureAwait(false)),
            cancellationToken);
        await foreach (var (run, content) in asked.ConfigureAwait(false))
        {
            if (content is null)
                return null;
            sources.Add(run, content);
        }

        return sources;
    }

    private async Task<bool> AreAsTheyWereAsync(
        IReadOnlyList<MappingRun> runs,
        Dictionary<MappingReference, SettledMapping> known,
        Dictionary<MappingRun, string> sources,
        MappingReader reader,
        CancellationToken cancellationToken)
    {
        // The reads that are under way at the first difference are of use too.
        var compared = Pipelined.RunAsync(runs, reader.AtOnce, (run, _) => Task.Run(() => IsAsItWasAsync(run), cancellationToken), cancellationToken);
        await foreach (var isSame in compared.ConfigureAwait(false))
        {
            if (!isSame)
                return false;
        }

        return true;

        async Task<bool> IsAsItWasAsync(MappingRun run)
        {
            if (run.Group is null)
                return false;
            try
            {
                await reader.ReadVendorSideAsync(run, cancellationToken).ConfigureAwait(false);
                return _inputs.Of(run.Mapping.Reference, sources[run], run.Accounts!) == known[run.Mapping.Reference].Inputs;
            }
#pragma warning disable CA1031 // Comparing meets the same fault, and reports it where it belongs.
            catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                return false;
            }
        }
    }

    private void Settle(MappingRun run, SettledMapping settled)
    {
        run.Plan = new MappingPlan
        {
            Mapping = run.Mapping,
            SourceMembers = settled.Members,
            VendorMembers = settled.Members,
            Accounts = run.Accounts!.Content.Members,
            EmptyParts = [],
            SourceCompleteness = Completeness.Complete,
            VendorCompleteness = Completeness.Complete,
            Unchanged = settled.Members,
        };
        logger.LogInformation(
            "{Vendor}/{Group}: {Members} people on both sides, nothing to do: both are as they were when they were compared at {ComparedAt:u}",
            run.Mapping.Reference.Vendor,
            run.Mapping.Reference.VendorGroup,
            settled.Members,
            settled.ComparedAt);
    }
}
