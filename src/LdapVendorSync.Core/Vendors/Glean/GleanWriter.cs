using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>
/// Makes changes at Glean: works out what they come to, holds what would take too many away, remembers what is about to be sent, sends it, and
/// remembers what was confirmed. One call at a time, so that no two uploads ever run at once.
/// </summary>
internal sealed class GleanWriter : IAsyncDisposable
{
    private readonly VendorContext _context;
    private readonly GleanSettings _settings;
    private readonly GleanApi _api;
    private readonly IVendorMemory _memory;
    private readonly GleanGuard _guard;
    private readonly GleanUpload _upload;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private GleanState _state;
    private bool _isProcessingRefused;

    public GleanWriter(VendorContext context, GleanSettings settings, GleanApi api, IVendorMemory memory, GleanState state, ILogger logger)
    {
        _context = context;
        _settings = settings;
        _api = api;
        _memory = memory;
        _state = state;
        _logger = logger;
        _guard = new GleanGuard(settings, state);
        _upload = new GleanUpload(api, settings, context.Settings.Name, logger);
    }

    /// <summary>What Glean was last told.</summary>
    public GleanState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    private string Vendor => _context.Settings.Name;

    /// <summary>Makes changes of one group.</summary>
    /// <returns>One outcome for each, in their order.</returns>
    public async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireGroup(group);
            var (edits, next) = Draft(group, changes);
            await SendPeopleAsync([.. edits.Where(edit => edit is { Failure: null, TouchesPeople: true })], next, cancellationToken).ConfigureAwait(false);
            await SendTeamsAsync([.. edits.Where(edit => edit is { Failure: null, Teams.Count: > 0 })], cancellationToken).ConfigureAwait(false);
            await ProcessAsync(edits, cancellationToken).ConfigureAwait(false);
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
            var before = State;
            await RememberAsync(new VendorMemoryChange { Groups = [team] }, cancellationToken).ConfigureAwait(false);
            await BeginAsync(GleanGroups.Teams, [], cancellationToken).ConfigureAwait(false);
            if (_settings.UploadsTeams)
                await UploadAllTeamsAsync(State, before, cancellationToken).ConfigureAwait(false);
            else
                await _api.IndexTeamAsync(ToTeam(team, State), $"create team '{id}'", cancellationToken).ConfigureAwait(false);
            await ConfirmAsync(GleanGroups.Teams, [], _settings.UploadsTeams ? [.. State.Groups.Select(known => known.Id)] : [id]).ConfigureAwait(false);
            return team;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes sure that what Glean has is known before it is replaced.</summary>
    /// <exception cref="VendorException">It is not, and the settings do not say that it may be replaced all the same.</exception>
    public void RequireKnown(string part)
    {
        var state = State;
        if (state.IsConfirmed(part) || _settings.TakeOver || (part == GleanGroups.People && !_settings.UploadsPeople))
            return;
        throw new VendorException(
            VendorFailure.Unsupported,
            $"{Vendor}: the history knows of no finished upload of {part}, and Glean cannot be asked for those that it has: to replace them might delete people "
            + "of whom nothing is known. If this is the first upload, or the history was lost, and Glean shall hold nothing but what the source has, say "
            + "glean.take_over: true until one run has succeeded.")
        {
            NotSent = true,
        };
    }

    /// <summary>Makes sure that a group is one that Glean was told of.</summary>
    /// <exception cref="VendorException">It is not.</exception>
    public void RequireGroup(VendorGroup group)
    {
        if (group.Id != GleanGroups.PeopleId && State.FindGroup(group.Id) is null)
            throw new VendorException(VendorFailure.NotFound, $"{Vendor}: Glean was never told of a team '{group.Name}'.") { NotSent = true };
    }

