using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>One effect that is asked of the vendor.</summary>
/// <param name="Operation">What it is.</param>
/// <param name="Change">The change that it is a part of.</param>
/// <param name="Account">The account concerned, where one is known.</param>
internal sealed record JournalRequest(JournalOperation Operation, MembershipChange Change, GroupMember? Account);

/// <summary>Sends requests that change something, with the intent on the disk before and the outcome after.</summary>
/// <param name="history">The journal's file.</param>
/// <param name="runId">The run.</param>
/// <param name="target">The canonical target of the vendor.</param>
/// <param name="matchOn">The attributes that recognise people.</param>
/// <param name="slots">The requests that may be under way at once.</param>
/// <param name="redactor">Takes secrets out of what a provider throws.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class OperationJournal(
    HistoryDatabase history,
    string runId,
    string target,
    IReadOnlyList<string> matchOn,
    VendorSlots slots,
    SecretRedactor redactor,
    TimeProvider timeProvider)
{
    /// <summary>Sends one request.</summary>
    /// <param name="request">What it does.</param>
    /// <param name="cancellation">Ends the run: nothing is sent then, and an answer is waited for only so long.</param>
    /// <param name="send">Sends it and gives back the vendor's id of what was created or changed, where the answer tells it.</param>
    /// <exception cref="HistoryException">The intent could not be recorded: nothing was sent.</exception>
    /// <exception cref="VendorException">The vendor did not do it.</exception>
    /// <exception cref="OperationCanceledException">
    /// The run was ended; with the token <see cref="RunCancellation.Stop"/> before anything was sent.
    /// </exception>
    public async Task RunAsync(JournalRequest request, RunCancellation cancellation, Func<Task<string?>> send)
    {
        cancellation.Stop.ThrowIfCancellationRequested();
        var intents = await RecordIntentsAsync([request]).ConfigureAwait(false);
        await SendAsync(intents[0], cancellation, send).ConfigureAwait(false);
    }

    /// <summary>Records what is about to be sent.</summary>
    /// <returns>The id of each intent, in their order.</returns>
    /// <exception cref="HistoryException">Nothing was recorded: nothing may be sent.</exception>
    public Task<IReadOnlyList<long>> RecordIntentsAsync(IEnumerable<JournalRequest> requests) =>
        history.Journal.RecordIntentsAsync(runId, [.. requests.Select(Describe)], CancellationToken.None);

    /// <summary>Sends the request of an intent that is recorded, and records what became of it.</summary>
    /// <inheritdoc cref="RunAsync" />
    public async Task SendAsync(long intent, RunCancellation cancellation, Func<Task<string?>> send)
    {
        using var slot = await EnterAsync([intent], cancellation).ConfigureAwait(false);
        var started = timeProvider.GetTimestamp();
        var request = RequestIdNote.Begin();
        try
        {
            // A provider that does not listen must not hold up the end of the run.
            var vendorId = await send().WaitAsync(cancellation.Abort).ConfigureAwait(false);
            await ConcludeAsync([Outcome(intent, vendorId, null, timeProvider.GetElapsedTime(started), request)]).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await ConcludeAsync([Outcome(intent, null, error, timeProvider.GetElapsedTime(started), request)]).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends the one request of many intents that are recorded, and records what became of each.</summary>
    /// <param name="intents">The intents.</param>
    /// <param name="cancellation">Ends the run: an answer is waited for only so long.</param>
    /// <param name="send">Sends it and gives back what became of each change, one for each, in the order of the intents.</param>
    /// <param name="isFinal">Whether a failure is what became of all; where it is not, the intents stay open.</param>
    /// <exception cref="VendorException">What is true of all of them alike.</exception>
    /// <exception cref="OperationCanceledException">The run was ended, and nothing is known of any.</exception>
    public async Task<IReadOnlyList<BatchOutcome>> SendTogetherAsync(
        IReadOnlyList<long> intents,
        RunCancellation cancellation,
        Func<Task<IReadOnlyList<BatchOutcome>>> send,
        Func<Exception, bool> isFinal)
    {
        using var slot = await EnterAsync(intents, cancellation).ConfigureAwait(false);
        var started = timeProvider.GetTimestamp();
        var request = RequestIdNote.Begin();
        try
        {
            var outcomes = await send().WaitAsync(cancellation.Abort).ConfigureAwait(false);
            var elapsed = timeProvider.GetElapsedTime(started);
            var concluded = intents.Zip(outcomes, (intent, outcome) =>
                Outcome(intent, outcome.Account?.Id, outcome.Failure, elapsed, request));
            await ConcludeAsync([.. concluded]).ConfigureAwait(false);
            return outcomes;
        }
        catch (Exception error) when (isFinal(error))
        {
            var elapsed = timeProvider.GetElapsedTime(started);
            await ConcludeAsync([.. intents.Select(intent => Outcome(intent, null, error, elapsed, request))]).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes back intents whose requests are not sent.</summary>
    public async Task WithdrawAsync(IEnumerable<long> intents)
    {
        foreach (var intent in intents)
            await history.Journal.WithdrawIntentAsync(intent, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<IDisposable> EnterAsync(IReadOnlyList<long> intents, RunCancellation cancellation)
    {
        try
        {
            return await slots.EnterAsync(cancellation.Stop).ConfigureAwait(false);
        }
        catch
        {
            // The run was ended or the vendor given up meanwhile: nothing was sent.
            await WithdrawAsync(intents).ConfigureAwait(false);
            throw;
        }
    }

    // The journal holds what was sent; what was not is told with the other changes that a run decided on and did not send.
    private async Task ConcludeAsync(IReadOnlyList<(JournalOutcome Outcome, bool IsSent)> outcomes)
    {
        await WithdrawAsync(outcomes.Where(pair => !pair.IsSent).Select(pair => pair.Outcome.IntentId)).ConfigureAwait(false);
        var sent = outcomes.Where(pair => pair.IsSent).Select(pair => pair.Outcome).ToList();
        if (sent.Count > 0)
            await history.Journal.RecordOutcomesAsync(sent, CancellationToken.None).ConfigureAwait(false);
    }

    private (JournalOutcome Outcome, bool IsSent) Outcome(
        long intent, string? vendorId, Exception? error, TimeSpan elapsed, RequestIdNote request)
    {
        var vendorError = error as VendorException;
        var outcome = new JournalOutcome(
            intent,
            ResultOf(error),
            error is null ? null : redactor.Redact(error.Message),
            error is null ? vendorId : null,
            elapsed,
            vendorError?.RequestId ?? request.Last);
        return (outcome, vendorError?.NotSent != true);
    }

    // Cancelled, or a fault of the provider's own: the request may have arrived.
    private static JournalResult ResultOf(Exception? error) => error switch
    {
        null => JournalResult.Succeeded,
        VendorException { OutcomeUnknown: false } => JournalResult.Failed,
        _ => JournalResult.Unknown,
    };

    private JournalIntent Describe(JournalRequest request)
    {
        var (operation, change, account) = request;
        var person = change.SourceMember;
        return new JournalIntent
        {
            Target = target,
            Vendor = change.Vendor,
            Group = operation == JournalOperation.CreateUser ? null : change.Group,
            Operation = operation,
            Source = person is null ? null : ProfileAuthority.SourceOf(change),
            SourceId = person is null ? null : SourceIdentity.Unqualify(person.Id),
            VendorId = account?.Id,
            Person = change.User,
            MatchKey = (person ?? account) is { } known ? PersonKey.Best(known, matchOn)?.ToString() : null,
            Differences = change.Differences,
            Reason = change.Reason,
        };
    }
}
