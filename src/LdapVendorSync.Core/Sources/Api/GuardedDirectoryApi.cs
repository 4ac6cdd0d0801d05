using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>
/// An API whose failures are all said in the words of sources: a group that is not there is <see cref="SourceFailure.GroupNotFound"/>, a
/// server that had answered before and does no more is <see cref="SourceFailure.Interrupted"/>.
/// </summary>
internal sealed class GuardedDirectoryApi(IDirectoryApi api) : IDirectoryApi
{
    private volatile bool _hasAnswered;

    public bool HasNestedGroups => api.HasNestedGroups;

    public Task<IReadOnlyList<ApiGroup>> FindGroupsAsync(string text, CancellationToken cancellationToken) =>
        AskAsync(() => api.FindGroupsAsync(text, cancellationToken), SourceFailure.ServerError);

    public Task<ApiGroup?> GetGroupAsync(string id, CancellationToken cancellationToken) =>
        AskAsync(() => api.GetGroupAsync(id, cancellationToken), SourceFailure.GroupNotFound);

    public IAsyncEnumerable<ApiGroup> ListGroupsAsync(ListProof proof, CancellationToken cancellationToken) =>
        ListAsync(api.ListGroupsAsync(proof, cancellationToken), SourceFailure.ServerError, cancellationToken);

    public IAsyncEnumerable<ApiGroup> ListNestedGroupsAsync(ApiGroup group, ListProof proof, CancellationToken cancellationToken) =>
        ListAsync(api.ListNestedGroupsAsync(group, proof, cancellationToken), SourceFailure.GroupNotFound, cancellationToken);

    public IAsyncEnumerable<ApiEntry> ListMembersAsync(ApiGroup group, ListProof proof, CancellationToken cancellationToken) =>
        ListAsync(api.ListMembersAsync(group, proof, cancellationToken), SourceFailure.GroupNotFound, cancellationToken);

    public IAsyncEnumerable<ApiEntry> ListUsersAsync(ListProof proof, CancellationToken cancellationToken) =>
        ListAsync(api.ListUsersAsync(proof, cancellationToken), SourceFailure.ServerError, cancellationToken);

    public Task<IReadOnlyList<ApiEntry>> FindUsersAsync(string text, CancellationToken cancellationToken) =>
        AskAsync(() => api.FindUsersAsync(text, cancellationToken), SourceFailure.ServerError);

    public Task<IReadOnlyList<ApiGroup>> ListGroupsOfAsync(string userId, CancellationToken cancellationToken) =>
        AskAsync(() => api.ListGroupsOfAsync(userId, cancellationToken), SourceFailure.ServerError);

    public Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken) =>
        AskAsync(() => api.TestAsync(cancellationToken), SourceFailure.ServerError);

    public ValueTask DisposeAsync() => api.DisposeAsync();

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, SourceFailure notFound)
    {
        try
        {
            var answer = await ask().ConfigureAwait(false);
            _hasAnswered = true;
            return answer;
        }
        catch (Exception error) when (error is VendorException or SourceException)
        {
            throw Translate(error, notFound);
        }
    }

    private async IAsyncEnumerable<T> ListAsync<T>(
        IAsyncEnumerable<T> list, SourceFailure notFound, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = list.GetAsyncEnumerator(cancellationToken);
        await using var closing = items.ConfigureAwait(false);
        while (await AskAsync(() => items.MoveNextAsync().AsTask(), notFound).ConfigureAwait(false))
            yield return items.Current;
    }

    private SourceException Translate(Exception error, SourceFailure notFound)
    {
        var failure = error as SourceException ?? ((VendorException)error).ToSourceException(notFound);
        return failure.Failure == SourceFailure.Unavailable && _hasAnswered
            ? new SourceException(SourceFailure.Interrupted, failure.Message, error)
            : failure;
    }
}
