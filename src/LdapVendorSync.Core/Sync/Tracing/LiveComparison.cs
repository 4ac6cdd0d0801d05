using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync.Guards;
using LdapVendorSync.Core.Sync.Incremental;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>
/// Both sides of a mapping as they are now, compared and guarded by the code of a dry run, over a copy of the history: nothing is
/// written and no lock is taken.
/// </summary>
internal sealed class LiveComparison
{
    // What is found is told in findings; a log that speaks of planned removals would be taken for that of a run.
    private static readonly ILogger Silent = NullLogger.Instance;

    private readonly SyncSession _session;
    private readonly VendorSettings _settings;
    private readonly VendorRunContext _context;
    private readonly SourceGroupMemory _groups;
    private VendorHealth? _health;

    private LiveComparison(SyncSession session, VendorSettings settings, SyncMapping mapping, HistoryDatabase history, RunStart start)
    {
        _session = session;
        _settings = settings;
        _groups = new SourceGroupMemory(history, start.Id, session.Environment.TimeProvider, session.Configuration);
        var sources = new SourceReads(session.GetSource, _groups, new SourceMemories(session, history.KeptReads, forget: true));
        _context = new VendorRunContext(start.Id, DryRun: true, session, history, sources, Progress: null);
        Run = new MappingRun(mapping);
    }

    /// <summary>The mapping with what a dry run would find.</summary>
    public MappingRun Run { get; }

    /// <summary>The mapping.</summary>
    public SyncMapping Mapping => Run.Mapping;

    /// <summary>The parts of the source group as they were read; Failed for one that could not be.</summary>
    public IReadOnlyList<(MappingSettings Part, GroupContent Content)> Parts { get; private set; } = [];

    /// <summary>The connection to the vendor, which the caller of <see cref="RunAsync"/> gave.</summary>
    public required VendorConnection? Vendor { get; init; }

    /// <summary>The vendor group; <see langword="null"/> where it could not be read.</summary>
    public GroupContent? VendorContent { get; private set; }

    /// <summary>The vendor group itself; <see langword="null"/> where the vendor has none or could not be asked.</summary>
    public VendorGroup? Group { get; private set; }

    /// <summary>Why the vendor could not be read.</summary>
    public string? VendorError { get; private set; }

