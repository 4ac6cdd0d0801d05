using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>
/// Changes who is in a group. One change of a group is under way at a time; whatever is not certain afterwards is looked up.
/// </summary>
internal sealed class ScimMemberWriter(ScimSession session, ScimMemberReader reader)
{
    private const int MaxAttempts = 4;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly ScimMemberLoss _loss = new(session, reader);
    private int _maxChanges = session.Settings.MaxMemberChanges ?? session.Profile.MaxMemberChanges;

    /// <summary>How many memberships one request changes at most: less than configured, once the server has refused so many.</summary>
    public int MaxChanges => Volatile.Read(ref _maxChanges);

    /// <summary>Applies changes of members, and says what became of each.</summary>
    /// <exception cref="VendorException">The group cannot be read, or is gone: nothing was sent.</exception>
    public async Task<IReadOnlyDictionary<BatchChange, VendorException?>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(group.Id, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var work = new ScimMemberWork(changes);
            await LeaveOutDoneAsync(group, work, cancellationToken).ConfigureAwait(false);
            while (work.Next(session.Patches ? MaxChanges : int.MaxValue) is { Count: > 0 } batch)
                await SendAsync(group, work, batch, cancellationToken).ConfigureAwait(false);
            return work.Outcomes;
        }
        finally
        {
            gate.Release();
        }
    }

    // Many servers make a member who is added again a member twice. What is known from just before is enough to send a change, but only
    // what is read now is enough to leave one out.
    private async Task LeaveOutDoneAsync(VendorGroup group, ScimMemberWork work, CancellationToken cancellationToken)
    {
        if (reader.Recent(group) is not { } state || work.Pending.Any(change => IsDone(change, state)))
            state = await reader.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        work.Settle(change => IsDone(change, state));
    }

    // Who is not shown is out only where everybody is shown.
    private static bool IsDone(BatchChange change, ScimGroupState state) => change.Action == ChangeAction.Add
        ? state.Ids.Contains(change.User.Id)
        : state.Reasons.Count == 0 && !state.Ids.Contains(change.User.Id);

    private async Task SendAsync(
        VendorGroup group, ScimMemberWork work, IReadOnlyList<BatchChange> batch, CancellationToken cancellationToken)
    {
        var isPatch = session.Patches;
        try
        {
            if (isPatch)
                await PatchAsync(group, batch, cancellationToken).ConfigureAwait(false);
            else
                await PutAsync(group, batch, cancellationToken).ConfigureAwait(false);
            work.Succeed(batch);
        }
        catch (VendorException error)
        {
            await JudgeAsync(group, work, batch, isPatch, error, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task JudgeAsync(
        VendorGroup group,
        ScimMemberWork work,
        IReadOnlyList<BatchChange> batch,
        bool isPatch,
        VendorException error,
        CancellationToken cancellationToken)
    {
        if (isPatch && session.GiveUpPatch(error))
            return;
        var isTooLarge = error.StatusCode == (int)HttpStatusCode.RequestEntityTooLarge;
        if (isTooLarge && isPatch && batch.Count > 1)
        {
            HalveFrom(batch.Count, group);
            return;
        }

        // A group that is sent as a whole gets no smaller by fewer changes.
        if (isTooLarge && !isPatch)
        {
            work.FailAll(batch, error);
            return;
        }

        var mayRepeat = error.OutcomeUnknown || error.StatusCode == (int)HttpStatusCode.PreconditionFailed;
        if (!mayRepeat && error.Failure is not (VendorFailure.Rejected or VendorFailure.NotFound or VendorFailure.Conflict))
        {
            work.FailAll(batch, error);
            return;
        }

        var state = await LookAsync(group, work, batch, error, cancellationToken).ConfigureAwait(false);
        if (state is null)
            return;
        work.Settle(change => IsDone(change, state));
        var open = batch.Where(work.IsPending).ToArray();
        if (mayRepeat ? work.CountAttempt() >= MaxAttempts : error.StatusCode == (int)HttpStatusCode.Forbidden)
            work.Fail(open, error.Restate(error.Message, outcomeUnknown: false));
        else if (!mayRepeat && open.Length == 1)
            work.Fail(open, await ExplainAsync(open[0], error, cancellationToken).ConfigureAwait(false));
        else if (!mayRepeat && !work.TrySplit(open))
            work.Fail(open, error);
    }

    // Without a look nobody knows what became of the batch, and a change that is sent again might be one too many.
    private async Task<ScimGroupState?> LookAsync(
        VendorGroup group,
        ScimMemberWork work,
        IReadOnlyList<BatchChange> batch,
        VendorException error,
        CancellationToken cancellationToken)
    {
        reader.Forget(group);
        try
        {
            return await reader.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException looking)
        {
            session.Logger.LogDebug(looking, "{Vendor}: group '{Group}' could not be read after a change", session.Vendor, group.Name);
            work.FailAll(batch, error);
            return null;
        }
    }

    // A server that does not know the account says so in many ways. The caller wants to know: the account has to be made anew.
    private async Task<VendorException> ExplainAsync(BatchChange change, VendorException error, CancellationToken cancellationToken)
    {
        if (error.Failure == VendorFailure.NotFound || change.Action != ChangeAction.Add)
            return error;
        try
        {
            var user = await session.Client.GetAsync(
                session.UserAddress(change.User.Id), $"read the account '{change.User.Label}'", cancellationToken, HttpStatusCode.NotFound)
                .ConfigureAwait(false);
            return user is null ? error.Restate(error.Message, VendorFailure.NotFound) : error;
        }
        catch (VendorException looking)
        {
            session.Logger.LogDebug(looking, "{Vendor}: the account '{Person}' could not be read", session.Vendor, change.User.Label);
            return error;
        }
    }

    private async Task PatchAsync(VendorGroup group, IReadOnlyList<BatchChange> batch, CancellationToken cancellationToken)
    {
        var (added, removed) = Split(batch);
        if (removed.Length > 0)
            _loss.EnsureMayRemove(Purpose(group, batch));
        var body = ScimPatch.MemberChanges(added, removed, session.Settings.MemberRemoval ?? session.Profile.MemberRemoval);
        var before = reader.Recent(group) ?? await reader.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        // Sent once: what became of it is looked up before anything is sent again.
        var request = ScimClient.Write(HttpMethod.Patch, session.GroupAddress(group.Id), Purpose(group, batch), body, before.Version) with
        {
            IsIdempotent = false,
        };
        var answer = await session.Client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        reader.Note(group, added, removed, answer is null ? null : session.VersionOf(answer));
        await _loss.CheckAsync(group, before.Ids.Except(removed), removed.Length > 0, answer, cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(VendorGroup group, IReadOnlyList<BatchChange> batch, CancellationToken cancellationToken)
    {
        var state = await reader.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        if (state.Resource is null || state.Reasons.Count > 0)
        {
            throw session.Client.Failure(
                VendorFailure.Unsupported,
                Purpose(group, batch),
                "the server only replaces whole groups (PUT), and does not show all members of this one: "
                    + "whoever is not shown would be removed");
        }

        var (added, removed) = Split(batch);
        Replace(state.Resource, added.Except(state.Ids), removed.ToHashSet(StringComparer.Ordinal));
        var request = ScimClient.Write(
            HttpMethod.Put, session.GroupAddress(group.Id), Purpose(group, batch), state.Resource, state.Version) with
        {
            IsIdempotent = false,
        };
        reader.Forget(group);
        await session.Client.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static void Replace(JsonObject resource, IEnumerable<string> added, HashSet<string> removed)
    {
        var members = resource["members"] as JsonArray ?? [];
        JsonNode[] kept =
        [
            .. members.OfType<JsonObject>().Where(member => !removed.Contains(ScimJson.Text(member["value"])!))
                .Select(member => member.DeepClone()),
            .. added.Select(ScimPatch.Member),
        ];
        resource["members"] = new JsonArray(kept);
    }

    private void HalveFrom(int count, VendorGroup group)
    {
        Volatile.Write(ref _maxChanges, Math.Max(1, count / 2));
        session.Logger.LogWarning(
            "{Vendor}: a change of {Count} members of group '{Group}' is too large for the server; {Less} at once from now on "
            + "(scim: {{max_member_changes: {Less}}}).",
            session.Vendor, count, group.Name, MaxChanges, MaxChanges);
    }

    private static (string[] Added, string[] Removed) Split(IReadOnlyList<BatchChange> batch) => (
        [.. batch.Where(change => change.Action == ChangeAction.Add).Select(change => change.User.Id)],
        [.. batch.Where(change => change.Action == ChangeAction.Remove).Select(change => change.User.Id)]);

    private static string Purpose(VendorGroup group, IReadOnlyList<BatchChange> batch) => batch switch
    {
        [{ Action: ChangeAction.Add } only] => $"add '{only.User.Label}' to group '{group.Name}'",
        [var only] => $"remove '{only.User.Label}' from group '{group.Name}'",
        _ => $"change {batch.Count} members of group '{group.Name}'",
    };
}
