using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>Sends requests that change something, with the intent on the disk before and the outcome after.</summary>
/// <param name="history">The journal's file.</param>
/// <param name="runId">The run.</param>
/// <param name="target">The canonical target of the vendor.</param>
/// <param name="matchOn">The attributes that recognise people.</param>
/// <param name="redactor">Takes secrets out of what a provider throws.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class OperationJournal(
    HistoryDatabase history,
    string runId,
    string target,
    IReadOnlyList<string> matchOn,
    SecretRedactor redactor,
    TimeProvider timeProvider)
{
    /// <summary>Sends one request.</summary>
    /// <param name="operation">What the request does.</param>
    /// <param name="change">The change that it is a part of.</param>
    /// <param name="account">The account concerned, where one is known.</param>
    /// <param name="cancellation">Ends the run: nothing is sent then, and an answer is waited for only so long.</param>
    /// <param name="send">Sends it and gives back the vendor's id of what was created or changed, where the answer tells it.</param>
    /// <exception cref="HistoryException">The intent could not be recorded: nothing was sent.</exception>
    /// <exception cref="VendorException">The vendor did not do it.</exception>
    /// <exception cref="OperationCanceledException">
    /// The run was ended; with the token <see cref="RunCancellation.Stop"/> before anything was sent.
    /// </exception>
    public async Task RunAsync(
        JournalOperation operation,
        MembershipChange change,
        GroupMember? account,
        RunCancellation cancellation,
        Func<Task<string?>> send)
    {
        cancellation.Stop.ThrowIfCancellationRequested();
        var intent = Describe(operation, change, account);
        var ids = await history.Journal.RecordIntentsAsync(runId, [intent], CancellationToken.None).ConfigureAwait(false);
        var started = timeProvider.GetTimestamp();
        var request = RequestIdNote.Begin();
        try
        {
            // A provider that does not listen must not hold up the end of the run.
            var vendorId = await send().WaitAsync(cancellation.Abort).ConfigureAwait(false);
            var outcome = new JournalOutcome(
                ids[0],
                JournalResult.Succeeded,
                VendorId: vendorId,
                Duration: timeProvider.GetElapsedTime(started),
                RequestId: request.Last);
            await RecordAsync(outcome).ConfigureAwait(false);
        }
        catch (VendorException error) when (error.NotSent)
        {
            // The journal holds what was sent; what was not is told with the other changes that a run decided on and did not send.
            await history.Journal.WithdrawIntentAsync(ids[0], CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch (VendorException error)
        {
            var result = error.OutcomeUnknown ? JournalResult.Unknown : JournalResult.Failed;
            var outcome = new JournalOutcome(
                ids[0],
                result,
                redactor.Redact(error.Message),
                Duration: timeProvider.GetElapsedTime(started),
                RequestId: error.RequestId ?? request.Last);
            await RecordAsync(outcome).ConfigureAwait(false);
            throw;
        }
        catch (Exception error)
        {
            // Cancelled, or a fault of the provider's own: the request may have arrived.
            var outcome = new JournalOutcome(
                ids[0],
                JournalResult.Unknown,
                redactor.Redact(error.Message),
                Duration: timeProvider.GetElapsedTime(started),
                RequestId: request.Last);
            await RecordAsync(outcome).ConfigureAwait(false);
            throw;
        }
    }

    private Task RecordAsync(JournalOutcome outcome) => history.Journal.RecordOutcomesAsync([outcome], CancellationToken.None);

    private JournalIntent Describe(JournalOperation operation, MembershipChange change, GroupMember? account)
    {
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
