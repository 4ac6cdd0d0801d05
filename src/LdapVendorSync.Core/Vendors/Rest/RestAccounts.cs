using System.Runtime.InteropServices;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Accounts that are found by any of their attributes. Not for use by several threads at once.</summary>
internal sealed class RestAccounts
{
    private readonly Dictionary<string, GroupMember> _accounts = new(StringComparer.Ordinal);

    // The ids of those who have a key, for every attribute that was ever asked for.
    private readonly Dictionary<string, Dictionary<MatchKey, HashSet<string>>> _idsOf = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes an account in, in place of what was known of it.</summary>
    public void Put(GroupMember account)
    {
        Drop(account.Id);
        _accounts[account.Id] = account;
        foreach (var (attribute, ids) in _idsOf)
            Enter(ids, attribute, account);
    }

    /// <summary>Forgets an account.</summary>
    public void Drop(string id)
    {
        if (!_accounts.Remove(id, out var account))
            return;
        foreach (var (attribute, ids) in _idsOf)
        {
            if (MatchKey.Of(account, attribute) is { } key)
                ids[key].Remove(id);
        }
    }

    /// <summary>The accounts with a key.</summary>
    public IReadOnlyList<GroupMember> Find(MatchKey key)
    {
        if (!_idsOf.TryGetValue(key.Attribute, out var ids))
        {
            _idsOf[key.Attribute] = ids = [];
            foreach (var account in _accounts.Values)
                Enter(ids, key.Attribute, account);
        }

        return ids.TryGetValue(key, out var found) ? [.. found.Select(id => _accounts[id])] : [];
    }

    private static void Enter(Dictionary<MatchKey, HashSet<string>> ids, string attribute, GroupMember account)
    {
        if (MatchKey.Of(account, attribute) is not { } key)
            return;
        ref var holders = ref CollectionsMarshal.GetValueRefOrAddDefault(ids, key, out _);
        holders ??= new HashSet<string>(1, StringComparer.Ordinal);
        holders.Add(account.Id);
    }
}
