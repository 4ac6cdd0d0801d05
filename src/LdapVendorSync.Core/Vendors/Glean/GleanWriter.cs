using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>
/// Makes changes at Glean: works out what they come to, holds what would take too many away, and has people and teams sent. One call at a time,
/// so that no two uploads ever run at once.
/// </summary>
internal sealed class GleanWriter : IAsyncDisposable
{
    private readonly GleanSettings _settings;
    private readonly string _vendor;
    private readonly GleanApi _api;
    private readonly GleanLedger _ledger;
    private readonly GleanGuard _guard;
    private readonly GleanPeopleWriter _people;
    private readonly GleanTeamWriter _teams;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile bool _knowsSource;
    private bool _wasSent;

    public GleanWriter(VendorContext context, GleanSettings settings, GleanApi api, IVendorMemory memory, GleanState state, ILogger logger)
    {
        _settings = settings;
        _vendor = context.Settings.Name;
        _api = api;
        _ledger = new GleanLedger(memory, state, context.TimeProvider);
        _guard = new GleanGuard(settings, state);
        _logger = logger;
        var upload = new GleanUpload(api, settings, _vendor, logger);
        _people = new GleanPeopleWriter(context, settings, api, upload, _ledger, logger);
        _teams = new GleanTeamWriter(context, settings, api, upload, _ledger);
    }

    /// <summary>What Glean was last told.</summary>
    public GleanState State => _ledger.State;

    /// <summary>Notes that the people were read, as is done where all of them are compared; changes that are handed in come without.</summary>
    public void NotePeopleRead() => _knowsSource = true;

    /// <summary>Makes changes of one group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="isWhole">Whether these are all changes of their kind that a run makes of the group.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>One outcome for each, in their order.</returns>
    public async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, bool isWhole, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireGroup(group);
            var (edits, next) = Draft(group, changes);
            await SendPeopleAsync([.. edits.Where(edit => edit is { Failure: null, TouchesPeople: true })], next, IsUpload(group, changes, isWhole), cancellationToken)
                .ConfigureAwait(false);
            await SendTeamsAsync([.. edits.Where(edit => edit is { Failure: null, Teams.Count: > 0 })], cancellationToken).ConfigureAwait(false);
            _wasSent |= edits.Exists(edit => edit is { Failure: null, After: not null });
            return edits.ConvertAll(edit => new BatchOutcome(edit.Change, edit.Failure) { Account = edit.After });
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes a team that has no members yet.</summary>
    public async Task<VendorGroup> CreateTeamAsync(string id, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireKnown(GleanGroups.Teams);
            var team = new VendorGroup(id, SettingsOf(id)?.Name ?? id);
            await _teams.CreateAsync(team, cancellationToken).ConfigureAwait(false);
            _wasSent = true;
            return team;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes sure that what Glean has is known before it is replaced.</summary>
    /// <param name="part"><see cref="GleanGroups.People"/> or <see cref="GleanGroups.Teams"/>.</param>
    /// <exception cref="VendorException">It is not, and the settings do not say that it may be replaced all the same.</exception>
    public void RequireKnown(string part)
    {
        if (_settings.TakeOver || IsKnown(part))
            return;
        throw new VendorException(
            VendorFailure.Unsupported,
            $"{_vendor}: the history knows of no finished upload of {part}, or they went one by one since, and Glean cannot be asked for those that it has: to "
            + "replace them might delete what others wrote. If this is the first upload, or the history was lost, and Glean shall hold nothing but what the "
            + "source has, say glean.take_over: true until one run has succeeded.")
        {
            NotSent = true,
        };
    }

    /// <summary>Makes sure that a group is one that Glean was told of.</summary>
    /// <exception cref="VendorException">It is not.</exception>
    public void RequireGroup(VendorGroup group)
    {
        if (group.Id != GleanGroups.PeopleId && State.FindGroup(group.Id) is null)
            throw new VendorException(VendorFailure.NotFound, $"{_vendor}: Glean was never told of a team '{group.Name}'.") { NotSent = true };
    }

    /// <inheritdoc cref="GleanTeamWriter.SettingsOf" />
    public GleanTeamSettings? SettingsOf(string team) => _teams.SettingsOf(team);

    /// <summary>Has Glean process what it was sent, all of it at once: it may be asked seldom.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_wasSent && _settings.ProcessAfterUpload)
            await ProcessAsync().ConfigureAwait(false);
        _turn.Dispose();
        await _api.DisposeAsync().ConfigureAwait(false);
    }

