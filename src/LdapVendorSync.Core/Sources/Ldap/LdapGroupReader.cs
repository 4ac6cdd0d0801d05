using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Finds groups, and reads them with their whole member list.</summary>
internal sealed class LdapGroupReader(LdapDirectory directory, string purpose) : IGroupFinder
{
    private const int NamedInMessage = 10;

    private readonly LdapSession _session = directory.Session;

    public async Task<DirectoryGroup> FindAsync(GroupSelector selector, CancellationToken cancellationToken)
    {
        var dn = selector.Dn ?? await SearchAsync(selector, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(dn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a group by its DN.</summary>
    /// <exception cref="SourceException">It is not there, is no group, may not be read, or the server cannot say.</exception>
    public async Task<DirectoryGroup> ReadAsync(DistinguishedName dn, CancellationToken cancellationToken)
    {
        if (directory.Cache?.FindGroup(dn) is { } known)
            return known;
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var response = await _session
            .SearchAsync(LdapSearchRequest.ForEntry(dn.ToString(), AttributesOn(server)), purpose, cancellationToken)
            .ConfigureAwait(false);
        var entry = RequireEntry(dn, response).ToDirectoryEntry();
        if (!directory.Groups.CanRead(entry))
            throw Fail(SourceFailure.GroupNotFound, $"'{dn}' is no group (objectClass {string.Join(", ", entry.ObjectClasses)}).");
        return await CompleteAsync(entry, server, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What to ask for when groups are read.</summary>
    public IReadOnlyList<string> AttributesOn(LdapServer server) => server.IsActiveDirectory
        ? [.. directory.Groups.Attributes, .. GroupMapper.PrimaryGroupAttributes]
        : directory.Groups.Attributes;

    /// <summary>Makes a group of an entry, with the rest of its list and the members whom the list does not have.</summary>
    /// <exception cref="SourceException">The entry may not be read any more, or the server cannot say.</exception>
    public async Task<DirectoryGroup> CompleteAsync(DirectoryEntry entry, LdapServer server, CancellationToken cancellationToken)
    {
        var listed = await ReadWholeListAsync(entry, cancellationToken).ConfigureAwait(false);
        var group = await new ImpliedMembers(directory, server, purpose).AddToAsync(listed, cancellationToken).ConfigureAwait(false);
        directory.Cache?.Add(group);
        return group;
    }

    public async Task<DirectoryGroup?> FindByIdAsync(string id, CancellationToken cancellationToken)
    {
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);

        // Whoever moves a group may move it out of group_base_dn.
        foreach (var tree in server.Roots.Count > 0 ? server.Roots : directory.GroupBases(server, purpose))
        {
            var request = LdapDirectory.Subtree(server, tree, directory.Groups.FindById(id), [LdapSearchRequest.NoAttributes]);
            var response = await _session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
            if (response.Entries is [var entry])
                return await TryReadAsync(entry.ToDirectoryEntry().Dn, id, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<DirectoryGroup?> TryReadAsync(DistinguishedName dn, string id, CancellationToken cancellationToken)
    {
        try
        {
            var group = await ReadAsync(dn, cancellationToken).ConfigureAwait(false);
            return group.Ids.Any(known => known.Value == id) ? group : null;
        }
        catch (SourceException error) when (error.Failure is SourceFailure.GroupNotFound or SourceFailure.AccessDenied)
        {
            return null;
        }
    }

    private async Task<DistinguishedName> SearchAsync(GroupSelector selector, CancellationToken cancellationToken)
    {
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var found = new HashSet<DistinguishedName>();
        var elsewhere = new List<string>();
        foreach (var tree in directory.GroupBases(server, purpose))
        {
            var request = LdapDirectory.Subtree(server, tree, selector.Filter!, [LdapSearchRequest.NoAttributes]);
            var response = await _session
                .SearchPagedAsync(request, directory.Settings.PageSize, purpose, cancellationToken)
                .ConfigureAwait(false);
            found.UnionWith(response.Entries.Select(entry => entry.ToDirectoryEntry().Dn));
            elsewhere.AddRange(response.References.Select(reference => reference.ToString()));
            if (!response.Result.IsSuccess && found.Count < 2)
                throw Fail(LdapFault.Classify(response.Result.Code), $"the search below '{tree}' ended with {response.Result}.");
        }

        return found.Count == 1 ? found.First() : throw NotOne(selector, found, elsewhere);
    }

    private SourceException NotOne(GroupSelector selector, HashSet<DistinguishedName> found, List<string> elsewhere)
    {
        if (found.Count > 0)
        {
            var names = string.Join(", ", found.Take(NamedInMessage).Select(dn => $"'{dn}'"));
            return Fail(
                SourceFailure.GroupAmbiguous,
                $"'{selector.Name}' fits {found.Count} groups: {names}. Give the DN of the one that is meant.");
        }

        var hint = elsewhere.Count > 0
            ? $" Parts of the directory are on other servers, which are not asked: {string.Join(' ', elsewhere.Distinct())}."
            : string.Empty;
        return Fail(SourceFailure.GroupNotFound, $"there is no group '{selector.Name}', or {Reader} may not see it.{hint}");
    }

    private LdapEntry RequireEntry(DistinguishedName dn, LdapSearchResponse response)
    {
        var result = response.Result;
        if (result.IsSuccess && response.Entries is [var entry])
            return entry;
        throw result.Code switch
        {
            LdapResultCode.Success or LdapResultCode.NoSuchObject =>
                Fail(SourceFailure.GroupNotFound, $"there is no entry '{dn}', or {Reader} may not see it ({result})."),
            LdapResultCode.InvalidDnSyntax =>
                Fail(SourceFailure.GroupNotFound, $"the server does not take '{dn}' for a name ({result})."),
            _ => Fail(LdapFault.Classify(result.Code), $"'{dn}' cannot be read by {Reader}: {result}."),
        };
    }

    private string Reader => BindCredential.Describe(directory.Settings);

    /// <summary>
    /// Fetches the rest of a list that the server hands out in parts (<c>member;range=0-1499</c>, MS-ADTS section 3.1.1.3.1.3.3). A part
    /// that does not come leaves the group unfinished, which the walk reports.
    /// </summary>
    private async Task<DirectoryGroup> ReadWholeListAsync(DirectoryEntry entry, CancellationToken cancellationToken)
    {
        var group = directory.Groups.Map(entry);
        while (group.Unfinished is [var (attribute, known), ..])
        {
            var part = await ReadRangeAsync(entry, attribute, known, cancellationToken).ConfigureAwait(false);
            if (part is null)
                return group;
            entry = new DirectoryEntry(entry.Dn, [.. entry.Attributes, part]);
            group = directory.Groups.Map(entry);

            // A part that does not hold what it says would be asked for again and again.
            if (group.Unfinished.Contains((attribute, known)))
                return group;
        }

        return group;
    }

    private async Task<DirectoryValues?> ReadRangeAsync(
        DirectoryEntry entry, string attribute, int from, CancellationToken cancellationToken)
    {
        var request = LdapSearchRequest.ForEntry(entry.Dn.ToString(), $"{attribute};range={from}-*");
        var response = await _session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
        var part = RequireEntry(entry.Dn, response).ToDirectoryEntry();
        return part.OfType(attribute).FirstOrDefault(values => values.Description.Range?.Low == from);
    }

    private SourceException Fail(SourceFailure failure, string reason) => _session.Fail(failure, purpose, reason);
}
