using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Reads which group is within which: every group once with its member list, not one search a group.</summary>
/// <param name="directory">Where to search.</param>
/// <param name="server">The server.</param>
internal sealed class LdapNestings(LdapDirectory directory, LdapServer server)
{
    private const string Purpose = "groups within groups";

    /// <summary>Reads them.</summary>
    /// <exception cref="SourceException">A search did not come to its end, or a part is on another server.</exception>
    public async Task<IReadOnlyList<GroupNesting>> ReadAsync(CancellationToken cancellationToken)
    {
        var groups = new List<DirectoryGroup>();
        foreach (var tree in directory.GroupBases(server, Purpose))
            groups.AddRange(await ReadAsync(tree, cancellationToken).ConfigureAwait(false));
        return [.. DirectoryNestings.Of(groups).Distinct()];
    }

    private async Task<List<DirectoryGroup>> ReadAsync(DistinguishedName tree, CancellationToken cancellationToken)
    {
        var request = LdapDirectory.Subtree(server, tree, directory.Profile.IsGroup, directory.Groups.Attributes);
        var response = await directory.Session.SearchPagedAsync(request, directory.Settings.PageSize, Purpose, cancellationToken)
            .ConfigureAwait(false);
        if (!response.Result.IsSuccess)
            throw Fail(
                LdapFault.Classify(response.Result.Code), $"after {response.Entries.Count} entries below '{tree}' came {response.Result}.");
        if (response.References.Count > 0)
            throw Fail(
                SourceFailure.ServerError, $"below '{tree}' a part is on another server, which was not asked: {response.References[0]}.");

        var reader = new LdapGroupReader(directory, Purpose);
        var groups = new List<DirectoryGroup>();
        foreach (var entry in response.Entries.Select(entry => entry.ToDirectoryEntry()))
            groups.Add(await CompleteAsync(reader, entry, cancellationToken).ConfigureAwait(false));
        return groups;
    }

    // The list of a large group comes in parts.
    private async Task<DirectoryGroup> CompleteAsync(LdapGroupReader reader, DirectoryEntry entry, CancellationToken cancellationToken)
    {
        var group = directory.Groups.Map(entry);
        if (group.Unfinished.Count == 0)
            return group;
        var whole = await reader.ReadAsync(group.Dn, cancellationToken).ConfigureAwait(false);
        return whole.Unfinished.Count == 0
            ? whole
            : throw Fail(SourceFailure.ServerError, $"the list of '{group.Dn}' did not stand still while it was read in parts.");
    }

    private SourceException Fail(SourceFailure failure, string reason) => directory.Session.Fail(failure, Purpose, reason);
}
