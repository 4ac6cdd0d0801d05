using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>
/// Finds the accounts that ids stand for, with as few requests as the server allows: those that are known already cost none, then
/// whatever is less of listing all users and of asking for some ids at once; what neither brings is read by itself.
/// </summary>
internal sealed class ScimAccountResolver(ScimSession session)
{
    private const int IdsPerFilter = 25;
    private const int RoundNumber = 50;

    private int _withoutIdFilter;

    /// <summary>The accounts.</summary>
    /// <param name="group">The group that names the ids.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Who was found, in no order, and who says to be in the group without being named.</returns>
    public async Task<(IReadOnlyCollection<GroupMember> Accounts, IReadOnlyList<string> Unlisted)> ResolveAsync(
        VendorGroup group, IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, GroupMember>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (session.Remembered(id) is { } known)
                found[id] = known;
        }

        var purpose = $"read the accounts of group '{group.Name}'";
        var unlisted = new List<string>();
        if (Missing().Length > session.Concurrency || MayBeCutOff())
            await FindManyAsync().ConfigureAwait(false);
        await ReadEachAsync(Missing(), found, purpose, cancellationToken).ConfigureAwait(false);
        return (found.Values.ToArray(), unlisted);

        // Servers that cut members off do so at a round number; only the whole list shows who is missing then.
        bool MayBeCutOff() => ids.Count > 0 && ids.Count % RoundNumber == 0;

        string[] Missing() => [.. ids.Where(id => !found.ContainsKey(id))];

        async Task FindManyAsync()
        {
            var list = session.List(session.Features.Users, purpose);
            var canFilter = session.Features.Filter && session.Profile.FiltersWithOr && !MayBeCutOff()
                && Volatile.Read(ref _withoutIdFilter) == 0;
            var seen = 0;
            await foreach (var user in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var account = session.ReadUser(user, purpose);
                if (ids.Contains(account.Id))
                    found[account.Id] = account;
                else if (IsIn(user, group.Id, directly: true))
                    unlisted.Add(account.Label);
                // After the first page it is known how many pages there are.
                if (++seen == session.Features.PageSize && canFilter && list.Total > PagesWorth(Missing().Length))
                {
                    await FilterAsync(Missing(), found, purpose, cancellationToken).ConfigureAwait(false);
                    return;
                }
            }
        }
    }

    /// <summary>Whether a user says to be in a group (RFC 7643 section 4.1.2).</summary>
    public static bool IsIn(JsonObject user, string groupId, bool directly = false) =>
        (user["groups"] as JsonArray ?? []).OfType<JsonObject>().Any(group =>
            ScimJson.Text(group["value"]) == groupId
            && !(directly && string.Equals(ScimJson.Text(group["type"]), "indirect", StringComparison.OrdinalIgnoreCase)));

    // How many users could be listed with as many requests as it takes to filter for so many ids.
    private long PagesWorth(int ids) => (long)((ids / IdsPerFilter) + 1) * session.Features.PageSize;

    private async Task FilterAsync(
        string[] ids, ConcurrentDictionary<string, GroupMember> found, string purpose, CancellationToken cancellationToken)
    {
        await ForEachAsync(ids.Chunk(IdsPerFilter), async (some, token) =>
        {
            if (Volatile.Read(ref _withoutIdFilter) != 0)
                return;
            try
            {
                var filter = ScimFilter.Any(some.Select(id => ScimFilter.Equal("id", id)));
                var list = session.List(session.Features.Users, purpose, filter);
                var wanted = some.ToHashSet(StringComparer.Ordinal);
                await foreach (var user in list.ReadAsync(token).ConfigureAwait(false))
                {
                    var account = session.ReadUser(user, purpose);
                    if (!wanted.Remove(account.Id))
                    {
                        // Nobody asked for this one: with such filters every look-up would be one of all users.
                        Interlocked.Exchange(ref _withoutIdFilter, 1);
                        return;
                    }

                    found[account.Id] = account;
                    if (wanted.Count == 0)
                        return;
                }
            }
            catch (VendorException error) when (error.Failure is VendorFailure.Rejected or VendorFailure.NotFound)
            {
                Interlocked.Exchange(ref _withoutIdFilter, 1);
                session.Logger.LogDebug(error, "{Vendor}: users cannot be looked up by several ids at once", session.Vendor);
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    private Task ReadEachAsync(
        string[] ids, ConcurrentDictionary<string, GroupMember> found, string purpose, CancellationToken cancellationToken) =>
        ForEachAsync(ids, async (id, token) =>
        {
            var user = await session.Client.GetAsync(
                session.UserAddress(id), purpose, token, HttpStatusCode.NotFound, HttpStatusCode.Gone).ConfigureAwait(false);
            if (user is not null && session.ReadUser(user, purpose) is var account && account.Id == id)
                found[id] = account;
        }, cancellationToken);

    private Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = session.Concurrency, CancellationToken = cancellationToken },
            (item, token) => new ValueTask(work(item, token)));
}