    /// <inheritdoc cref="GleanTeamSettings" />
    public GleanTeamSettings? SettingsOf(string team) =>
        _settings.Teams.FirstOrDefault(settings => settings.Id.Equals(team, StringComparison.OrdinalIgnoreCase))
        ?? _settings.Teams.FirstOrDefault(settings => settings.Name?.Equals(team, StringComparison.OrdinalIgnoreCase) == true);

    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return _api.DisposeAsync();
    }

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
            _logger.LogWarning("{Vendor}: {Reason}", Vendor, why);
            foreach (var edit in taking.Where(edit => GroupsOf(edit).Contains(group)))
                refused.TryAdd(edit.Change, new VendorException(VendorFailure.Held, why) { NotSent = true });
        }

        static IEnumerable<string> GroupsOf(GleanEdit edit) => edit.TouchesPeople ? edit.Teams.Append(GleanGroups.PeopleId) : edit.Teams;
    }

    private string NameOf(string group) => group == GleanGroups.PeopleId ? _settings.PeopleGroup : group;

    private Task SendPeopleAsync(List<GleanEdit> edits, GleanState next, CancellationToken cancellationToken)
    {
        if (edits.Count == 0)
            return Task.CompletedTask;
        return _settings.UploadsPeople
            ? UploadPeopleAsync(edits, next, cancellationToken)
            : SendPeopleSinglyAsync(edits, cancellationToken);
    }

    private async Task UploadPeopleAsync(List<GleanEdit> edits, GleanState next, CancellationToken cancellationToken)
    {
        RequireKnown(GleanGroups.People);
        var before = State;
        await BeginAsync(GleanGroups.People, edits, cancellationToken).ConfigureAwait(false);
        try
        {
            var everybody = next.MembersOf(GleanGroups.PeopleId).Select(ToEmployee).ToList();
            await _upload
                .RunAsync(GleanUploadKind.People, everybody, MustRestart(before, GleanGroups.People), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            if (!error.OutcomeUnknown)
                await TakeBackAsync(GleanGroups.People, edits, before, error).ConfigureAwait(false);
            Fail(edits, error);
            return;
        }

        await ConfirmAsync(GleanGroups.People, edits, [GleanGroups.PeopleId]).ConfigureAwait(false);
    }

    private async Task SendPeopleSinglyAsync(List<GleanEdit> edits, CancellationToken cancellationToken)
    {
        var before = State;
        await RememberAsync(Merge(edits.Select(edit => edit.Begin())), cancellationToken).ConfigureAwait(false);
        var options = new ParallelOptions { MaxDegreeOfParallelism = _context.Settings.Concurrency };
        await Parallel.ForEachAsync(edits, options, async (edit, _) =>
        {
            try
            {
                await SendSinglyAsync(edit, cancellationToken).ConfigureAwait(false);
            }
            catch (VendorException error)
            {
                edit.Failure = error;
            }
        }).ConfigureAwait(false);

        var failed = edits.Where(edit => edit.Failure is { OutcomeUnknown: false }).Select(edit => edit.TakeBack(before));
        var done = edits.Where(edit => edit.Failure is null).Select(edit => edit.Confirm());
        await RememberSentAsync(Merge(failed.Concat(done))).ConfigureAwait(false);
        _logger.LogInformation(
            "{Vendor}: {Done} people sent, {Failed} failed; Glean has {Count} by now",
            Vendor,
            edits.Count(edit => edit.Failure is null),
            edits.Count(edit => edit.Failure is not null),
            State.CountOf(GleanGroups.PeopleId));
    }

    private async Task SendSinglyAsync(GleanEdit edit, CancellationToken cancellationToken)
    {
        var person = edit.After!;
        if (edit.Removed.Contains(GleanGroups.PeopleId))
        {
            await _api.DeleteEmployeeAsync(person.Email!, $"delete employee '{person.Label}'", cancellationToken).ConfigureAwait(false);
            return;
        }

        await _api.IndexEmployeeAsync(ToEmployee(person), $"send employee '{person.Label}'", cancellationToken).ConfigureAwait(false);
        if (!edit.HasOtherAddress)
            return;
        var old = edit.Before!.Account.Email!;
        if (_settings.TakesAway)
            await _api.DeleteEmployeeAsync(old, $"delete the old address of '{person.Label}'", cancellationToken).ConfigureAwait(false);
        else
            _logger.LogWarning("{Vendor}: '{Person}' has another address; Glean keeps '{Old}' too, as nobody is to be deleted", Vendor, person.Label, old);
    }

    private async Task SendTeamsAsync(List<GleanEdit> edits, CancellationToken cancellationToken)
    {
        if (edits.Count == 0)
            return;
        RequireKnown(GleanGroups.Teams);
        var before = State;

        // Those that concern people too are remembered already; whether a team was told is in doubt until it was.
        var isFirst = edits.Where(edit => !edit.TouchesPeople).ToList();
        await BeginAsync(GleanGroups.Teams, isFirst, cancellationToken).ConfigureAwait(false);
        await RememberAsync(Doubt(edits.Except(isFirst)), cancellationToken).ConfigureAwait(false);
        if (_settings.UploadsTeams)
            await UploadTeamsAsync(edits, before, cancellationToken).ConfigureAwait(false);
        else
            await SendTeamsSinglyAsync(edits, before, cancellationToken).ConfigureAwait(false);
    }

    private async Task UploadTeamsAsync(List<GleanEdit> edits, GleanState before, CancellationToken cancellationToken)
    {
        var next = State.With(Merge(edits.Where(edit => !edit.TouchesPeople).Select(edit => edit.Confirm())));
        try
        {
            await UploadAllTeamsAsync(next, before, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            if (!error.OutcomeUnknown)
                await TakeBackAsync(GleanGroups.Teams, [.. edits.Where(edit => !edit.TouchesPeople)], before, error).ConfigureAwait(false);
            Fail(edits, error);
            return;
        }

        await ConfirmAsync(GleanGroups.Teams, [.. edits.Where(edit => !edit.TouchesPeople)], [.. next.Groups.Select(team => team.Id)])
            .ConfigureAwait(false);
    }

    private Task UploadAllTeamsAsync(GleanState state, GleanState before, CancellationToken cancellationToken) => _upload.RunAsync(
        GleanUploadKind.Teams, [.. state.Groups.Select(team => ToTeam(team, state))], MustRestart(before, GleanGroups.Teams), cancellationToken);

    private async Task SendTeamsSinglyAsync(List<GleanEdit> edits, GleanState before, CancellationToken cancellationToken)
    {
        foreach (var teamId in edits.SelectMany(edit => edit.Teams).Distinct(StringComparer.Ordinal).ToList())
        {
            var concerned = edits.Where(edit => edit.Failure is null && edit.Teams.Contains(teamId)).ToList();
            var only = concerned.Where(edit => !edit.TouchesPeople).ToList();
            var next = State.With(Merge(only.Select(edit => edit.Confirm())));
            try
            {
                var team = ToTeam(next.FindGroup(teamId) ?? new VendorGroup(teamId, teamId), next);
                await _api.IndexTeamAsync(team, $"send team '{teamId}'", cancellationToken).ConfigureAwait(false);
            }
            catch (VendorException error)
            {
                if (!error.OutcomeUnknown)
                    await RememberSentAsync(Merge(only.Select(edit => edit.TakeBack(before)))).ConfigureAwait(false);
                Fail(concerned, error);
                continue;
            }

            await ConfirmAsync(GleanGroups.Teams, only, [teamId]).ConfigureAwait(false);
        }
    }

    private JsonObject ToEmployee(GroupMember account) => GleanFields.ToEmployee(account, _settings.DefaultDepartment);

    private JsonObject ToTeam(VendorGroup team, GleanState state)
    {
        var settings = SettingsOf(team.Id);
        var json = new JsonObject { ["id"] = team.Id, ["name"] = settings?.Name ?? team.Name };
        Put("description", settings?.Description);
        Put("department", settings?.Department);
        Put("businessUnit", settings?.BusinessUnit);
        Put("externalLink", settings?.ExternalLink?.AbsoluteUri);
        if (settings?.Email is { Length: > 0 } email)
            json["emails"] = new JsonArray(new JsonObject { ["email"] = email, ["type"] = "PRIMARY" });
        json["members"] = new JsonArray([.. state.MembersOf(team.Id).Select(GleanFields.ToTeamMember)]);
        return json;

        void Put(string field, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                json[field] = value;
        }
    }

    private bool MustRestart(GleanState before, string part) => _settings.ForceRestartUpload || before.UploadOf(part)?.IsOpen == true;

    // On the disk before the first byte leaves: whatever becomes of the run, the next one knows what Glean may have by now.
    private Task BeginAsync(string part, List<GleanEdit> edits, CancellationToken cancellationToken)
    {
        var last = State.UploadOf(part);
        var upload = new RememberedUpload(part, _context.TimeProvider.GetUtcNow(), last?.ConfirmedAt, IsOpen: true);
        return RememberAsync(Merge(edits.Select(edit => edit.Begin())) with { Uploads = [upload] }, cancellationToken);
    }

    // Whatever was sent as a whole is certain afterwards, also what an earlier run had left in doubt.
    private Task ConfirmAsync(string part, List<GleanEdit> edits, IReadOnlyList<string> sentGroups)
    {
        var upload = State.UploadOf(part)! with { ConfirmedAt = _context.TimeProvider.GetUtcNow(), IsOpen = false };
        var confirmed = Merge(edits.Select(edit => edit.Confirm()));
        return RememberSentAsync(Merge([confirmed, Settle(State.With(confirmed), sentGroups)]) with { Uploads = [upload] });
    }

    // Glean took nothing of it. An upload that it refused is taken for unfinished all the same, unless nothing was sent.
    private Task TakeBackAsync(string part, List<GleanEdit> edits, GleanState before, VendorException error)
    {
        var upload = before.UploadOf(part) ?? State.UploadOf(part)! with { IsOpen = false };
        var isOpen = upload.IsOpen || error is { NotSent: false, Failure: not VendorFailure.Conflict };
        return RememberSentAsync(Merge(edits.Select(edit => edit.TakeBack(before))) with { Uploads = [upload with { IsOpen = isOpen }] });
    }

    private static VendorMemoryChange Doubt(IEnumerable<GleanEdit> edits) => new()
    {
        Memberships =
        [
            .. edits.Where(edit => !edit.IsForgotten)
                .SelectMany(edit => edit.Teams.Except(edit.Removed).Select(team => new RememberedMembership(team, edit.After!.Id, IsInDoubt: true))),
        ],
    };

    private static VendorMemoryChange Settle(GleanState state, IReadOnlyList<string> groups)
    {
        var inDoubt = groups
            .SelectMany(group => state.MembersOf(group).Select(account => (Group: group, account.Id)))
            .Where(member => state.IsInDoubt(member.Group, member.Id))
            .ToList();
        return new VendorMemoryChange
        {
            Accounts =
            [
                .. inDoubt.Where(member => member.Group == GleanGroups.PeopleId).Select(member => new RememberedAccount(state.Find(member.Id)!.Account)),
            ],
            Memberships = inDoubt.ConvertAll(member => new RememberedMembership(member.Group, member.Id)),
        };
    }

    private static void Fail(List<GleanEdit> edits, VendorException error)
    {
        foreach (var edit in edits)
            edit.Failure = error;
    }

    private async Task RememberAsync(VendorMemoryChange change, CancellationToken cancellationToken)
    {
        await _memory.SaveAsync(change, cancellationToken).ConfigureAwait(false);
        lock (_gate)
            _state = _state.With(change);
    }

    // Glean has it; that it could not be noted leaves it in doubt, and the next run sends it again.
    private async Task RememberSentAsync(VendorMemoryChange change)
    {
        try
        {
            await RememberAsync(change, CancellationToken.None).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            throw error.Restate(error.Message, outcomeUnknown: true, notSent: false);
        }
    }

    private async Task ProcessAsync(List<GleanEdit> edits, CancellationToken cancellationToken)
    {
        if (!_settings.ProcessAfterUpload || _isProcessingRefused || !edits.Exists(edit => edit is { Failure: null, After: not null }))
            return;
        try
        {
            _isProcessingRefused = !await _api.ProcessAsync(cancellationToken).ConfigureAwait(false);
            if (_isProcessingRefused)
                _logger.LogInformation("{Vendor}: Glean was asked too often to process what it was sent, and does it in its own time", Vendor);
        }
        catch (VendorException error)
        {
            _isProcessingRefused = true;
            _logger.LogWarning("{Vendor}: what was sent is processed in Glean's own time: {Reason}", Vendor, error.Message);
        }
    }

    private static VendorMemoryChange Merge(IEnumerable<VendorMemoryChange> changes)
    {
        var all = changes.ToList();
        return new VendorMemoryChange
        {
            Accounts = [.. all.SelectMany(change => change.Accounts)],
            ForgottenAccounts = [.. all.SelectMany(change => change.ForgottenAccounts)],
            Memberships = [.. all.SelectMany(change => change.Memberships)],
            ForgottenMemberships = [.. all.SelectMany(change => change.ForgottenMemberships)],
        };
    }
}
