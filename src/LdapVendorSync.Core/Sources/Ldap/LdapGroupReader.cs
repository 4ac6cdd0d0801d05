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
        // Asked for once: what the server before this one answers late does not belong to what the next one said.
        var cache = directory.Cache;
        if (cache?.FindGroup(dn) is { } known)
            return known;
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var entry = await ReadEntryAsync(dn, AttributesOn(server), cancellationToken).ConfigureAwait(false);
        if (!directory.Groups.CanRead(entry))
            throw Fail(SourceFailure.GroupNotFound, $"'{dn}' is no group (objectClass {string.Join(", ", entry.ObjectClasses)}).");
        return await CompleteAsync(entry, server, cache, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What to ask for when groups are read.</summary>
    public IReadOnlyList<string> AttributesOn(LdapServer server) => server.IsActiveDirectory
        ? [.. directory.Groups.Attributes, .. GroupMapper.PrimaryGroupAttributes]
        : directory.Groups.Attributes;

    /// <summary>Makes a group of an entry, with the rest of its list and the members whom the list does not have.</summary>
    /// <param name="entry">The group's entry.</param>
    /// <param name="server">Who sent it.</param>
    /// <param name="cache">Keeps the group: the cache that was in use before the entry was asked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SourceException">The entry may not be read any more, or the server cannot say.</exception>
    public async Task<DirectoryGroup> CompleteAsync(
        DirectoryEntry entry, LdapServer server, ReadCache? cache, CancellationToken cancellationToken)
    {
        var list = new MemberListReader(
            directory,
            token => ReadEntryAsync(entry.Dn, AttributesOn(server), token),
            (attribute, token) => ReadEntryAsync(entry.Dn, [attribute], token));
        var listed = await list.ReadAsync(entry, cancellationToken).ConfigureAwait(false);
        var group = await new ImpliedMembers(directory, server, purpose).AddToAsync(listed, cancellationToken).ConfigureAwait(false);
        cache?.Add(group);
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

    private async Task<DirectoryEntry> ReadEntryAsync(
        DistinguishedName dn, IReadOnlyList<string> attributes, CancellationToken cancellationToken)
    {
        var request = LdapSearchRequest.ForEntry(dn.ToString(), attributes);
        var response = await _session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
        return RequireEntry(dn, response).ToDirectoryEntry();
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

    private SourceException Fail(SourceFailure failure, string reason) => _session.Fail(failure, purpose, reason);
}
