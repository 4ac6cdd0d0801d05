using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync.Orphans;
using LdapVendorSync.Core.Sync.Settling;
using LdapVendorSync.Core.Sync.Undo;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// One vendor on its way through a run, in two steps: compare every mapping and let the vendor gain what it lacks; later, once the guards
/// have seen the whole run, take away what they allow.
/// </summary>
internal sealed class VendorRunner : IAsyncDisposable
{
    private readonly VendorRunContext _context;
    private readonly List<MappingRun> _mappings;
    private readonly VendorHealth _health;
    private readonly ProfileAuthority _authority = new();
    private readonly LinkBook _links;
    private readonly ILogger _logger;
    private VendorConnection? _vendor;
    private AccountDirectory? _accounts;
    private ChangeExecutor? _executor;
    private IMappingPlanReader? _reader;
    private VendorSettler? _settler;
    private readonly AccessRemoval _removal;
    private OrphanStep? _orphans;
    private IReadOnlyList<MappingRun> _ofTarget = [];
    private string? _error;
    private int _begun;
    private bool _isMisconfigured;

    public VendorRunner(VendorRunContext context, VendorSettings settings, IEnumerable<SyncMapping> mappings)
    {
        _context = context;
        Settings = settings;
        _mappings = [.. mappings.Select(mapping => new MappingRun(mapping) { Approval = context.Approval?.Of(mapping.Reference) })];
        _health = new VendorHealth(settings.ErrorHandling);
        _links = new LinkBook(context.History, context.RunId, settings.Target, context.TimeProvider)
        {
            Mappings = _mappings.Count,
        };
        _logger = context.Session.Environment.LoggerFactory.CreateLogger(typeof(VendorRunner).FullName!);
        _removal = new AccessRemoval(
            settings, IsDryRun, (run, changes, cancellation) => ApplyAsync(run, changes, SyncStage.Removing, cancellation), _logger);
    }

    /// <summary>The vendor's settings.</summary>
    public VendorSettings Settings { get; }

    /// <summary>The vendor's mappings.</summary>
    public IReadOnlyList<MappingRun> Mappings => _mappings;

    /// <summary>Whether nothing is written at the vendor.</summary>
    public bool IsDryRun => _context.DryRun || Settings.DryRun;

