using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>Sends people: everybody by an upload, or those who changed one by one.</summary>
internal sealed class GleanPeopleWriter(VendorContext context, GleanSettings settings, GleanApi api, GleanUpload upload, GleanLedger ledger, ILogger logger)
{
    private string Vendor => context.Settings.Name;

    /// <summary>Uploads everybody.</summary>
    /// <param name="edits">Who changes.</param>
    /// <param name="next">The state with these changes.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    public async Task UploadAsync(IReadOnlyList<GleanEdit> edits, GleanState next, CancellationToken cancellationToken)
    {
        var before = ledger.State;
        await ledger.BeginAsync(GleanGroups.People, GleanChanges.Merge(edits.Select(edit => edit.Begin())), cancellationToken).ConfigureAwait(false);
        try
        {
            var everybody = next.MembersOf(GleanGroups.PeopleId).Select(ToEmployee).ToList();
            await upload
                .RunAsync(GleanUploadKind.People, everybody, before.MustRestart(GleanGroups.People, settings), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            if (!error.OutcomeUnknown)
                await ledger.TakeBackAsync(GleanGroups.People, edits, before, error).ConfigureAwait(false);
            foreach (var edit in edits)
                edit.Failure = error;
            return;
        }

        await ledger
            .ConfirmAsync(GleanGroups.People, GleanChanges.Merge(edits.Select(edit => edit.ConfirmPeople())), [GleanGroups.PeopleId])
            .ConfigureAwait(false);
    }

    /// <summary>Sends those who change, and goes on past failures. Nobody else is touched.</summary>
    public async Task SendAsync(IReadOnlyList<GleanEdit> edits, CancellationToken cancellationToken)
    {
        var before = ledger.State;
        var doubt = settings.Mode == GleanMode.Individual ? GleanChanges.Doubt(before, GleanGroups.People).Uploads : [];
        await ledger.RememberAsync(GleanChanges.Merge(edits.Select(Begin)) with { Uploads = doubt }, cancellationToken).ConfigureAwait(false);
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Settings.Concurrency };
        await Parallel.ForEachAsync(edits, options, async (edit, _) =>
        {
            try
            {
                await SendAsync(edit, cancellationToken).ConfigureAwait(false);
            }
            catch (VendorException error)
            {
                edit.Failure = error;
            }
        }).ConfigureAwait(false);

        var failed = edits.Where(edit => edit.Failure is { OutcomeUnknown: false }).Select(edit => edit.TakeBack(before));
        var done = edits.Where(edit => edit.Failure is null).Select(edit => edit.ConfirmPeople());
        await ledger.RememberSentAsync(GleanChanges.Merge(failed.Concat(done))).ConfigureAwait(false);
        logger.LogInformation(
            "{Vendor}: {Done} people sent, {Failed} failed; Glean has {Count} by now",
            Vendor,
            edits.Count(edit => edit.Failure is null),
            edits.Count(edit => edit.Failure is not null),
            ledger.State.CountOf(GleanGroups.PeopleId));
    }

    // Until the old address is gone it is the one to remember, or nobody would try again.
    private VendorMemoryChange Begin(GleanEdit edit) => edit.HasOtherAddress && settings.TakesAway ? edit.BeginWithOldAddress() : edit.Begin();

    private async Task SendAsync(GleanEdit edit, CancellationToken cancellationToken)
    {
        var person = edit.After!;
        if (edit.Removed.Contains(GleanGroups.PeopleId))
        {
            await api.DeleteEmployeeAsync(person.Email!, $"delete employee '{person.Label}'", cancellationToken).ConfigureAwait(false);
            return;
        }

        await api.IndexEmployeeAsync(ToEmployee(person), $"send employee '{person.Label}'", cancellationToken).ConfigureAwait(false);
        if (!edit.HasOtherAddress)
            return;
        var old = edit.Before!.Account.Email!;
        if (settings.TakesAway)
            await api.DeleteEmployeeAsync(old, $"delete the old address of '{person.Label}'", cancellationToken).ConfigureAwait(false);
        else
            logger.LogWarning("{Vendor}: '{Person}' has another address; Glean keeps '{Old}' too, as nobody is to be deleted", Vendor, person.Label, old);
    }

    private JsonObject ToEmployee(GroupMember account) => GleanFields.ToEmployee(account, settings.DefaultDepartment);
}
