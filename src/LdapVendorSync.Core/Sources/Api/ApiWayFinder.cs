namespace LdapVendorSync.Core.Sources.Api;

/// <summary>
/// Finds the shortest way by which groups lead from one to a person: from the person's own groups, and from the group down.
/// </summary>
/// <param name="api">The directory.</param>
/// <param name="lists">Reads which groups are in a group.</param>
/// <param name="requireWhole">Throws where a list was not read to its end.</param>
internal sealed class ApiWayFinder(IDirectoryApi api, ApiGroupLists lists, Action<ListProof, string> requireWhole)
{
    /// <summary>Finds the way; <see langword="null"/> where there is none.</summary>
    /// <exception cref="SourceException">A list could not be read to its end.</exception>
    public async Task<ListedWay?> FindAsync(ApiGroup root, string personId, CancellationToken cancellationToken)
    {
        var groups = await api.ListGroupsOfAsync(personId, cancellationToken).ConfigureAwait(false);
        var listing = groups.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        var known = new HashSet<string>(StringComparer.Ordinal) { root.Id };
        var open = new Queue<(ApiGroup Group, IReadOnlyList<string> Path)>([(root, [])]);
        while (listing.Count > 0 && open.TryDequeue(out var way))
        {
            if (listing.Contains(way.Group.Id))
                return new ListedWay(root.Label, way.Path);
            var (nested, proof) = await lists.ReadNestedAsync(way.Group, cancellationToken).ConfigureAwait(false);
            requireWhole(proof, $"list of groups in '{way.Group.Label}'");
            foreach (var group in nested.Where(group => known.Add(group.Id)).OrderBy(group => group.Label, StringComparer.Ordinal))
                open.Enqueue((group, [.. way.Path, group.Label]));
        }

        return null;
    }
}