    /// <summary>Reads, compares and guards.</summary>
    /// <param name="session">Opens the sources.</param>
    /// <param name="settings">The vendor.</param>
    /// <param name="vendor">The connection to it; <see langword="null"/> where there is none.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="history">The copy of the history.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public static async Task<LiveComparison> RunAsync(
        SyncSession session,
        VendorSettings settings,
        VendorConnection? vendor,
        SyncMapping mapping,
        HistoryDatabase history,
        CancellationToken cancellationToken)
    {
        var now = session.Environment.TimeProvider.GetUtcNow();
        var start = new RunStart { Id = RunStart.NewId(now), StartedAt = now, DryRun = true };
        await history.Runs.BeginRunAsync(start, cancellationToken).ConfigureAwait(false);
        var comparison = new LiveComparison(session, settings, mapping, history, start) { Vendor = vendor };
        if (vendor is not null)
            await comparison.CompareAsync(vendor, cancellationToken).ConfigureAwait(false);
        await comparison.KeepPartsAsync(cancellationToken).ConfigureAwait(false);
        return comparison;
    }

    /// <summary>The source group of a part with what is remembered of it, as it was read.</summary>
    public Task<GroupReference> ReferToAsync(MappingSettings part, CancellationToken cancellationToken) =>
        _groups.RecallAsync(part, cancellationToken);

    /// <summary>What a run would do with one change that was planned: an add looks the account up first.</summary>
    public async Task<IReadOnlyList<ChangeOutcome>> TryAsync(MembershipChange change, CancellationToken cancellationToken)
    {
        var slots = new VendorSlots(Vendor!.Concurrency, _health!);
        var accounts = new AccountDirectory(Vendor.Provider, _settings.MatchOn, slots);
        foreach (var pair in Run.Plan!.Matched)
            accounts.TryClaim(pair.Source, pair.Vendor.Id);
        var executor = new ChangeExecutor(
            Vendor,
            accounts,
            new ProfileAuthority(),
            journal: null,
            slots,
            _health!,
            _session.Configuration.Redactor,
            _context.TimeProvider,
            Silent);
        using var cancellation = new RunCancellation(_context.TimeProvider, _session.Environment.StopGrace, cancellationToken);
        var outcomes = new List<ChangeOutcome>();
        await executor.ApplyAsync([change], Run.Target!, outcomes.Add, cancellation).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return outcomes;
    }

    /// <summary>Since when, and for how many complete runs, an account has been missing at the source, the next run included.</summary>
    public async Task<Sighting> FindAbsenceAsync(string vendorId, CancellationToken cancellationToken)
    {
        var plan = Run.Plan!;
        var isComplete = !plan.SourceCompleteness.HoldsMapping && !plan.VendorCompleteness.HoldsMapping;
        var seen = await _context.History.Absences
            .ObserveAsync(_context.RunId, Mapping.Reference, [vendorId], isComplete, _context.TimeProvider.GetUtcNow(), cancellationToken)
            .ConfigureAwait(false);
        return seen.Single();
    }

    private async Task CompareAsync(VendorConnection vendor, CancellationToken cancellationToken)
    {
        _health = new VendorHealth(_settings.ErrorHandling);
        if (CapabilityCheck.FindFaults(_settings, vendor.Provider.Capabilities) is { Count: > 0 } faults)
            Run.Refuse(string.Join(' ', faults));
        await FindGroupsAsync(vendor, cancellationToken).ConfigureAwait(false);
        var links = new LinkBook(_context.History, _context.RunId, _settings.Target, _context.TimeProvider);
        using var cancellation = new RunCancellation(_context.TimeProvider, _session.Environment.StopGrace, cancellationToken);
        var creator = new GroupCreator(vendor, journal: null, cancellation);
        var reader = new MappingReader(_context, vendor, links, _health, new VendorSlots(vendor.Concurrency, _health), creator, Silent);
        await reader.ReadAsync(Run, cancellationToken).ConfigureAwait(false);
        if (Run.Plan is { } compared)
        {
            var plan = Run.Plan = compared with { Removals = [.. compared.Removals.AsItDoes(vendor.Provider, Run.Target?.Group)] };
            var guarded = new GuardedMapping(plan, _settings, Run.Memory);
            Run.Decision = RemovalGuards.Decide(new GuardedRun([guarded], _session.Configuration.Guards), allowRemovals: false).Single();
        }

        await KeepVendorAsync(vendor, cancellationToken).ConfigureAwait(false);
    }

    // As in a run: two mappings that mean one group are both refused.
    private async Task FindGroupsAsync(VendorConnection vendor, CancellationToken cancellationToken)
    {
        var ownership = new GroupOwnership();
        try
        {
            foreach (var mapping in SyncMapping.Of(_settings, _session.Configuration.Sources))
            {
                var name = mapping.Reference.VendorGroup;
                if (await vendor.Provider.FindGroupAsync(name, cancellationToken).ConfigureAwait(false) is not { } group)
                    continue;
                var run = mapping.Reference == Mapping.Reference ? Run : null;
                ownership.Claim(_settings.Target, group, mapping.Reference, run);
                if (run is not null)
                    Run.Group = Group = group;
            }
        }
        catch (VendorException)
        {
            // Reading the mapping meets the same fault and reports it.
        }
    }

    private async Task KeepVendorAsync(VendorConnection vendor, CancellationToken cancellationToken)
    {
        if (Group is null && Run.Plan is null)
        {
            await FindGroupAloneAsync(vendor, cancellationToken).ConfigureAwait(false);
            return;
        }

        VendorContent = Run.Plan is { } plan
            ? new GroupContent(MembersOf(plan), plan.VendorCompleteness)
            : await GroupContent.ReadAsync(vendor.Provider.ReadGroupMembers(Group!, cancellationToken), null, cancellationToken)
                .ConfigureAwait(false);
        VendorError = VendorContent.Completeness.Error?.Message;
    }

    // The mapping failed before its group was found.
    private async Task FindGroupAloneAsync(VendorConnection vendor, CancellationToken cancellationToken)
    {
        try
        {
            Group = await vendor.Provider.FindGroupAsync(Mapping.Reference.VendorGroup, cancellationToken).ConfigureAwait(false);
            VendorContent = Group is null
                ? new GroupContent([], Completeness.Complete)
                : await GroupContent.ReadAsync(vendor.Provider.ReadGroupMembers(Group, cancellationToken), null, cancellationToken)
                    .ConfigureAwait(false);
            VendorError = VendorContent.Completeness.Error?.Message;
        }
        catch (VendorException error)
        {
            VendorError = error.Message;
        }
    }

    private async Task KeepPartsAsync(CancellationToken cancellationToken)
    {
        // Each was read already where the vendor could be; the reads are shared.
        var parts = await Task
            .WhenAll(Mapping.Parts.Select(part => _context.Sources.ReadAsync(part, cancellationToken)))
            .ConfigureAwait(false);
        Parts = [.. Mapping.Parts.Zip(parts)];
    }

    // A plan places every member of the vendor group exactly once.
    private static List<GroupMember> MembersOf(MappingPlan plan) =>
    [
        .. plan.Matched.Select(pair => pair.Vendor)
            .Concat(plan.Removals.Select(change => change.VendorMember!))
            .Concat(plan.Unmanaged)
            .Concat(plan.Problems.Where(problem => problem.Side == ReadSide.Vendor).Select(problem => problem.Member))
            .DistinctBy(member => member.Id),
    ];
}
