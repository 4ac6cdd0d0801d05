using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sync.Undo;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Applies changes at one vendor: so many at once as it stands, each with its own outcome, and none once the vendor was given up. In a dry
/// run it goes the same way up to the requests that would change something.
/// </summary>
/// <param name="vendor">The vendor.</param>
/// <param name="accounts">Its accounts in this run.</param>
/// <param name="authority">Who may change profiles.</param>
/// <param name="journal">Records what is sent; <see langword="null"/> for a dry run.</param>
/// <param name="health">Whether the vendor may still be written.</param>
/// <param name="redactor">Takes secrets out of what a provider throws: it may be anybody's code.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Hears of every change.</param>
internal sealed class ChangeExecutor(
    VendorConnection vendor,
    AccountDirectory accounts,
    ProfileAuthority authority,
    OperationJournal? journal,
    VendorHealth health,
    SecretRedactor redactor,
    TimeProvider timeProvider,
    ILogger logger)
{
    private const string UnknownEffect = "It may have had its effect; the next run finds out.";

    private IVendorProvider Provider => vendor.Provider;

    /// <summary>Applies changes of one group; several of one person one after the other.</summary>
    /// <param name="changes">The changes, in the order in which they are begun.</param>
    /// <param name="group">The group and what is known of it.</param>
    /// <param name="report">Gets every outcome; called from several threads, one at a time.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task ApplyAsync(
        IReadOnlyList<MembershipChange> changes, GroupTarget group, Action<ChangeOutcome> report, RunCancellation cancellation)
    {
        var gate = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = vendor.Concurrency };
        await Parallel.ForEachAsync(changes.GroupBy(PersonOf), options, async (ofPerson, _) =>
        {
            foreach (var change in ofPerson)
            {
                using var scope = logger.BeginUser(change.User);
                var outcomes = await ApplyAsync(change, group, cancellation).ConfigureAwait(false);
                lock (gate)
                {
                    foreach (var outcome in outcomes)
                    {
                        Log(outcome);
                        report(outcome);
                    }
                }
            }
        }).ConfigureAwait(false);
    }

    private static (string? Account, string? Person) PersonOf(MembershipChange change) =>
        change.VendorMember is { } account ? (account.Id, null) : (null, change.SourceMember?.Id);

    private async Task<IReadOnlyList<ChangeOutcome>> ApplyAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        if (cancellation.IsRequested)
            return [Cancelled(change)];
        if (health.StopReason is { } reason)
            return [NotSent(change, reason)];

        var started = timeProvider.GetTimestamp();
        try
        {
            var outcomes = change switch
            {
                InverseChange { Action: ChangeAction.Add } => [await AddFoundAsync(change, group, cancellation).ConfigureAwait(false)],
                { Action: ChangeAction.Add } => await AddAsync(change, group, cancellation).ConfigureAwait(false),
                _ => [await ChangeAsync(change, group, cancellation).ConfigureAwait(false)],
            };
            if (outcomes is not [{ Rule: ChangeRules.LookUp }])
                health.ReportTried();
            return [.. outcomes.Select(outcome => outcome with { Duration = timeProvider.GetElapsedTime(started) })];
        }
        catch (OperationCanceledException error) when (cancellation.IsRequested)
        {
            return [error.CancellationToken == cancellation.Stop ? Cancelled(change) : CutOff(change)];
        }
        catch (VendorException error) when (error.Failure == VendorFailure.Cancelled)
        {
            return [error.OutcomeUnknown ? CutOff(change) : Cancelled(change)];
        }
        catch (VendorException error) when (error.NotSent)
        {
            health.ReportRead(error);
            return [NotSent(change, health.StopReason ?? error.Message)];
        }
#pragma warning disable CA1031 // One bad person does not stop the others, whatever is wrong with them.
        catch (Exception error)
