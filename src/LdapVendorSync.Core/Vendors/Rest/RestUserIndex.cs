using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>
/// The accounts of a vendor that cannot be asked for one of them: all are read once, and from then on what this run changes is followed.
/// </summary>
internal sealed class RestUserIndex(RestSession session) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Lock _access = new();
    private RestAccounts? _accounts;

    /// <summary>The accounts with a key.</summary>
    /// <param name="operation">Lists all accounts.</param>
    /// <param name="key">The key.</param>
    /// <param name="isFresh">Whether what was read before does not count.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<GroupMember>> FindAsync(
        RestOperation operation, MatchKey key, bool isFresh, string purpose, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (isFresh || _accounts is null)
            {
                var read = await ReadAsync(operation, purpose, cancellationToken).ConfigureAwait(false);
                lock (_access)
                    _accounts = read;
            }
        }
        finally
        {
            _gate.Release();
        }

        lock (_access)
            return _accounts!.Find(key);
    }

    /// <summary>Follows what was created or changed.</summary>
    public void Put(GroupMember account)
    {
        lock (_access)
            _accounts?.Put(account);
    }

    /// <summary>Follows what was deleted.</summary>
    public void Drop(string id)
    {
        lock (_access)
            _accounts?.Drop(id);
    }

    public void Dispose() => _gate.Dispose();

    private async Task<RestAccounts> ReadAsync(
        RestOperation operation, string purpose, CancellationToken cancellationToken)
    {
        var accounts = new RestAccounts();
        var list = session.Client.List(operation, new RestValues(), purpose);
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            accounts.Put(session.ReadMember(operation, item, purpose));

        session.EnsureWhole(list, purpose);
        return accounts;
    }
}
