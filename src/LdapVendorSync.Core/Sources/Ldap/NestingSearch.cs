using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Fetches, on Active Directory, all that is nested in a group at any depth with two searches by LDAP_MATCHING_RULE_IN_CHAIN (MS-ADTS section
/// 3.1.1.3.4.4.3). It only fetches: who is in is still decided by the lists of the groups, one after the other, and what these searches
/// did not bring is looked up.
/// </summary>
internal sealed class NestingSearch(LdapDirectory directory, LdapServer server, string purpose, ILogger logger)
{
    private const string InChain = "1.2.840.113556.1.4.1941";

    private readonly LdapGroupReader _reader = new(directory, purpose);
    private readonly ReadCache? _cache = directory.Cache;
    private readonly Dictionary<DistinguishedName, DirectoryGroup> _groups = [];
    private readonly Dictionary<DistinguishedName, DirectoryEntry> _people = [];

    /// <summary>Whether the people of all nested groups were searched for.</summary>
    public bool HasSearchedPeople { get; private set; }

    /// <summary>Searches below a group, where that is worthwhile.</summary>
    public async Task RunAsync(DirectoryGroup root, CancellationToken cancellationToken)
    {
        if (!server.IsActiveDirectory || directory.Settings.MemberStrategy == MemberStrategy.Member || root.Listed == 0)
            return;
        await SearchGroupsAsync(root, cancellationToken).ConfigureAwait(false);
        if (_groups.Count > 0 && root.Members.Count + _groups.Values.Sum(group => group.Members.Count) > LdapMemberResolver.BigGroup)
            await SearchPeopleAsync(root, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether nothing was fetched, or nothing is left.</summary>
    public bool IsEmpty => _groups.Count == 0 && _people.Count == 0;

    /// <summary>A group that was fetched; <see langword="null"/> for one that was not.</summary>
    public DirectoryGroup? FindGroup(DistinguishedName dn) => _groups.GetValueOrDefault(dn);

    /// <summary>A person who was fetched, handed out once; <see langword="null"/> for one who was not.</summary>
    public DirectoryEntry? TakePerson(DistinguishedName dn) => _people.Remove(dn, out var entry) ? entry : null;

    private async Task SearchGroupsAsync(DirectoryGroup root, CancellationToken cancellationToken)
    {
        var filter = LdapFilter.And(directory.Profile.IsGroup, IsNestedIn(root));
        foreach (var tree in server.Roots)
        {
            foreach (var entry in await SearchAsync(tree, filter, _reader.AttributesOn(server), cancellationToken).ConfigureAwait(false))
                _groups[entry.Dn] = await _reader.CompleteAsync(entry, server, _cache, cancellationToken).ConfigureAwait(false);
        }

        _groups.Remove(root.Dn);
    }

    private async Task SearchPeopleAsync(DirectoryGroup root, CancellationToken cancellationToken)
    {
        var tokens = _groups.Values.Append(root).Select(group => group.PrimaryGroupToken).OfType<uint>();
        var isMember = LdapFilter.Or(tokens.Select(ImpliedMembers.HasPrimaryGroup).Prepend(IsNestedIn(root)));
        var filter = LdapFilter.And(directory.UserFilter, isMember);
        foreach (var tree in directory.UserBases(server, purpose))
        {
            foreach (var entry in await SearchAsync(tree, filter, directory.People.Attributes, cancellationToken).ConfigureAwait(false))
                _people[entry.Dn] = entry;
        }

        HasSearchedPeople = true;
    }

    private async Task<IEnumerable<DirectoryEntry>> SearchAsync(
        DistinguishedName tree, LdapFilter filter, IReadOnlyList<string> attributes, CancellationToken cancellationToken)
    {
        var response = await directory.Session
            .SearchPagedAsync(
                LdapDirectory.Subtree(server, tree, filter, attributes), directory.Settings.PageSize, purpose, cancellationToken)
            .ConfigureAwait(false);
        if (!response.Result.IsSuccess)
            logger.LogDebug("{Purpose}: a search of what is nested ended with {Result}; the rest is looked up", purpose, response.Result);
        return response.Entries.Select(entry => entry.ToDirectoryEntry());
    }

    private static LdapFilter IsNestedIn(DirectoryGroup group) => LdapFilter.Extensible("memberOf", InChain, group.Dn.ToString());
}