    private bool IsKnown(string part) => part == GleanGroups.People
        ? !_settings.UploadsPeople || State.IsConfirmed(part)
        : State.IsConfirmed(part) || (!_settings.UploadsTeams && State.IsConfirmed(GleanGroups.SingleTeams));

    // The first upload replaces people of whom nothing is known: it has to have everybody, and waits until that is so.
    private bool IsUpload(VendorGroup group, IReadOnlyList<BatchChange> changes, bool isWhole) =>
        _settings.UploadsPeople && (State.IsConfirmed(GleanGroups.People)
            || (isWhole && _knowsSource && group.Id == GleanGroups.PeopleId && changes.All(change => change.Action is ChangeAction.Add or ChangeAction.Update)));

    private (List<GleanEdit> Edits, GleanState Next) Draft(VendorGroup group, IReadOnlyList<BatchChange> changes)
    {
        var refused = new Dictionary<BatchChange, VendorException>(ReferenceEqualityComparer.Instance);
        while (true)
        {
            var draft = new GleanDraft(State, _settings);
            var edits = changes
                .Select(change => refused.TryGetValue(change, out var why) ? new GleanEdit(change) { Failure = why } : draft.Take(group.Id, change))
                .ToList();
            var before = refused.Count;
            Guard(edits, draft.Next, refused);
            if (refused.Count == before)
                return (edits, draft.Next);
        }
    }

    // Whatever takes an address away is held then; the rest goes on, with those who stay.
    private void Guard(List<GleanEdit> edits, GleanState next, Dictionary<BatchChange, VendorException> refused)
    {
        var taking = edits.Where(edit => edit is { Failure: null, After: not null, TakesAddressAway: true }).ToList();
        foreach (var group in taking.SelectMany(GroupsOf).Distinct(StringComparer.Ordinal))
        {
            if (_guard.FindRefusal(group, NameOf(group), next) is not { } why)
                continue;
            _logger.LogWarning("{Vendor}: {Reason}", _vendor, why);
            foreach (var edit in taking.Where(edit => GroupsOf(edit).Contains(group)))
                refused.TryAdd(edit.Change, new VendorException(VendorFailure.Held, why) { NotSent = true });
        }

        static IEnumerable<string> GroupsOf(GleanEdit edit) => edit.TouchesPeople ? edit.Teams.Append(GleanGroups.PeopleId) : edit.Teams;
    }

    private string NameOf(string group) => group == GleanGroups.PeopleId ? _settings.PeopleGroup : group;

    private Task SendPeopleAsync(List<GleanEdit> edits, GleanState next, bool isUpload, CancellationToken cancellationToken)
    {
        if (edits.Count == 0)
            return Task.CompletedTask;
        RequireKnown(GleanGroups.People);
        return isUpload ? _people.UploadAsync(edits, next, cancellationToken) : _people.SendAsync(edits, cancellationToken);
    }

    private Task SendTeamsAsync(List<GleanEdit> edits, CancellationToken cancellationToken)
    {
        if (edits.Count == 0)
            return Task.CompletedTask;
        RequireKnown(GleanGroups.Teams);
        return _teams.SendAsync(edits, cancellationToken);
    }

    private async Task ProcessAsync()
    {
        try
        {
            if (!await _api.ProcessAsync(CancellationToken.None).ConfigureAwait(false))
                _logger.LogInformation("{Vendor}: Glean was asked too often to process what it was sent, and does it in its own time", _vendor);
        }
        catch (VendorException error)
        {
            _logger.LogWarning("{Vendor}: what was sent is processed in Glean's own time: {Reason}", _vendor, error.Message);
        }
    }
}
