using System.Collections.Concurrent;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>
/// Reads what is directly in groups. Where a run shares its reads, a group that several others hold is read once; only what was read whole
/// is kept, and beyond its bounds nothing more. Safe for concurrent use.
/// </summary>
/// <param name="api">The directory.</param>
/// <param name="keeps">Whether lists are kept.</param>
internal sealed class ApiGroupLists(IDirectoryApi api, bool keeps)
{
    /// <summary>How many members and groups the kept lists may hold altogether.</summary>
    public const int MaxListed = 200_000;

    private readonly ConcurrentDictionary<string, Lazy<Task<ApiGroupList>>> _lists = new(StringComparer.Ordinal);
    private int _listed;

    /// <summary>Whether lists are kept.</summary>
    public bool Keeps => keeps;

    /// <summary>What is directly in a group.</summary>
    /// <exception cref="SourceException">A list of it cannot be read.</exception>
    public Task<ApiGroupList> ReadAsync(ApiGroup group, CancellationToken cancellationToken) =>
        keeps ? ReadOnceAsync(group, cancellationToken) : ReadNowAsync(group, cancellationToken);

    /// <summary>The groups directly in a group.</summary>
    /// <exception cref="SourceException">The list cannot be read.</exception>
    public async Task<(IReadOnlyList<ApiGroup> Groups, ListProof Proof)> ReadNestedAsync(
        ApiGroup group, CancellationToken cancellationToken)
    {
        var proof = new ListProof();
        var groups = await api.ListNestedGroupsAsync(group, proof, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        return (groups, proof);
    }

    // Those who ask at the same time wait for one answer. A failure is nobody's for longer than it lasts.
    private async Task<ApiGroupList> ReadOnceAsync(ApiGroup group, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reading = _lists.GetOrAdd(group.Id, _ => new Lazy<Task<ApiGroupList>>(() => ReadAndKeepAsync(group, cancellationToken)));
            try
            {
                return await reading.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Whoever began it was cancelled; this reader was not.
                Forget(group, reading);
            }
            catch
            {
                Forget(group, reading);
                throw;
            }
        }
    }

    private void Forget(ApiGroup group, Lazy<Task<ApiGroupList>> reading) => _lists.TryRemove(KeyValuePair.Create(group.Id, reading));

    private async Task<ApiGroupList> ReadAndKeepAsync(ApiGroup group, CancellationToken cancellationToken)
    {
        var list = await ReadNowAsync(group, cancellationToken).ConfigureAwait(false);
        if (!list.IsWhole || Interlocked.Add(ref _listed, list.Count) > MaxListed)
            _lists.TryRemove(group.Id, out _);
        return list;
    }

    private async Task<ApiGroupList> ReadNowAsync(ApiGroup group, CancellationToken cancellationToken)
    {
        var proof = new ListProof();
        var entries = await api.ListMembersAsync(group, proof, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var (nested, nestedProof) = await ReadNestedAsync(group, cancellationToken).ConfigureAwait(false);
        return new ApiGroupList(entries, proof, nested, nestedProof);
    }
}
