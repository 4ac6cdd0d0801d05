using System.Threading.Channels;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Applies changes of one group, one of each person, by a vendor that takes many in one request. Accounts are looked up and created many at
/// once; what is ready is gathered and sent, so many batches at once as the vendor takes.
/// </summary>
/// <param name="provider">The vendor.</param>
/// <param name="journal">Records what is sent.</param>
/// <param name="resolver">Finds and creates accounts.</param>
/// <param name="sender">Sends what goes alone.</param>
/// <param name="failures">Says what became of what failed.</param>
/// <param name="health">Whether the vendor may still be written.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="people">How many people are worked on at once.</param>
internal sealed class ChangeBatches(
    IBatchVendorProvider provider,
    OperationJournal journal,
    AccountResolver resolver,
    ChangeSender sender,
    ChangeFailures failures,
    VendorHealth health,
    TimeProvider timeProvider,
    int people)
{
    // One slow person does not hold up those who are ready for longer than this, unless the vendor takes all together.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MostReady = 1_000;

    private readonly BatchCapabilities _limits = provider.Batch;
    private readonly List<MembershipChange> _alone = [];
    private readonly List<MembershipChange> _added = [];

    /// <summary>Applies the changes that can go together.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="group">The group and what is known of it.</param>
    /// <param name="report">Gets every outcome; may be called from several threads.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>The changes that are still to be sent alone, and the additions of accounts that were found and may differ.</returns>
    public async Task<(IReadOnlyList<MembershipChange> Alone, IReadOnlyList<MembershipChange> Added)> ApplyAsync(
        IReadOnlyList<MembershipChange> changes, GroupTarget group, Action<ChangeOutcome> report, RunCancellation cancellation)
    {
        var together = changes.Where(IsForBatch).ToList();
        if (together.Count < _limits.MinChanges)
            return (changes, []);
        _alone.AddRange(changes.Where(change => !IsForBatch(change)));
        var ready = Channel.CreateBounded<PreparedChange>(Math.Min(MostReady, _limits.MaxChanges));

        // Both are waited for, whichever fails: nobody creates accounts after this has ended.
        await Task.WhenAll(
            SendAsync(ready, group, report, cancellation),
            PrepareAsync(together, ready.Writer, group, report, cancellation)).ConfigureAwait(false);
        return (_alone, _added);

        bool IsForBatch(MembershipChange change) => _limits.Actions.Contains(ActionOf(change, group));
    }

    // Where to take somebody out of a group deletes the account, that is how it is done.
    private ChangeAction ActionOf(MembershipChange change, GroupTarget group) =>
        change.Action == ChangeAction.Delete && provider.RemovalDeletesAccountIn(group.Group) ? ChangeAction.Remove : change.Action;

    private async Task PrepareAsync(
        List<MembershipChange> changes,
        ChannelWriter<PreparedChange> ready,
        GroupTarget group,
        Action<ChangeOutcome> report,
        RunCancellation cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = people };
        try
        {
            await Parallel.ForEachAsync(changes, options, async (change, _) =>
            {
                if (await PrepareAsync(change, group, report, cancellation).ConfigureAwait(false) is { } prepared)
                    await ready.WriteAsync(prepared, CancellationToken.None).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        finally
        {
            ready.TryComplete();
        }
    }

    private async Task<PreparedChange?> PrepareAsync(
        MembershipChange change, GroupTarget group, Action<ChangeOutcome> report, RunCancellation cancellation)
    {
        if (failures.OfEnd(change, cancellation) is { } ended)
        {
            report(ended);
            return null;
        }

        if (change.Action != ChangeAction.Add)
            return new PreparedChange(change, null);
        var started = timeProvider.GetTimestamp();
        try
        {
            var add = await resolver.PrepareAsync(change, group, cancellation).ConfigureAwait(false);
            if (add.Outcome is not { } outcome)
                return new PreparedChange(add.Change, add);
            if (outcome.Rule != ChangeRules.LookUp)
                health.ReportTried();
            report(outcome with { Duration = timeProvider.GetElapsedTime(started) });
        }
#pragma warning disable CA1031 // One bad person does not stop the others, whatever is wrong with them.
        catch (Exception error)
#pragma warning restore CA1031
        {
            report(failures.Of(change, error, cancellation) with { Duration = timeProvider.GetElapsedTime(started) });
        }

        return null;
    }

    private async Task SendAsync(
        Channel<PreparedChange> ready, GroupTarget group, Action<ChangeOutcome> report, RunCancellation cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(_limits.MaxConcurrency, people) };
        try
        {
            await Parallel.ForEachAsync(GatherAllAsync(ready.Reader), options, async (batch, _) =>
                await SendAsync(batch, group, report, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            // Where sending failed, nobody takes what is prepared any more.
            ready.Writer.TryComplete();
        }
    }

    private async IAsyncEnumerable<List<PreparedChange>> GatherAllAsync(ChannelReader<PreparedChange> ready)
    {
        while (await GatherAsync(ready).ConfigureAwait(false) is { Count: > 0 } gathered)
        {
            // A link that leads nowhere is found out by its own request, and followed by others.
            _alone.AddRange(gathered.Where(prepared => prepared.Add?.ByLinkAlone == true).Select(prepared => prepared.Change));
            yield return gathered.FindAll(prepared => prepared.Add?.ByLinkAlone != true);
        }
    }

    private async Task<List<PreparedChange>> GatherAsync(ChannelReader<PreparedChange> ready)
    {
        var gathered = new List<PreparedChange>();
        while (gathered.Count < _limits.MaxChanges)
        {
            var more = ready.WaitToReadAsync(CancellationToken.None).AsTask();
            if (gathered.Count >= _limits.MinChanges && !_limits.WaitsForAll && !await IsSoonAsync(more).ConfigureAwait(false))
                break;
            if (!await more.ConfigureAwait(false))
                break;
            while (gathered.Count < _limits.MaxChanges && ready.TryRead(out var prepared))
                gathered.Add(prepared);
        }

        return gathered;
    }

    private async Task<bool> IsSoonAsync(Task<bool> more)
    {
        try
        {
            await more.WaitAsync(Patience, timeProvider).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task SendAsync(
        List<PreparedChange> batch, GroupTarget group, Action<ChangeOutcome> report, RunCancellation cancellation)
    {
        var started = timeProvider.GetTimestamp();
        if (batch.Count == 0)
            return;
        if (cancellation.IsRequested || health.IsStopped)
        {
            Report(prepared => failures.OfEnd(prepared.Change, cancellation)!);
            return;
        }

        IReadOnlyList<long> intents = [];
        try
        {
            intents = await journal.RecordIntentsAsync(batch.Select(prepared => ChangeSender.Request(prepared.Change))).ConfigureAwait(false);
            if (batch.Count >= _limits.MinChanges)
            {
                var sent = await SendTogetherAsync(batch, intents, group, cancellation).ConfigureAwait(false);
                foreach (var (prepared, outcome) in batch.Zip(sent))
                    report(Conclude(prepared, outcome, cancellation) with { Duration = timeProvider.GetElapsedTime(started) });
                return;
            }
        }
        catch (VendorException error) when (IsWorthTryingAlone(error))
        {
            failures.TellRefused(group.Group, batch.Count, error);
        }
#pragma warning disable CA1031 // What went wrong with all of them is told of each.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Report(prepared => failures.Of(prepared.Change, error, cancellation));
            return;
        }

        // One after the other: two requests for one list at once may undo each other.
        foreach (var (prepared, intent) in batch.Zip(intents))
            report(await SendAloneAsync(prepared, intent, group, cancellation).ConfigureAwait(false));

        void Report(Func<PreparedChange, ChangeOutcome> outcomeOf)
        {
            foreach (var prepared in batch)
                report(prepared.Told(outcomeOf(prepared)) with { Duration = timeProvider.GetElapsedTime(started) });
        }
    }

    private Task<IReadOnlyList<BatchOutcome>> SendTogetherAsync(
        List<PreparedChange> batch, IReadOnlyList<long> intents, GroupTarget group, RunCancellation cancellation) =>
        journal.SendTogetherAsync(
            intents, cancellation, () => ApplyAsync(batch, group, cancellation.Abort), error => !IsWorthTryingAlone(error));

    // One bad person must not keep all the others from what they are due.
    private bool IsWorthTryingAlone(Exception error) => _limits.MinChanges > 1 && error is VendorException
    {
        OutcomeUnknown: false,
        NotSent: false,
        Failure: VendorFailure.Rejected or VendorFailure.NotFound or VendorFailure.Conflict or VendorFailure.Ambiguous,
    };

    private async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        List<PreparedChange> batch, GroupTarget group, CancellationToken cancellationToken)
    {
        var changes = batch.ConvertAll(prepared => prepared.ToBatchChange(ActionOf(prepared.Change, group)));
        var outcomes = BatchAnswer.InOrder(
            changes, await provider.ApplyAsync(group.Group, changes, cancellationToken).ConfigureAwait(false));
        if (!batch.Exists(prepared => prepared.MakesAccount))
            return outcomes;
        var known = new List<BatchOutcome>();
        foreach (var (prepared, outcome) in batch.Zip(outcomes))
            known.Add(await WithAccountAsync(prepared, outcome, cancellationToken).ConfigureAwait(false));
        return known;
    }

    private async Task<BatchOutcome> WithAccountAsync(PreparedChange prepared, BatchOutcome outcome, CancellationToken cancellationToken) =>
        outcome.Failure is not null || !prepared.MakesAccount
            ? outcome
            : outcome with
            {
                Account = await resolver.FindMadeAsync(prepared.Change, outcome.Account, cancellationToken).ConfigureAwait(false),
            };

    private ChangeOutcome Conclude(PreparedChange prepared, BatchOutcome outcome, RunCancellation cancellation)
    {
        if (outcome.Failure is { } failure)
            return prepared.Told(failures.Of(prepared.Change, failure, cancellation));
        return Made(prepared, new ChangeOutcome(
            prepared.MakesAccount ? prepared.Change with { VendorMember = outcome.Account } : prepared.Change, ChangeResult.Applied));
    }

    private ChangeOutcome Made(PreparedChange prepared, ChangeOutcome outcome)
    {
        health.ReportTried();
        if (prepared.Add?.IsFound == true)
        {
            lock (_added)
                _added.Add(outcome.Change);
        }

        return prepared.Told(outcome);
    }

    private async Task<ChangeOutcome> SendAloneAsync(
        PreparedChange prepared, long intent, GroupTarget group, RunCancellation cancellation)
    {
        if (failures.OfEnd(prepared.Change, cancellation) is { } ended)
        {
            await journal.WithdrawAsync([intent]).ConfigureAwait(false);
            return prepared.Told(ended);
        }

        var started = timeProvider.GetTimestamp();
        try
        {
            return Made(prepared, await sender.SendRecordedAsync(intent, prepared.Change, group, cancellation).ConfigureAwait(false)) with
            {
                Duration = timeProvider.GetElapsedTime(started),
            };
        }
#pragma warning disable CA1031 // One bad person does not stop the others, whatever is wrong with them.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return prepared.Told(failures.Of(prepared.Change, error, cancellation)) with { Duration = timeProvider.GetElapsedTime(started) };
        }
    }
}
