using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Undo;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>Finds the account of a person who is to be added, or creates it where that is allowed.</summary>
/// <param name="provider">The vendor.</param>
/// <param name="accounts">Its accounts in this run.</param>
/// <param name="authority">Who may change profiles.</param>
/// <param name="journal">Records what is sent; <see langword="null"/> for a dry run.</param>
/// <param name="failures">Says what became of what failed.</param>
internal sealed class AccountResolver(
    IVendorProvider provider,
    AccountDirectory accounts,
    ProfileAuthority authority,
    OperationJournal? journal,
    ChangeFailures failures)
{
    /// <summary>Prepares an addition.</summary>
    /// <exception cref="VendorException">The account could not be created.</exception>
    public async Task<PreparedAdd> PrepareAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        if (change is InverseChange)
            return new PreparedAdd(change);
        var lookup = await LookUpAsync(change.SourceMember!, group, cancellation.Stop).ConfigureAwait(false);
        if (lookup.Error is { } error)
            return PreparedAdd.Done(new ChangeOutcome(change, ChangeResult.Failed, error) { Rule = ChangeRules.LookUp });
        if (lookup.Refusal is { } refusal)
            return Uncertain(change, refusal);
        if (FindContradiction(change, lookup, group) is { } contradiction)
            return Contradicted(change with { VendorMember = lookup.Account }, contradiction);
        return lookup.Account is { } account
            ? new PreparedAdd(change with { VendorMember = account }) { ByLinkAlone = lookup.ByLinkAlone, IsFound = !lookup.ByLinkAlone }
            : await PrepareNewAsync(change, group, cancellation).ConfigureAwait(false);
    }

    /// <summary>Prepares the addition of a person whose linked account turned out to be gone.</summary>
    /// <exception cref="VendorException">The account could not be created.</exception>
    public async Task<PreparedAdd> PrepareAgainAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        var unknown = change with { VendorMember = null };
        group.ForgetLink(change.SourceMember!);
        return FindContradiction(unknown, new AccountLookup(null), group) is { } contradiction
            ? Contradicted(unknown, contradiction)
            : await PrepareNewAsync(unknown, group, cancellation).ConfigureAwait(false);
    }

    /// <summary>The account that adding a person has made; <see langword="null"/> where the vendor does not show it yet.</summary>
    public async Task<GroupMember?> FindMadeAsync(MembershipChange change, GroupMember? told, CancellationToken cancellationToken)
    {
        var person = change.SourceMember!;
        try
        {
            var account = told ?? await accounts.FindByBestKeyAsync(person, cancellationToken).ConfigureAwait(false);
            if (account is null)
                return null;
            accounts.NoteMade(person, account);
            authority.Observe(account.Id, ProfileAuthority.SourceOf(change));
            return account;
        }
        catch (VendorException)
        {
            // The person was added all the same; the next run reads the account with the group.
            return null;
        }
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
            return failures.OfLookUp(person, error);
        }
    }

    private async Task<PreparedAdd> PrepareNewAsync(MembershipChange change, GroupTarget group, RunCancellation cancellation)
    {
        if (!group.Policy.CreateUsers)
            return Uncreated(change, "The person has no account, and create_users is false.");
        if (!provider.Capabilities.CreateUsers && !provider.Capabilities.AddCreatesUsers)
            return Uncreated(change, "The person has no account, and the vendor cannot create any.");
        if (journal is null)
            return PreparedAdd.Done(new ChangeOutcome(change, ChangeResult.Planned, "An account would be created."));
        if (provider.Capabilities.AddCreatesUsers)
            return new PreparedAdd(change);

        var created = await accounts.CreateAsync(change.SourceMember!, () => CreateAsync(change, cancellation)).ConfigureAwait(false);
        if (created.Refusal is { } refusal)
            return Uncertain(change, refusal);
        return cancellation.IsRequested
            ? PreparedAdd.Done(ChangeFailures.Cancelled(change) with
            {
                Message = "The account was created; the run was cancelled before it was added to the group.",
            })
            : new PreparedAdd(change with { VendorMember = created.Account }) { IsCreated = true };
    }

    private async Task<GroupMember> CreateAsync(MembershipChange change, RunCancellation cancellation)
    {
        GroupMember? account = null;
        await journal!.RunAsync(new JournalRequest(JournalOperation.CreateUser, change, null), cancellation, async () =>
        {
            account = await provider.CreateUserAsync(change.SourceMember!, cancellation.Abort).ConfigureAwait(false);
            return account.Id;
        }).ConfigureAwait(false);
        authority.Observe(account!.Id, ProfileAuthority.SourceOf(change));
        return account;
    }

    private static PreparedAdd Uncertain(MembershipChange change, string why) =>
        PreparedAdd.Done(new ChangeOutcome(change, ChangeResult.Skipped, why) { Rule = ChangeRules.UncertainAccount });

    private static PreparedAdd Contradicted(MembershipChange change, string message) =>
        PreparedAdd.Done(new ChangeOutcome(change, ChangeResult.Refused, message) { Rule = ChangeRules.Plan });

    private static PreparedAdd Uncreated(MembershipChange change, string message) =>
        PreparedAdd.Done(new ChangeOutcome(change, ChangeResult.Skipped, message) { Rule = ChangeRules.CreateUsers });
}
