using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Sends one change with requests of its own.</summary>
/// <param name="provider">The vendor.</param>
/// <param name="resolver">Finds and creates accounts.</param>
/// <param name="journal">Records what is sent; <see langword="null"/> for a dry run.</param>
/// <param name="failures">Says what became of what failed.</param>
/// <param name="logger">Hears of links that lead nowhere.</param>
internal sealed class ChangeSender(
    IVendorProvider provider, AccountResolver resolver, OperationJournal? journal, ChangeFailures failures, ILogger logger)
{
    /// <summary>Sends an addition that was prepared.</summary>
    /// <exception cref="VendorException">It was not made.</exception>
    public async Task<ChangeOutcome> AddAsync(PreparedAdd add, GroupTarget group, RunCancellation cancellation)
    {
        try
        {
            return await SendAddAsync(add, group, cancellation).ConfigureAwait(false);
        }
        catch (VendorException error) when (error.Failure == VendorFailure.NotFound && add.ByLinkAlone)
        {
            // The vendor found nobody under the person's key: not because the account still has an old name, then.
            logger.LogWarning(
                "{Vendor}: the account with id {VendorId} that {Person} was linked to is gone",
                add.Change.Vendor,
                add.Change.VendorMember!.Id,
                add.Change.User);
        }

        var again = await resolver.PrepareAgainAsync(add.Change, group, cancellation).ConfigureAwait(false);
        return again.Outcome ?? await SendAddAsync(again, group, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends any other change.</summary>
    /// <exception cref="VendorException">It was not made.</exception>
    public async Task<ChangeOutcome> ChangeAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        if (journal is not null)
        {
            await journal
                .RunAsync(Request(change), cancellation, () => SendAsync(change, group, cancellation.Abort))
                .ConfigureAwait(false);
        }

        return Done(change);
    }

    /// <summary>Sends a change whose intent is recorded already.</summary>
    /// <exception cref="VendorException">It was not made.</exception>
    public async Task<ChangeOutcome> SendRecordedAsync(
        long intent, MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        GroupMember? made = null;
        await journal!.SendAsync(intent, cancellation, () => change is { Action: ChangeAction.Add, VendorMember: null }
            ? AddPersonAsync(change, group, account => made = account, cancellation.Abort)
            : SendAsync(change, group, cancellation.Abort)).ConfigureAwait(false);
        return Done(change with { VendorMember = change.VendorMember ?? made });
    }

    /// <summary>What is recorded of a change before it is sent.</summary>
    public static JournalRequest Request(MembershipChange change) => new(Operation(change), change, change.VendorMember);

    /// <summary>What is told of a person's change that failed after their account was created.</summary>
    public static ChangeOutcome AfterCreation(ChangeOutcome outcome) => outcome.Result switch
    {
        ChangeResult.Applied => outcome with { Message = "The account was created." },
        ChangeResult.Skipped => outcome with { Message = $"The account was created, but not made a member: {outcome.Message}" },
        _ => outcome,
    };

    private async Task<ChangeOutcome> SendAddAsync(PreparedAdd add, GroupTarget group, RunCancellation cancellation)
    {
        if (journal is null)
            return Done(add.Change);
        if (add.MakesAccount)
            return await SendPersonAsync(add.Change, group, cancellation).ConfigureAwait(false);
        if (!add.IsCreated)
            return await ChangeAsync(add.Change, group, cancellation).ConfigureAwait(false);
        try
        {
            return AfterCreation(await ChangeAsync(add.Change, group, cancellation).ConfigureAwait(false));
        }
        catch (VendorException error) when (error.NotSent)
        {
            return AfterCreation(failures.Of(add.Change, error, cancellation));
        }
    }

    private async Task<ChangeOutcome> SendPersonAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        GroupMember? made = null;
        await journal!
            .RunAsync(Request(change), cancellation, () => AddPersonAsync(change, group, account => made = account, cancellation.Abort))
            .ConfigureAwait(false);
        return AfterCreation(Done(change with { VendorMember = made }));
    }

    private async Task<string?> AddPersonAsync(
        MembershipChange change, GroupTarget group, Action<GroupMember?> made, CancellationToken cancellationToken)
    {
        await provider.AddGroupMemberAsync(group.Group, change.SourceMember!, cancellationToken).ConfigureAwait(false);
        var account = await resolver.FindMadeAsync(change, null, cancellationToken).ConfigureAwait(false);
        made(account);
        return account?.Id;
    }

    private async Task<string?> SendAsync(MembershipChange change, GroupTarget group, CancellationToken cancellationToken)
    {
        var account = change.VendorMember!;
        await (change.Action switch
        {
            ChangeAction.Add => provider.AddGroupMemberAsync(group.Group, account, cancellationToken),
            ChangeAction.Update => provider.UpdateUserAsync(account, change.Differences, cancellationToken),
            ChangeAction.Enable => provider.SetUserEnabledAsync(account, true, cancellationToken),
            ChangeAction.Disable => provider.SetUserEnabledAsync(account, false, cancellationToken),
            ChangeAction.Delete when !provider.RemovalDeletesAccountIn(group.Group) => provider.DeleteUserAsync(account, cancellationToken),
            ChangeAction.Remove or ChangeAction.Delete => provider.RemoveGroupMemberAsync(group.Group, account, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change.Action, "Not a change of one person."),
        }).ConfigureAwait(false);
        return account.Id;
    }

    private ChangeOutcome Done(MembershipChange change) =>
        new(change, journal is null ? ChangeResult.Planned : ChangeResult.Applied);

    private static JournalOperation Operation(MembershipChange change) => change.Action switch
    {
        ChangeAction.Add => JournalOperation.AddMember,
        ChangeAction.Update => JournalOperation.UpdateUser,
        ChangeAction.Enable => JournalOperation.EnableUser,
        ChangeAction.Disable => JournalOperation.DisableUser,
        ChangeAction.Delete => JournalOperation.DeleteUser,
        ChangeAction.Remove => JournalOperation.RemoveMember,
        _ => throw new ArgumentOutOfRangeException(nameof(change), change.Action, "Not a change of one person."),
    };
}
