using System.Text.Json.Nodes;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>Sends teams with their members: all of them by an upload, or those that changed one by one.</summary>
internal sealed class GleanTeamWriter(VendorContext context, GleanSettings settings, GleanApi api, GleanUpload upload, GleanLedger ledger)
{
    // Until it is known that Glean has no team but ours, an upload waits for every team that is to be: what it lacks is deleted.
    private bool IsUpload => settings.UploadsTeams && (ledger.State.IsConfirmed(GleanGroups.Teams) || MappedTeams.All(IsKnown));

    private IEnumerable<string> MappedTeams => context.Settings.Groups.Select(mapping => mapping.VendorGroup).Where(group => !settings.IsPeople(group));

    /// <summary>Sends a new team, which has nobody yet.</summary>
    public async Task CreateAsync(VendorGroup team, CancellationToken cancellationToken)
    {
        var before = ledger.State;
        if (settings.UploadsTeams && before.IsConfirmed(GleanGroups.Teams))
        {
            await BeginAsync(GleanGroups.Teams, new VendorMemoryChange { Groups = [team] }, cancellationToken).ConfigureAwait(false);
            await UploadAllAsync(ledger.State, before, cancellationToken).ConfigureAwait(false);
            await ledger.ConfirmAsync(GleanGroups.Teams, new VendorMemoryChange(), TeamsOf(ledger.State)).ConfigureAwait(false);
            return;
        }

        await BeginAsync(GleanGroups.SingleTeams, new VendorMemoryChange { Groups = [team] }, cancellationToken).ConfigureAwait(false);
        await api.IndexTeamAsync(ToTeam(team, ledger.State), $"create team '{team.Id}'", cancellationToken).ConfigureAwait(false);
        await ledger.ConfirmAsync(GleanGroups.SingleTeams, new VendorMemoryChange(), [team.Id]).ConfigureAwait(false);
    }

    /// <summary>Sends the teams that change.</summary>
    public async Task SendAsync(IReadOnlyList<GleanEdit> edits, CancellationToken cancellationToken)
    {
        var before = ledger.State;
        var isUpload = IsUpload;

        // Those that concern people too are remembered already; whether a team was told is in doubt until it was.
        var begun = edits.Where(edit => !edit.TouchesPeople).Select(edit => edit.Begin()).Concat(edits.Select(edit => edit.DoubtTeams()));
        await BeginAsync(isUpload ? GleanGroups.Teams : GleanGroups.SingleTeams, GleanChanges.Merge(begun), cancellationToken).ConfigureAwait(false);
        if (isUpload)
            await UploadAsync(edits, before, cancellationToken).ConfigureAwait(false);
        else
            await SendSinglyAsync(edits, before, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the settings say of a team.</summary>
    /// <param name="team">Its id or name.</param>
    public GleanTeamSettings? SettingsOf(string team) =>
        settings.Teams.FirstOrDefault(known => known.Id.Equals(team, StringComparison.OrdinalIgnoreCase))
        ?? settings.Teams.FirstOrDefault(known => known.Name?.Equals(team, StringComparison.OrdinalIgnoreCase) == true);

    private Task BeginAsync(string part, VendorMemoryChange change, CancellationToken cancellationToken)
    {
        var doubt = settings.TeamMode == GleanMode.Individual ? GleanChanges.Doubt(ledger.State, GleanGroups.Teams).Uploads : [];
        return ledger.BeginAsync(part, change with { Uploads = doubt }, cancellationToken);
    }

    private async Task UploadAsync(IReadOnlyList<GleanEdit> edits, GleanState before, CancellationToken cancellationToken)
    {
        var told = GleanChanges.Merge(edits.SelectMany(edit => edit.Teams.Select(edit.ConfirmTeam)));
        var next = ledger.State.With(told);
        try
        {
            await UploadAllAsync(next, before, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            if (!error.OutcomeUnknown)
                await ledger.TakeBackAsync(GleanGroups.Teams, edits.Where(edit => !edit.TouchesPeople), before, error).ConfigureAwait(false);
            foreach (var edit in edits)
                edit.Failure = error;
            return;
        }

        await ledger.ConfirmAsync(GleanGroups.Teams, told, TeamsOf(next)).ConfigureAwait(false);
    }

    private async Task SendSinglyAsync(IReadOnlyList<GleanEdit> edits, GleanState before, CancellationToken cancellationToken)
    {
        foreach (var teamId in edits.SelectMany(edit => edit.Teams).Distinct(StringComparer.Ordinal).ToList())
        {
            var concerned = edits.Where(edit => edit.Failure is null && edit.Teams.Contains(teamId)).ToList();
            var told = GleanChanges.Merge(concerned.Select(edit => edit.ConfirmTeam(teamId)));
            var next = ledger.State.With(told);
            try
            {
                var team = ToTeam(next.FindGroup(teamId) ?? new VendorGroup(teamId, teamId), next);
                await api.IndexTeamAsync(team, $"send team '{teamId}'", cancellationToken).ConfigureAwait(false);
            }
            catch (VendorException error)
            {
                if (!error.OutcomeUnknown)
                    await TakeBackAsync(concerned.Where(edit => !edit.TouchesPeople), before).ConfigureAwait(false);
                foreach (var edit in concerned)
                    edit.Failure = error;
                continue;
            }

            await ledger.ConfirmAsync(GleanGroups.SingleTeams, told, [teamId]).ConfigureAwait(false);
        }
    }

    private Task TakeBackAsync(IEnumerable<GleanEdit> edits, GleanState before) =>
        ledger.RememberSentAsync(GleanChanges.Merge(edits.Select(edit => edit.TakeBack(before))));

    private Task UploadAllAsync(GleanState state, GleanState before, CancellationToken cancellationToken) => upload.RunAsync(
        GleanUploadKind.Teams,
        [.. state.Groups.Select(team => ToTeam(team, state))],
        before.MustRestart(GleanGroups.Teams, settings),
        cancellationToken);

    private bool IsKnown(string team) => ledger.State.FindGroup(SettingsOf(team)?.Id ?? team) is not null;

    private static List<string> TeamsOf(GleanState state) => [.. state.Groups.Select(team => team.Id)];

    private JsonObject ToTeam(VendorGroup team, GleanState state)
    {
        var known = SettingsOf(team.Id);
        var json = new JsonObject { ["id"] = team.Id, ["name"] = known?.Name ?? team.Name };
        Put("description", known?.Description);
        Put("department", known?.Department);
        Put("businessUnit", known?.BusinessUnit);
        Put("externalLink", known?.ExternalLink?.AbsoluteUri);
        if (known?.Email is { Length: > 0 } email)
            json["emails"] = new JsonArray(new JsonObject { ["email"] = email, ["type"] = "PRIMARY" });
        json["members"] = new JsonArray([.. state.MembersOf(team.Id).Select(GleanFields.ToTeamMember)]);
        return json;

        void Put(string field, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                json[field] = value;
        }
    }
}