    /// <summary>First step: connects, compares every mapping, and applies adds and updates unless removals shall come first.</summary>
    public async Task CompareAsync(RunCancellation cancellation)
    {
        Report(SyncStage.Connecting);
        if (!await ConnectAsync(cancellation).ConfigureAwait(false))
            return;
        if (!IsDryRun)
            await ResolveOpenIntentsAsync(cancellation.Stop).ConfigureAwait(false);
        if (_context.Approval is { } approval)
            await approval.RecallAsync(_context.History.Journal, Settings.Target, _mappings, cancellation.Stop).ConfigureAwait(false);
        var lastTimeFailed = await PeopleWhoFailedAsync(cancellation.Stop).ConfigureAwait(false);
        var provider = _vendor!.Provider;
        var configuration = _context.Session.Configuration;
        await new GroupClaims(_vendor, configuration, _context.Ownership, _logger)
            .ClaimAsync(_mappings, cancellation.Stop)
            .ConfigureAwait(false);
        if (_settler is not null && await _settler.TrySettleAsync(_mappings, _reader!, cancellation.Stop).ConfigureAwait(false))
        {
            _begun = _mappings.Count;
            return;
        }

        var sorter = new PlanSorter(provider, Settings, _accounts!, _authority, lastTimeFailed);

        // The next mappings are read while the changes of the one before are applied. Other vendors may wait for the same reads of a source:
        // only the end of the run ends them.
        var read = Pipelined.RunAsync(_mappings, _reader!.AtOnce, (mapping, _) => ReadAsync(mapping, cancellation.Stop), cancellation.Stop);
        await foreach (var mapping in read.ConfigureAwait(false))
        {
            if (_settler is not null)
                await _settler.NoteAsync(mapping, cancellation.Stop).ConfigureAwait(false);
            _begun++;
            sorter.Sort(mapping);
            if (Settings.Order == ChangeOrder.AddFirst)
                await GainAsync(mapping, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Second step: takes away what the guards allow, and reads back what was written.</summary>
    public async Task RemoveAsync(RunCancellation cancellation)
    {
        if (_vendor is null || _error is not null)
            return;
        foreach (var mapping in _mappings.Where(mapping => mapping.Decision is not null))
            await _removal.TakeAwayAsync(mapping, cancellation).ConfigureAwait(false);
        if (Settings.Order == ChangeOrder.RemoveFirst)
        {
            foreach (var mapping in _mappings)
                await GainAsync(mapping, cancellation).ConfigureAwait(false);
        }

        if (!IsDryRun && Settings.Verify == VerifyMode.Changed)
            await VerifyAsync(cancellation.Stop).ConfigureAwait(false);
        foreach (var mapping in _mappings.Where(mapping => mapping.AllowedOrphans.Count > 0))
            await _removal.ApplyOrphansAsync(mapping, _ofTarget, cancellation).ConfigureAwait(false);
        NoteRetries();
        Report(SyncStage.Finished);
    }

    /// <summary>Between the steps: looks for accounts that are in no mapped group any more, where something is to become of them.</summary>
    /// <param name="ofTarget">All mappings of the run that write to the same application.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    public async Task FindOrphansAsync(IReadOnlyList<MappingRun> ofTarget, CancellationToken cancellationToken)
    {
        if (_vendor is null || _error is not null || _health.IsStopped || Settings.Orphans == OrphanAccounts.Keep
            || _vendor.Provider.Capabilities is { ChangeMemberships: false } or { RemovalDeletesAccount: true })
            return;
        _ofTarget = ofTarget;
        _orphans = new OrphanStep(_vendor, _context, _mappings, _logger);
        await _orphans.FindEarlierAsync(ofTarget, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans what becomes of accounts that are in no mapped group any more, once it is known which removals may happen.</summary>
    public void PlanOrphans() => _orphans?.Plan(_ofTarget);

    /// <summary>Ends the vendor's part of the run with an error that is nobody's in particular.</summary>
    public void Fail(string message)
    {
        _error ??= message;
        _logger.LogError("{Vendor}: {Message}", Settings.Name, message);
        foreach (var mapping in _mappings.Where((mapping, index) => mapping.Plan is null || index >= _begun))
            mapping.Refuse(message);
    }

    /// <summary>Whether nothing was compared, because nothing is different from when nothing was to do.</summary>
    public bool IsSettled => _settler?.IsSettled == true;

    /// <summary>Keeps for the next run whether anything is left to do at the vendor.</summary>
    public Task RememberAsync(VendorRun result) => _settler?.RememberAsync(_mappings, result, _links.HasChanged) ?? Task.CompletedTask;

    /// <summary>The vendor's part of the run's result.</summary>
    public VendorRun ToResult()
    {
        var groups = _mappings.ConvertAll(mapping => mapping.ToResult());
        var error = (_error ?? _health.Verdict) is { } message ? _context.Session.Configuration.Redactor.Redact(message) : null;
        return new VendorRun(Settings.Name, StatusOf(error, groups), error, groups)
        {
            StopCause = _vendor is null || _error is null ? _health.StopCause : null,
            IsMisconfigured = _isMisconfigured,
        };
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _vendor?.DisposeAsync() ?? ValueTask.CompletedTask;

    private SyncStatus StatusOf(string? error, List<GroupRun> groups)
    {
        if (error is not null && (_vendor is null || groups.TrueForAll(group => group.Error is not null)))
            return SyncStatus.Failed;
        if (error is not null || groups.Exists(group => group.Totals.Failed > 0 || group.IsMostlyUnrecognised))
            return SyncStatus.CompletedWithFailures;
        return groups.Exists(group => group.Totals.Blocked > 0) ? SyncStatus.Blocked : SyncStatus.Succeeded;
    }

    private async Task<bool> ConnectAsync(RunCancellation cancellation)
    {
        try
        {
            _vendor = await _context.Session.ConnectVendorAsync(Settings, cancellation.Stop).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            _health.ReportRead(error);
            Fail($"The vendor cannot be used: {error.Message}");
            return false;
        }

        if (CapabilityCheck.FindFaults(Settings, _vendor.Provider.Capabilities) is { Count: > 0 } faults)
        {
            _isMisconfigured = true;
            Fail(string.Join(' ', faults));
            return false;
        }

        var level = _vendor.Provider.Capabilities.RemovalDeletesAccount ? LogLevel.Warning : LogLevel.Information;
        foreach (var note in CapabilityCheck.FindNotes(Settings, _vendor.Provider.Capabilities))
            _logger.Log(level, "{Vendor}: {Note}", Settings.Name, note);

        var redactor = _context.Session.Configuration.Redactor;
        var slots = new VendorSlots(_vendor.Concurrency, _health);
        var journal = IsDryRun
            ? null
            : new OperationJournal(
                _context.History, _context.RunId, Settings.Target, Settings.MatchOn, slots, redactor, _context.TimeProvider);
        _accounts = new AccountDirectory(_vendor.Provider, Settings.MatchOn, slots);
        _executor = new ChangeExecutor(_vendor, _accounts, _authority, journal, slots, _health, redactor, _context.TimeProvider, _logger);
        _settler = IsDryRun ? null : new VendorSettler(_context, _vendor, _logger);
        _reader = _context switch
        {
            { Undo: { } undo } => new UndoReader(undo, _context, _vendor, _links, _health, _logger),
            { GivenChanges: { } changes } => new GivenChangesReader(changes, _context, _vendor, _links, _health, _logger),
            _ => new MappingReader(_context, _vendor, _links, _health, slots, new GroupCreator(_vendor, journal, cancellation), _logger),
        };
        return true;
    }

    private async Task ResolveOpenIntentsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var resolver = new OpenIntentResolver(_vendor!.Provider, _context.History, _context.RunId, _logger);
            await resolver.ResolveAsync(Settings.Target, cancellationToken).ConfigureAwait(false);
            await _context.History.Links.AdoptFromJournalAsync(Settings.Target, _context.RunId, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            // What matters is compared anyway; the intents stay open for the next run.
            _logger.LogWarning("{Vendor}: requests of an earlier run stay unresolved: {Message}", Settings.Name, error.Message);
        }
    }

    private async Task<HashSet<string>> PeopleWhoFailedAsync(CancellationToken cancellationToken)
    {
        var failed = await _context.History.Journal
            .GetPeopleWhoFailedAsync(Settings.Target, _context.RunId, cancellationToken)
            .ConfigureAwait(false);
        return failed.SelectMany(person => new[] { person.SourceId, person.VendorId }).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    private async Task<MappingRun> ReadAsync(MappingRun run, CancellationToken cancellationToken)
    {
        using var scope = _logger.BeginGroup(run.Mapping.Reference.VendorGroup);
        await _reader!.ReadAsync(run, cancellationToken).ConfigureAwait(false);
        return run;
    }

    private async Task GainAsync(MappingRun run, RunCancellation cancellation)
    {
        if (run.Plan is not { } plan || IsSettled)
            return;
        using var scope = _logger.BeginGroup(run.Mapping.Reference.VendorGroup);
        await ApplyAsync(run, [.. plan.Updates, .. plan.Adds], SyncStage.Applying, cancellation).ConfigureAwait(false);
        if (IsDryRun)
            return;
        foreach (var conflict in await _links.SaveAsync(run, CancellationToken.None).ConfigureAwait(false))
            run.Note(conflict);
    }

    private async Task ApplyAsync(MappingRun run, IReadOnlyList<MembershipChange> changes, SyncStage stage, RunCancellation cancellation)
    {
        if (changes.Count == 0)
            return;
        var started = _context.TimeProvider.GetTimestamp();
        var done = 0;
        Report(stage, run, done, changes.Count);
        await _executor!.ApplyAsync(
            changes,
            run.Target!,
            outcome =>
            {
                run.Record(outcome);
                Report(stage, run, Math.Min(++done, changes.Count), changes.Count);
            },
            cancellation).ConfigureAwait(false);
        run.Duration += _context.TimeProvider.GetElapsedTime(started);
    }

    private void NoteRetries()
    {
        if (_health.RetryNote is not { } note)
            return;
        foreach (var run in _mappings.Where(run => run.Error is not null || run.Outcomes.Any(outcome => outcome.Result == ChangeResult.Failed)))
            run.Note(note);
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var verifier = new GroupVerifier(_vendor!.Provider, _logger);
        foreach (var run in _mappings.Where(GroupVerifier.IsDue))
        {
            using var scope = _logger.BeginGroup(run.Mapping.Reference.VendorGroup);
            Report(SyncStage.Verifying, run);
            await verifier.VerifyAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Report(SyncStage stage, MappingRun? run = null, int done = 0, int? total = null) =>
        _context.Progress?.Report(new SyncProgress(stage, Settings.Name, run?.Mapping.Reference, done, total));
}
