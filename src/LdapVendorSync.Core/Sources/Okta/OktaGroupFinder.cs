using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>Finds groups by their ids and names.</summary>
/// <remarks>
/// <c>q=</c> compares the beginning of names and gives one page, so that names are compared here, and a page that is full proves nothing.
/// </remarks>
internal sealed partial class OktaGroupFinder(OktaClient client)
{
    // What Okta gives at most to a q.
    private const int QueryLimit = 300;

    /// <summary>The group with an id; <see langword="null"/> where there is none.</summary>
    public async Task<ApiGroup?> GetAsync(string id, CancellationToken cancellationToken)
    {
        var need = OktaNeed.ToReadGroups($"read group '{id}'");
        var group = await client.FindAsync($"/groups/{OktaClient.Escape(id)}", need, cancellationToken).ConfigureAwait(false);
        return group is null ? null : Map(group);
    }

    /// <summary>The group with this id, else those with this name.</summary>
    public async Task<IReadOnlyList<ApiGroup>> FindAsync(string text, CancellationToken cancellationToken)
    {
        var name = text.Trim();
        if (Id().IsMatch(name) && await GetAsync(name, cancellationToken).ConfigureAwait(false) is { } group)
            return [group];
        var (beginning, isWhole) = await QueryAsync(name, cancellationToken).ConfigureAwait(false);
        var found = Named(beginning, name);
        if (isWhole && found.Count > 0)
            return found;
        // The index knows names in whole, but may be behind.
        var need = OktaNeed.ToReadGroups($"find group '{name}'");
        var all = new OktaListing("/groups", need);
        var index = all with { Choice = ("search", OktaFilter.GroupsNamed(name)) };
        found = Named([.. beginning, .. await ReadWholeAsync(index, cancellationToken).ConfigureAwait(false)], name);
        return isWhole || found.Exists(group => IsExactly(group, name))
            ? found
            : Named(await ReadWholeAsync(all, cancellationToken).ConfigureAwait(false), name);
    }

    /// <summary>The groups of a list that is only of use whole.</summary>
    /// <exception cref="SourceException">It is not proved to be whole.</exception>
    public async Task<IReadOnlyList<ApiGroup>> ReadWholeAsync(OktaListing list, CancellationToken cancellationToken) =>
        [.. (await client.ReadWholeAsync(list, cancellationToken).ConfigureAwait(false)).Select(Map)];

    /// <summary>How many members Okta counts in a group; <see langword="null"/> where it does not say.</summary>
    public async Task<long?> CountMembersAsync(ApiGroup group, CancellationToken cancellationToken)
    {
        var address = $"/groups?filter={OktaClient.Escape(OktaFilter.GroupWithId(group.Id))}&expand=stats&limit=1";
        var need = OktaNeed.ToReadGroups($"count the members of group '{group.Label}'");
        try
        {
            var (items, _) = await client.ReadPageAsync(address, need, cancellationToken).ConfigureAwait(false);
            var count = items.Count == 1 ? items[0].TextAt("_embedded.stats.usersCount") : null;
            return long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (SourceException error) when (error.Failure is SourceFailure.AccessDenied or SourceFailure.ServerError)
        {
            // The list itself has said that it is whole; this only asks again.
            return null;
        }
    }

    /// <summary>The groups of a list.</summary>
    public async IAsyncEnumerable<ApiGroup> ListAsync(
        OktaListing list, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var group in client.ReadListAsync(list, proof, cancellationToken).ConfigureAwait(false))
            yield return Map(group);
    }

    // Names differ in more than case; but somebody who writes one may not mind it.
    private static List<ApiGroup> Named(IReadOnlyList<ApiGroup> groups, string name)
    {
        var distinct = groups.DistinctBy(group => group.Id, StringComparer.Ordinal).ToList();
        var exact = distinct.FindAll(group => IsExactly(group, name));
        return exact.Count > 0 ? exact : distinct.FindAll(group => group.Name.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsExactly(ApiGroup group, string name) => group.Name.Trim() == name;

    private static ApiGroup Map(DataNode group) => new(group.TextAt("id")!, group.TextAt("profile.name") ?? group.TextAt("id")!)
    {
        Description = group.TextAt("profile.description") is { Length: > 0 } description ? description : null,
    };

    private async Task<(IReadOnlyList<ApiGroup> Groups, bool IsWhole)> QueryAsync(string name, CancellationToken cancellationToken)
    {
        var limit = QueryLimit.ToString(CultureInfo.InvariantCulture);
        var address = $"/groups?q={OktaClient.Escape(name)}&limit={limit}";
        var need = OktaNeed.ToReadGroups($"find group '{name}'");
        var (items, hasNext) = await client.ReadPageAsync(address, need, cancellationToken).ConfigureAwait(false);
        return ([.. items.Select(Map)], !hasNext && items.Count < QueryLimit);
    }

    [GeneratedRegex("^00g[A-Za-z0-9]{17}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
