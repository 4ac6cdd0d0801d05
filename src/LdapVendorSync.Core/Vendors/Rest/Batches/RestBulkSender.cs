using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>Sends one operation for many people.</summary>
internal sealed class RestBulkSender(RestSession session, RestMemberList members, RestBulk bulk)
{
    /// <summary>Applies changes that are all of one kind.</summary>
    /// <returns>One outcome for each change, in their order.</returns>
    public async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, string purpose, CancellationToken cancellationToken)
    {
        var outcomes = new List<BatchOutcome>(changes.Count);
        foreach (var chunk in changes.Chunk(bulk.MaxItems))
            outcomes.AddRange(await SendChunkAsync(group, chunk, outcomes.Count > 0, purpose, cancellationToken).ConfigureAwait(false));
        return outcomes;
    }

    private async Task<IReadOnlyList<BatchOutcome>> SendChunkAsync(
        VendorGroup group, IReadOnlyList<BatchChange> chunk, bool follows, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await BatchSplitter.ApplyAsync(
                chunk, part => SendAsync(group, part, purpose, cancellationToken)).ConfigureAwait(false);
        }
        catch (VendorException error) when (follows)
        {
            // What went before had its effect; this failure is not theirs.
            return [.. chunk.Select(change => new BatchOutcome(change, error))];
        }
    }

    private async Task<IReadOnlyList<BatchOutcome>> SendAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, string purpose, CancellationToken cancellationToken)
    {
        var values = new RestValues { Group = group, People = [.. changes.Select(change => session.ValuesFor(change.User, group))] };
        var response = await session.Client.SendAsync(
            bulk.Operation, values, purpose, cancellationToken, IsDoneAsync).ConfigureAwait(false);
        if (bulk.Results is not { } results || response.ConfirmedByLooking)
            return [.. changes.Select(change => new BatchOutcome(change))];
        var reader = new BatchResultReader(results, bulk.Operation.ItemsOptional, bulk.Operation.Rules, session.Client, purpose);
        return await RestClient.AfterWriteAsync(() => Task.FromResult(session.Client.Understand(
            bulk.Operation, purpose, response, body => reader.Read(body, changes)))).ConfigureAwait(false);

        async Task<bool> IsDoneAsync(CancellationToken token)
        {
            var present = await members.ReadIdsAsync(group, purpose, token).ConfigureAwait(false);
            return changes.All(change => present.Contains(change.User.Id) == (change.Action == ChangeAction.Add));
        }
    }
}