#pragma warning restore CA1031
        {
            health.Report(error);
            logger.LogDebug(error, "{Vendor}/{Group}: {Action} {Person} failed", change.Vendor, change.Group, change.Action, change.User);
            var (message, isUnknown) = (redactor.Redact(error.Message), error is VendorException { OutcomeUnknown: true });
            return
            [
                new ChangeOutcome(change, ChangeResult.Failed, isUnknown ? $"{message} {UnknownEffect}" : message)
                {
                    Duration = timeProvider.GetElapsedTime(started),
                    IsUnknown = isUnknown,
                },
            ];
        }
    }

    private async Task<IReadOnlyList<ChangeOutcome>> AddAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        var lookup = await LookUpAsync(change.SourceMember!, group, cancellation.Stop).ConfigureAwait(false);
        if (lookup.Error is { } error)
            return [new ChangeOutcome(change, ChangeResult.Failed, error) { Rule = ChangeRules.LookUp }];
        if (lookup.Refusal is { } refusal)
            return [new ChangeOutcome(change, ChangeResult.Skipped, refusal) { Rule = ChangeRules.UncertainAccount }];
        if (FindContradiction(change, lookup, group) is { } contradiction)
            return [Contradicted(change with { VendorMember = lookup.Account }, contradiction)];
        if (lookup.Account is null)
            return [await CreateAndAddAsync(change, group, cancellation).ConfigureAwait(false)];
        if (lookup.ByLinkAlone && journal is not null)
            return [await AddLinkedAsync(change, lookup.Account, group, cancellation).ConfigureAwait(false)];

        var added = await AddFoundAsync(change with { VendorMember = lookup.Account }, group, cancellation).ConfigureAwait(false);
        return await UpdateFoundAsync(added, group, cancellation).ConfigureAwait(false) is { } updated ? [added, updated] : [added];
    }

    private static string? FindContradiction(MembershipChange change, AccountLookup lookup, GroupTarget group)
    {
        if (group.Approval is not { } approval)
            return null;
        var person = change.SourceMember!;
        var isCertain = lookup.IsNew || (lookup.Account is { } account && group.Links.VendorIdOf(person.Id) == account.Id);
        return approval.RefuseAccount(change, lookup.Account, isCertain, group.Planner.ProfileOf(person));
    }

    private async Task<AccountLookup> LookUpAsync(GroupMember person, GroupTarget group, CancellationToken stop)
    {
        try
        {
            return await accounts.FindAsync(person, group.Links, stop).ConfigureAwait(false);
        }
        catch (VendorException error) when (error.Failure == VendorFailure.Ambiguous)
        {
            return new AccountLookup(null, error.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (VendorException error) when (error is { NotSent: false, Failure: not VendorFailure.Cancelled })
        {
            health.Report(error);
            logger.LogDebug(error, "{Vendor}: the account of {Person} could not be looked up", vendor.Settings.Name, person.Label);
            return new AccountLookup(null) { Error = redactor.Redact(error.Message) };
        }
    }

    private async Task<ChangeOutcome> CreateAndAddAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        if (!group.Policy.CreateUsers)
            return Uncreated(change, "The person has no account, and create_users is false.");
        if (!Provider.Capabilities.CreateUsers)
            return Uncreated(change, "The person has no account, and the vendor cannot create any.");
        if (journal is null)
            return new ChangeOutcome(change, ChangeResult.Planned, "An account would be created.");

        var account = await accounts.CreateAsync(change.SourceMember!, () => CreateAsync(change, cancellation)).ConfigureAwait(false);
        if (cancellation.IsRequested)
            return Cancelled(change) with { Message = "The account was created; the run was cancelled before it was added to the group." };
        try
        {
            var added = await AddFoundAsync(change with { VendorMember = account }, group, cancellation).ConfigureAwait(false);
            return added with { Message = "The account was created." };
        }
        catch (VendorException error) when (error.NotSent)
        {
            health.ReportRead(error);
            var rest = error.Failure == VendorFailure.Cancelled ? Cancelled(change) : NotSent(change, health.StopReason ?? error.Message);
            return rest with { Message = $"The account was created, but not made a member: {error.Message}" };
        }
    }

    private async Task<GroupMember> CreateAsync(MembershipChange change, RunCancellation cancellation)
    {
        GroupMember? account = null;
        await journal!.RunAsync(JournalOperation.CreateUser, change, null, cancellation, async () =>
        {
            account = await Provider.CreateUserAsync(change.SourceMember!, cancellation.Abort).ConfigureAwait(false);
            return account.Id;
        }).ConfigureAwait(false);
        authority.Observe(account!.Id, ProfileAuthority.SourceOf(change));
        return account;
    }

    // The vendor finds nobody under the person's key. Either the account still has an old name, or it is gone and the link with it.
    private async Task<ChangeOutcome> AddLinkedAsync(
        MembershipChange change, GroupMember account, GroupTarget group, RunCancellation cancellation)
    {
        try
        {
            return await AddFoundAsync(change with { VendorMember = account }, group, cancellation).ConfigureAwait(false);
        }
        catch (VendorException error) when (error.Failure == VendorFailure.NotFound)
        {
            logger.LogWarning(
                "{Vendor}: the account with id {VendorId} that {Person} was linked to is gone", change.Vendor, account.Id, change.User);
            group.ForgetLink(change.SourceMember!);
            if (FindContradiction(change, new AccountLookup(null), group) is { } contradiction)
                return Contradicted(change, contradiction);
            return await CreateAndAddAsync(change, group, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<ChangeOutcome> AddFoundAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        if (journal is null)
            return new ChangeOutcome(change, ChangeResult.Planned);
        var account = change.VendorMember!;
        await journal.RunAsync(JournalOperation.AddMember, change, account, cancellation, async () =>
        {
            await Provider.AddGroupMemberAsync(group.Group, account, cancellation.Abort).ConfigureAwait(false);
            return account.Id;
        }).ConfigureAwait(false);
        return new ChangeOutcome(change, ChangeResult.Applied);
    }

    private async Task<ChangeOutcome?> UpdateFoundAsync(ChangeOutcome added, GroupTarget group, RunCancellation cancellation)
    {
        var change = added.Change;
        if (!Provider.Capabilities.UpdateUsers
            || group.Planner.UpdateFound(change.SourceMember!, change.VendorMember!) is not { } update
            || group.Approval?.IsApproved(update) == false
            || !authority.TryClaim(update))
        {
            return null;
        }

        return (await ApplyAsync(update, group, cancellation).ConfigureAwait(false))[0];
    }

    private async Task<ChangeOutcome> ChangeAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        if (journal is null)
            return new ChangeOutcome(change, ChangeResult.Planned);
        var account = change.VendorMember!;
        var (operation, send) = Operation(change, account, group, cancellation.Abort);
        await journal.RunAsync(operation, change, account, cancellation, async () =>
        {
            await send().ConfigureAwait(false);
            return account.Id;
        }).ConfigureAwait(false);
        return new ChangeOutcome(change, ChangeResult.Applied);
    }

    private (JournalOperation Operation, Func<Task> Send) Operation(
        MembershipChange change, GroupMember account, GroupTarget group, CancellationToken cancellationToken) => change.Action switch
        {
            ChangeAction.Update =>
                (JournalOperation.UpdateUser, () => Provider.UpdateUserAsync(account, change.Differences, cancellationToken)),
            ChangeAction.Enable =>
                (JournalOperation.EnableUser, () => Provider.SetUserEnabledAsync(account, true, cancellationToken)),
            ChangeAction.Disable =>
                (JournalOperation.DisableUser, () => Provider.SetUserEnabledAsync(account, false, cancellationToken)),
            ChangeAction.Remove =>
                (JournalOperation.RemoveMember, () => Provider.RemoveGroupMemberAsync(group.Group, account, cancellationToken)),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change.Action, "Not a change of one person."),
        };

    private ChangeOutcome NotSent(MembershipChange change, string reason)
    {
        health.ReportNotSent();
        return new ChangeOutcome(change, ChangeResult.Skipped, $"The vendor was given up: {reason}") { Rule = ChangeRules.VendorGivenUp };
    }

    private static ChangeOutcome Cancelled(MembershipChange change) =>
        new(change, ChangeResult.Skipped, "The run was cancelled before its turn.") { IsCancelled = true, Rule = ChangeRules.Cancelled };

    private static ChangeOutcome CutOff(MembershipChange change) =>
        new(change, ChangeResult.Failed, "The run was cancelled while the request was under way; the next run checks its effect.")
        {
            IsUnknown = true,
        };

    private static ChangeOutcome Contradicted(MembershipChange change, string message) =>
        new(change, ChangeResult.Refused, message) { Rule = ChangeRules.Plan };

    private static ChangeOutcome Uncreated(MembershipChange change, string message) =>
        new(change, ChangeResult.Skipped, message) { Rule = ChangeRules.CreateUsers };

    private void Log(ChangeOutcome outcome)
    {
        var change = outcome.Change;
        var level = outcome.Result switch
        {
            ChangeResult.Failed => LogLevel.Error,
            // Whom a vendor that was given up, or a run that was ended, does not come to is told once, not for everybody.
            ChangeResult.Skipped when health.IsStopped || outcome.IsCancelled => LogLevel.Debug,
            ChangeResult.Skipped or ChangeResult.Refused => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        logger.Log(
            level,
            "{Vendor}/{Group}: {Action} {Person}: {Result}{Details}",
            change.Vendor,
            change.Group,
            change.Action,
            change.User,
            outcome.Result,
            Details(outcome));
    }

    // Names of attributes, not their values: the log is read by more people than the directory.
    private static string Details(ChangeOutcome outcome)
    {
        var attributes = string.Join(", ", outcome.Change.Differences.Select(difference => difference.Attribute));
        var details = string.Join(". ", new[] { attributes, outcome.Message }.Where(text => !string.IsNullOrEmpty(text)));
        return details.Length == 0 ? string.Empty : $" ({details})";
    }
}
