using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>
/// Finds the accounts that a run changed, as they are now. Vendors are asked by key, so the keys that the link and the journal know lead
/// there; but only an account with the recorded id is the one that is meant.
/// </summary>
/// <param name="vendor">The vendor.</param>
/// <param name="members">The members of the group, which need no further look, by id.</param>
/// <param name="links">The links of the mapping.</param>
internal sealed class AccountFinder(VendorConnection vendor, IReadOnlyDictionary<string, GroupMember> members, LoadedLinks links)
{
    /// <summary>Finds the account of each change, so many at once as the vendor stands.</summary>
    /// <param name="changes">Changes that are to be undone.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>What was seen, by the account's id.</returns>
    public async Task<IReadOnlyDictionary<string, AccountSighting>> FindAsync(
        IEnumerable<JournalEntry> changes, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<string, AccountSighting>(StringComparer.Ordinal);
        var gate = new Lock();
        var accounts = changes.Where(NeedsAccount).DistinctBy(change => change.Intent.VendorId).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = vendor.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(accounts, options, async (change, cancellation) =>
        {
            var sighting = await FindAsync(change.Intent, cancellation).ConfigureAwait(false);
            lock (gate)
                seen[change.Intent.VendorId!] = sighting;
        }).ConfigureAwait(false);
        return seen;
    }

    // To end a membership, the list of the members says enough.
    private static bool NeedsAccount(JournalEntry change) =>
        change.Intent.VendorId is not null
        && change.Intent.Operation
            is JournalOperation.UpdateUser
            or JournalOperation.EnableUser
            or JournalOperation.DisableUser
            or JournalOperation.RemoveMember;

    private async Task<AccountSighting> FindAsync(JournalIntent change, CancellationToken cancellationToken)
    {
        if (members.TryGetValue(change.VendorId!, out var member))
            return new AccountSighting(member);
        try
        {
            return await LookUpAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            return new AccountSighting(null, Error: error);
        }
    }

    private async Task<AccountSighting> LookUpAsync(JournalIntent change, CancellationToken cancellationToken)
    {
        var keys = Keys(change).Distinct().ToList();
        foreach (var key in keys)
        {
            var found = await TryFindAsync(key, cancellationToken).ConfigureAwait(false);
            if (found?.Id == change.VendorId)
                return new AccountSighting(found);
        }

        var account = $"the account with id '{change.VendorId}'";
        return new AccountSighting(null, keys.Count == 0
            ? $"nothing is known by which {account} could be found"
            : $"{account} is not found under {string.Join(" or ", keys)}: it was deleted, or renamed by hand");
    }

    private async Task<GroupMember?> TryFindAsync(MatchKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await vendor.Provider.FindUserAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error) when (error.Failure is VendorFailure.Ambiguous or VendorFailure.Unsupported)
        {
            // Another key may tell.
            return null;
        }
    }

    private IEnumerable<MatchKey> Keys(JournalIntent change)
    {
        var linked = links.LinkTo(change.VendorId!)?.MatchKeys ?? new Dictionary<string, string>();
        var recorded = change.MatchKey?.Split('=', 2) is [var attribute, var value] ? MatchKey.Create(attribute, value) : null;
        return linked.Select(key => MatchKey.Create(key.Key, key.Value)).Append(recorded).OfType<MatchKey>();
    }
}
